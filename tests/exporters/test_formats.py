"""Writing a report: all requested formats are written, or none."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from exporters.formats import FORMATS, export
from exporters.packing import unpacked
from exporters.report import NotExported, report
from exporters.writing import Exported
from records.errors import Misused
from records.values.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import Snapshot

Q4 = Period.from_code("2017-Q4")


def test_files_are_written_under_their_names(sample: Snapshot, tmp_path: Path) -> None:
    """Each format is one file named after the period, in a folder made for it, and is described correctly."""
    made = report(sample, Q4)
    data = {name: FORMATS[name].write(made) for name in ("md", "html")}
    folder = tmp_path / "нова тека"
    expected = [
        Exported(
            folder / f"zvit-2017-Q4.{name}", name, len(data[name]), hashlib.sha256(data[name]).hexdigest()
        )
        for name in ("md", "html")
    ]
    assert expected == export(made, ["md", "html", "md"], folder)
    assert data == {name: (folder / f"zvit-2017-Q4.{name}").read_bytes() for name in data}
    assert sorted(each.name for each in folder.iterdir()) == ["zvit-2017-Q4.html", "zvit-2017-Q4.md"]


@pytest.mark.parametrize("name", ["md", "html", "fragment", "docx", "xlsx", "csv"])
def test_every_format_names_the_programme_of_several(sample: Snapshot, name: str) -> None:
    """A report names its programme if the register has several, and need not if it has one."""
    own, said = sample.rules.programmes[0], "Програма: Антикорупційна стратегія"
    both = structs.replace(sample.rules, programmes=(own, structs.replace(own, id="q", title="Друга")))
    texts = []
    for rules in (both, sample.rules):
        written = FORMATS[name].write(report(structs.replace(sample, rules=rules), Q4, programme=own.id))
        if name in {"docx", "xlsx"}:
            assert isinstance(written, bytes)
            written = unpacked(written)
        data = written if isinstance(written, bytes) else b"".join(written.values())
        texts.append(data.decode().replace("; Антикорупційна стратегія;", said))
    assert [said in text for text in texts] == [True, False]


def test_writing_tells_how_far_it_is(sample: Snapshot, tmp_path: Path) -> None:
    """Before each format, progress is reported: the format, how many are done, how many there are."""
    told: list[tuple[str, int, int]] = []
    export(report(sample, Q4), ["md", "html"], tmp_path, lambda *far: told.append(far))
    assert told == [("md", 0, 2), ("html", 1, 2)]


def test_writing_ends_where_it_is_told_to(sample: Snapshot, tmp_path: Path) -> None:
    """An exception raised between formats ends the writing, and no file of the report remains."""

    def end_after_first(_name: str, done: int, _formats: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        export(report(sample, Q4), ["md", "html"], tmp_path / "out", end_after_first)
    assert not (tmp_path / "out").exists()


def test_unknown_format_is_refused(sample: Snapshot, tmp_path: Path) -> None:
    """An unknown format is a usage error, and no other format is written."""
    with pytest.raises(Misused):
        export(report(sample, Q4), ["md", "pdf"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_failure_leaves_every_file_as_it_was(sample: Snapshot, tmp_path: Path) -> None:
    """If one file can't be put in place, the earlier ones keep their bytes and no temporary file remains."""
    (tmp_path / "zvit-2017-Q4.md").write_text("попередній")
    (tmp_path / "zvit-2017-Q4.html").mkdir()
    with pytest.raises(NotExported, match=r"zvit-2017-Q4\.html"):
        export(report(sample, Q4), ["md", "html"], tmp_path)
    assert (tmp_path / "zvit-2017-Q4.md").read_text() == "попередній"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["zvit-2017-Q4.html", "zvit-2017-Q4.md"]


def test_folder_that_is_a_file_is_refused(sample: Snapshot, tmp_path: Path) -> None:
    """The error for a folder that can't be made names the folder and the cause."""
    (tmp_path / "тека").write_text("")
    with pytest.raises(NotExported, match="тека: a part of the path is no folder"):
        export(report(sample, Q4), ["md"], tmp_path / "тека")
