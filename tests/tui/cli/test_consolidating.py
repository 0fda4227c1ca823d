"""`export` over several registers makes one report with a section for each body."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import html5lib
import pytest

from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Column, Programme, ReportRules, Rules, Unit
from records.values.periods import Cadence
from tests.tui.cli.conftest import CLERK, PERIOD, PROGRESS, measure

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Answer, Program

_AT = datetime(2017, 2, 1, 9, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
HOSTILE = "Рада | <b>*Нижня*</b>"


def make(folder: Path, body: str, **rules: Any) -> Path:
    """Make the register of another body, with one measure that is implemented."""
    programme = Programme(id="p", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31))
    register = Register.create(
        folder,
        rules=Rules(schema=1, body=body, programmes=(programme,), **rules),
        units={"legal": Unit(name="Юридичний відділ")},
        author=CLERK,
        at=_AT,
    )
    added = Edit("measures/p/4/measure.toml", measure("4", responsible=["legal"]).values)
    done = {("status",): "implemented", ("percent",): 100, ("text",): "Зроблено в іншій раді."}
    with register:
        register.save(Change(Action.CREATE, (added,), "Програма"), author=CLERK, at=_AT)
        if rules.get("cadence") is None:
            path = f"measures/p/4/{PERIOD}.toml"
            register.save(Change(Action.PROGRESS, (Edit(path, done),), "Подано"), author=CLERK, at=_AT)
    return folder


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the registers of two other bodies; the second reports by the half-year."""
    folder = tmp_path_factory.mktemp("others")
    return make(folder / "b", HOSTILE), make(folder / "c", "Піврічна рада", cadence=Cadence.HALF_YEAR)


def export(program: Program, *arguments: str | Path) -> Answer:
    """Call `export` for the period; only the registers named in the arguments are in the report."""
    return program("export", PERIOD, *map(str, arguments))


def test_consolidated(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """Totals, overall and by body, come first, then each body's table and provenance, in the order given."""
    named = ("--register", program.folder, "--register", others[0], "--register", others[1])
    answer = export(program, *named, "--to", tmp_path / "once", "--format", "md")
    assert answer.code == 0
    file = tmp_path / "once" / f"zvedenyi-zvit-{PERIOD}.md"
    assert answer.out == f"{file}\n"
    assert "Піврічна рада" in answer.err
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "# ЗВЕДЕНИЙ ЗВІТ"
    assert "| Зразківська міська рада | 3 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 1 | 50 % (1) |" in lines
    assert r"| Рада \| &lt;b>\*Нижня\*&lt;/b> | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 100 % (1) |" in lines
    assert "| Усі органи | 4 | 1 | 0 | 1 | 0 | 0 | 2 | 0 | 1 | 75 % (2) |" in lines
    assert [line for line in lines if line.startswith("## ")][1:] == [
        *("## Зразківська міська рада", r"## Рада \| &lt;b>\*Нижня\*&lt;/b>", "## Піврічна рада")
    ]
    numbers = [line.split(" | ")[0] for line in lines if line.startswith("| ") and "Захід" in line]
    assert numbers == ["| 4", "| 10", "| 6", "| 4"]
    assert "У його реєстрі немає такого періоду" in lines[lines.index("## Піврічна рада") + 2]
    lacking = "У підсумках немає: Піврічна рада – без звіту (1 з 3)."
    assert lines[lines.index("## Підсумок") + 2] == lacking
    with Register.open(others[0]) as register:
        head = register.head()
    assert f"prozvit export {PERIOD} --at {head}" in text
    document = json.loads(export(program, *named, "--format", "md", "--to", tmp_path / "z", "--json").out)
    assert [each["commit"] for each in document["registers"]][:2] == [program.head, head]
    assert Path(document["files"][0]["path"]).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        (("--unit", "legal"), ["1", "1", "2"]),
        (("--unit", "Загальний відділ"), ["2", "2"]),
        (("--status", "implemented"), ["0", "1", "1"]),
        (("--programme", "p"), ["1", "1"]),
    ],
)
def test_filtered(
    program: Program, others: tuple[Path, Path], tmp_path: Path, options: tuple[str, ...], counts: list[str]
) -> None:
    """Filters apply to each body; a body without that unit or programme is reported as such."""
    named = ("--register", program.folder, "--register", others[0], "--to", tmp_path, "--format", "md")
    assert export(program, *named, *options).code == 0
    lines = (tmp_path / f"zvedenyi-zvit-{PERIOD}.md").read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("| ---")) + 1
    table = lines[start : lines.index("", start)]
    assert [line.rsplit(" | ", 10)[1] for line in table] == counts


def test_two_programmes(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """A body with two programmes has a part for each, and a report of one programme has its own file name."""
    rules = program.folder / "register.toml"
    more = '\n[[programmes]]\nid = "q"\ntitle = "Друга"\nfrom = 2017-01-01\nto = 2017-12-31\n'
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    program.commit()
    named = ("--register", program.folder, "--register", others[0], "--to", tmp_path, "--format", "md")
    assert export(program, *named).code == 0
    lines = (tmp_path / f"zvedenyi-zvit-{PERIOD}.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("## З")] == [
        *("## Зразківська міська рада: Програма", "## Зразківська міська рада: Друга")
    ]
    answer = export(program, *named, "--programme", "q")
    assert answer.out == f"{tmp_path}/q/zvedenyi-zvit-{PERIOD}.md\n"


def test_replaced(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """A report of some measures says so when it replaces a report of other measures."""
    named = ("--register", program.folder, "--register", others[0], "--to", tmp_path)
    said = "held other measures"
    counts = [
        export(program, *named, *options).err.count(said)
        for options in ((), ("--unit", "legal"), ("--unit", "legal"), ("--status", "partly"), ())
    ]
    assert counts == [0, 2, 0, 2, 0]
    assert export(program, *named, "--programme", "p").err.count(f"{tmp_path}/zvedenyi-zvit-{PERIOD}.") == 2


def test_one_language(program: Program, tmp_path: Path) -> None:
    """A body's own wording of its report and headings is not used in a report in another language."""
    words = ReportRules(heading="REPORT", title="on the programme", headings={Column.TITLE: "What is done"})
    other = make(tmp_path / "e", "Example Council", language="en", report=words)
    named = ("--register", program.folder, "--register", other)
    assert export(program, *named, "--to", tmp_path, "--format", "md").code == 0
    text = (tmp_path / f"zvedenyi-zvit-{PERIOD}.md").read_text(encoding="utf-8")
    section = text.partition("## Example Council")[2]
    assert section.startswith("\n\nпро виконання заходів програми «Програма»\n")
    assert "| № | Найменування заходу |" in section
    assert not any(each in section for each in ("on the programme", "What is done"))


def test_page(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """The page is valid HTML and loads nothing, each body's ids are distinct, and no text becomes markup."""
    named = [part for folder in (program.folder, *others) for part in ("--register", folder)]
    assert export(program, *named, "--to", tmp_path).code == 0
    page = (tmp_path / f"zvedenyi-zvit-{PERIOD}.html").read_text(encoding="utf-8")
    assert "У підсумках немає: Піврічна рада" in page.partition("<table")[0]
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [each.get("id") for each in document.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="([^"]+)"', page)
    assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)
    assert all(target.startswith("#") for target in targets)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    sections = [each for each in document.iter("section") if each.get("class") == "zvit-organ"]
    assert [each.find("h2").text for each in sections] == [
        "Зразківська міська рада",
        HOSTILE,
        "Піврічна рада",
    ]
    assert [len(list(each.iter("tr"))) > 1 for each in sections] == [True, True, False]
    assert not list(document.iter("b"))
    [nav] = document.iter("nav")
    assert nav.get("aria-label") == "Органи"
    assert len(list(nav.iter("a"))) == len(sections)


def test_refused(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """A register that is unreadable, named twice or lacks the request is named, and nothing is written."""
    out = ("--to", tmp_path / "out")
    clone = Path(shutil.copytree(program.folder, tmp_path / "clone"))
    broken = Path(shutil.copytree(program.folder, tmp_path / "broken"))
    program.folder, mine = broken, program.folder
    (broken / PROGRESS).write_text("status = 5\n", encoding="utf-8")
    program.commit()
    program.folder = mine
    for named, options, code, said in (
        ((mine, broken), ("--at", "HEAD~1"), 2, "same register"),
        ((others[0], broken), (), 1, f"{broken}: "),
        ((others[0], broken), (), 1, PROGRESS),
        ((mine, tmp_path / "none"), (), 1, str(tmp_path / "none")),
        ((mine, clone), (), 2, str(mine)),
        ((mine, others[0]), ("--at", "v9"), 1, str(mine)),
        ((mine, others[0]), ("--unit", "нема"), 2, "There is no unit"),
        ((mine, others[0]), ("--programme", "нема"), 2, "There is no programme"),
        ((mine, others[0]), ("--format", "md,docx"), 2, "not as “docx”"),
        ((others[1],) * 1 + (make(tmp_path / "d", "Ще одна", cadence=Cadence.YEAR),), (), 1, "Ще одна"),
    ):
        registers = [part for folder in named for part in ("--register", folder)]
        answer = export(program, *registers, *out, *options)
        assert (answer.code, answer.err.count(said)) == (code, 1), answer
    assert not (tmp_path / "out").exists()


def test_named_once(program: Program, others: tuple[Path, Path], tmp_path: Path) -> None:
    """A single --register after the command takes precedence over one before it."""
    assert export(program, "--register", others[0], "--to", tmp_path, "--format", "md").code == 0
    assert "Зроблено в іншій раді." in (tmp_path / f"zvit-{PERIOD}.md").read_text(encoding="utf-8")
