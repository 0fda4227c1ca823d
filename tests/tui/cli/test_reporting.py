"""An export reads only the records its formats show; the report is the same as if it had read all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from exporters.formats import FORMATS
from records.files.editions import closings
from records.register import Register
from records.values.periods import Period
from tui.tasks.reporting import make, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tui.cli.conftest import Program

Q3, Q4 = Period(2025, "Q3"), Period(2025, "Q4")
#: Formats that show one period and neither look back at earlier ones nor need the history.
ALONE = [name for name, each in FORMATS.items() if not each.looks_back and not each.needs_trail]


@pytest.fixture(scope="module")
def sample(demo: Path) -> Iterator[Register]:
    with Register.open(demo) as register:
        yield register


@pytest.mark.parametrize("name", ALONE)
def test_fewer_answers_make_the_same_report(sample: Register, name: str) -> None:
    """A format that does not look back is byte-identical if the answers of other periods are not read."""
    whole, less = sample.snapshot(), read(sample, "HEAD", Q4, [name])
    assert less.files.keys() < whole.files.keys()
    made = [FORMATS[name].write(make(sample, snapshot, Q4, [name])) for snapshot in (less, whole)]
    assert made[0] == made[1]


def test_checksum_is_that_of_the_periods_record(sample: Register) -> None:
    """Each format of a closed period has the checksum over the files listed in the closing record."""
    [closing] = closings(sample.repository, sample.head(), Q3)
    sums = sample.files(closing)[1]["periods/2025-Q3.toml"].record.records
    listed = "".join(f"{path} {digest}\n" for path, digest in sorted(sums.items()))
    made = (make(sample, read(sample, closing, Q3, [name]), Q3, [name]) for name in (*ALONE, "html"))
    found = {each.source.records for each in made}
    assert found == {hashlib.sha256(listed.encode()).hexdigest()}


def test_what_is_shown_must_be_read(program: Program, tmp_path: Path) -> None:
    """An unreadable record refuses the formats that need it, and no other."""
    answer = program.folder / "measures" / "2017" / "4" / "2017-Q3.toml"
    answer.write_text("no = [toml", encoding="utf-8")
    program.commit()
    for name, code in (("md", 0), ("html", 1)):
        assert program("export", "2017-Q4", "--format", name, "--to", str(tmp_path)).code == code, name
    # Without an answer in this period, earlier ones decide whether a measure is overdue or was implemented.
    answer.rename(program.folder / "measures" / "2017" / "6" / "2017-Q3.toml")
    program.commit()
    assert program("export", "2017-Q4", "--format", "md", "--to", str(tmp_path)).code == 1
