"""Fields that a merge leaves open, in the form of its trailer `Prozvit-Conflict: 2017/4 2017-Q4 text`."""

from __future__ import annotations

from typing import NamedTuple

from records.values.layout import Place, place


class Opening(NamedTuple):
    """A field that a merge left open: its file and its key, which is "*" for the file as a whole."""

    path: str
    key: str

    @property
    def where(self) -> Place | None:
        """The measure and period of the file, or None if it does not belong to a measure."""
        return place(self.path)

    def __str__(self) -> str:
        where = self.where
        if where is None:
            return f"{self.path} {self.key}"
        period = "" if where.period is None else f" {where.period.code}"
        return f"{where.measure}{period} {self.key}"

    @classmethod
    def read(cls, text: str) -> Opening:
        """Return the opening whose `str` is `text`."""
        name, _, rest = text.partition(" ")
        period, gap, key = rest.partition(" ")
        for path, found in ((f"measures/{name}/{period}.toml", key), (f"measures/{name}/measure.toml", rest)):
            if (where := place(path)) is not None and found and (gap or where.period is None):
                return cls(path, found)
        return cls(name, rest)


def settled_field(text: str) -> Opening:
    """Return the opening that a value of the trailer `Prozvit-Settles` ("COMMIT …") refers to."""
    return Opening.read(text.partition(" ")[2])
