"""What a merge leaves open, as its message says it: `Prozvit-Conflict: 2017/4 2017-Q4 text`."""

from __future__ import annotations

from typing import NamedTuple

from records.values.layout import Place, place


class Opening(NamedTuple):
    """A field that a merge left open: its file and its key; "*" is the file as a whole."""

    path: str
    key: str

    @property
    def where(self) -> Place | None:
        """What its file holds; None for a file that is not of a measure."""
        return place(self.path)

    def __str__(self) -> str:
        where = self.where
        if where is None:
            return f"{self.path} {self.key}"
        period = "" if where.period is None else f" {where.period.code}"
        return f"{where.measure}{period} {self.key}"

    @classmethod
    def read(cls, text: str) -> Opening:
        """Return what `str` has written so."""
        name, _, rest = text.partition(" ")
        period, gap, key = rest.partition(" ")
        for path, found in ((f"measures/{name}/{period}.toml", key), (f"measures/{name}/measure.toml", rest)):
            if (where := place(path)) is not None and found and (gap or where.period is None):
                return cls(path, found)
        return cls(name, rest)


def settled_field(text: str) -> Opening:
    """Return what a line `Prozvit-Settles: COMMIT …` settles."""
    return Opening.read(text.partition(" ")[2])
