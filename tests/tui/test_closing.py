"""The steps after a closing commit: exports, in a folder for each programme, and then the tag."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from records.closings.closing import closing
from records.register import Register
from records.values.model import Programme
from records.values.periods import Period
from tests.records.conftest import CLERK, KYIV, measure, progress, rules
from tui.tasks.closing import finish
from tui.tasks.reporting import index, make

if TYPE_CHECKING:
    from pathlib import Path

_AT = datetime(2018, 1, 15, 10, 30, tzinfo=KYIV)
PERIOD = Period.from_code("2017-Q4")


def test_as_of_the_day_of_closing(tmp_path: Path) -> None:
    """The report of a period closed long ago shows its closing day, whenever it is written."""
    with Register.create(tmp_path / "register", rules=rules(), at=_AT) as register:
        register.save(measure("4", responsible=[]), at=_AT)
        register.save(closing(register, PERIOD, "Ніхто не відповів"), author=CLERK, at=_AT)
        finish(register, PERIOD, ["md"], tmp_path / "out", lambda *_: None)
        text = (tmp_path / "out" / "zvit-2017-Q4.md").read_text(encoding="utf-8")
    assert "Інформацію станом на 15.01.2018 не подано" in text
    assert "станом на 15.01.2018 10:30" in text


def test_several_programmes(tmp_path: Path) -> None:
    """Closing a period of two programmes writes a report for each, and the tag has the checksums of both."""
    days = {"from_": date(2017, 1, 1), "until": date(2017, 12, 31)}
    programmes = tuple(Programme(id=each, title=f"Програма {each}", **days) for each in ("2017", "oblast"))
    with Register.create(tmp_path / "register", rules=rules(programmes=programmes)) as register:
        for programme in programmes:
            register.save(measure("4", f"measures/{programme.id}/4/measure.toml", responsible=[]))
        register.save(closing(register, PERIOD, "Ніхто не відповів"), author=CLERK)
        record = register.snapshot().closing(PERIOD)
        assert record is not None
        assert record.count == 2
        finished = finish(register, PERIOD, ["md"], tmp_path / "out", lambda *_: None)
        names = ["2017/zvit-2017-Q4.md", "oblast/zvit-2017-Q4.md"]
        assert sorted(finished.edition.sums) == names
        again = finish(register, PERIOD, ["md"], tmp_path / "again", lambda *_: None)
        assert again.edition == finished.edition
        for name in names:
            assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_reports_of_a_closed_quarter_agree(tmp_path: Path) -> None:
    """The next report's trend and the index of reports give a closed quarter's figures as first reported."""
    q3, file = Period.from_code("2017-Q3"), "measures/2017/4/2017-Q3.toml"
    with Register.create(tmp_path / "register", rules=rules()) as register:
        register.save(measure("4", responsible=[]))
        register.save(progress("Подано", file, percent=10))
        register.save(closing(register, q3), author=CLERK)
        register.save(measure("6", responsible=[]))
        register.save(progress("Помилка", file, percent=30), author=CLERK)
        register.save(progress("Подано", "measures/2017/6/2017-Q4.toml", percent=50))
        snapshot = register.snapshot()
        [then, _] = make(register, snapshot, PERIOD, ["html"]).trend
        page = index(register, snapshot, ["html"]).decode()
        now = make(register, snapshot, q3, ["html"]).totals
    assert (then.count, then.mean, then.told) == (1, 10, 1)
    assert "10\u00a0% (1)" in page
    assert (now.count, now.mean) == (1, 30)
