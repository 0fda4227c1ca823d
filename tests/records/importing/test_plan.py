"""What an import makes of a report in a register that has measures already."""

from __future__ import annotations

import contextlib
import random
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.markdown import to_markdown
from exporters.report import report
from records.errors import ProzvitError, UnreadableSource
from records.importing import Outcome, plan_import, read_report
from records.importing.phrases import split_closing
from records.importing.understand import understand
from records.language import UKRAINIAN
from records.values.changes import Action, Change, Edit
from records.values.model import Status
from tests.records.importing.conftest import HEADINGS, PROGRAMME, Q4, ROWS, as_text, as_word, data_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.importing import ImportPlan
    from records.importing.understand import Understood
    from records.register import Register

HOME = "measures/2017/1"


def written(tmp_path: Path, text: str, name: str = "звіт.txt") -> Path:
    """Write a report as text."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def understood(tmp_path: Path, text: str, name: str = "звіт.txt") -> Understood:
    """Return what a report of this text says."""
    return understand(read_report(written(tmp_path, text, name)))


def save(register: Register, plan: ImportPlan) -> Snapshot:
    """Save what an import changes; return the register after it."""
    assert plan.change is not None
    register.save(plan.change)
    return register.snapshot()


def changed(register: Register, path: str, **values: object) -> Snapshot:
    """Change fields of a file; return the register after it."""
    register.save(
        Change(
            Action.REGISTER, (Edit(path, {tuple(k.split("__")): v for k, v in values.items()}),), "Уточнення"
        )
    )
    return register.snapshot()


def exported(snapshot: Snapshot, tmp_path: Path) -> Path:
    """Write the register's report as Markdown."""
    file = tmp_path / "zvit.md"
    file.write_bytes(to_markdown(report(snapshot, Q4)))
    return file


@pytest.mark.parametrize(
    "words",
    [
        "Стан виконання – 40 % (сорок відсотків).",
        "(Стан виконання – 40 %)",
        "**Стан виконання – 40 %.**",
        "Стан виконання заходу: 40%;",
        "Стан виконання (40 %).",
        "Стан виконання - 40,0 %",
        "Стан виконання – виконано на 40 відсотків!",
        "State of implementation – 40 %.",
    ],
)
def test_closing_forms(words: str) -> None:
    """Closing words in brackets, emphasised, spelled out or in English go out with what surrounds them."""
    assert split_closing(f"Зроблено (дещо). {words}\n") == ("Зроблено (дещо).\n", 40)


def test_closing_alone() -> None:
    """Only the last of two closings is this report's; one without a text leaves an empty text."""
    assert split_closing("Стан виконання – 5 %. Стан виконання – 6 %.\n") == ("Стан виконання – 5 %.\n", 6)
    assert split_closing("- пункт\nСтан виконання – 6 %.\n") == ("- пункт\n", 6)
    assert split_closing("Стан виконання – 6 %.\n") == ("", 6)


def test_endless_blanks() -> None:
    """Blanks without end before the closing words cost no more than other characters."""
    text = " " * 1_000_000 + "Стан" + " " * 1_000_000 + "виконання – 5 %.\n"
    assert split_closing(text) == (text, None)


def test_lone_end(tmp_path: Path) -> None:
    """A text parted by an empty line goes on when what follows ends with the closing words."""
    rows = [(*ROWS[0][:4], "Початок.\n\nКінець. Стан виконання – 5 %.")]
    (found,) = understood(tmp_path, as_text(rows).replace("\t\n", "\n")).measures
    assert (found.text, found.percent, found.section) == ("Початок.\nКінець.\n", 5, "")


def test_told_section(tmp_path: Path) -> None:
    """A lone line is taken for a section's title, and that is said with its place."""
    report = understood(tmp_path, as_text([("Розділ I",), *ROWS[:1]]))
    assert [each.section for each in report.measures] == ["Розділ I"]
    assert report.notices[0].render(UKRAINIAN) == "«Розділ I» (рядок 7) прочитано як назву розділу."


@pytest.mark.parametrize(
    "row", [("5.", "", "", "", ""), ("5", "", "Постійно", "Відділ", "Так."), (".", *ROWS[0][1:])]
)
def test_half_rows(row: tuple[str, ...], tmp_path: Path) -> None:
    """A row without a title, or without a number, is refused, never dropped."""
    with pytest.raises(UnreadableSource):
        understood(tmp_path, as_text([ROWS[0], row]))


@pytest.mark.parametrize(("column", "longest"), [(0, 40), (1, 3_000), (2, 3_000), (3, 3_000), (4, 29_999)])
def test_too_long(column: int, longest: int, tmp_path: Path) -> None:
    """A text longer than the register keeps is refused with its row; one that just fits is taken."""
    row = list(ROWS[0])
    row[column] = "9" * longest
    assert len(understood(tmp_path, as_text([row])).measures) == 1
    row[column] += "9"
    with pytest.raises(UnreadableSource) as refused:
        understood(tmp_path, as_text([row]))
    assert "рядок 7" in refused.value.message().render(UKRAINIAN)


def test_without_headings(tmp_path: Path) -> None:
    """A table without headings is understood by the places of its columns."""
    text = as_text(ROWS[1:], ROWS[0])
    assert [each.number for each in understood(tmp_path, text).measures] == ["1", "2", "4"]


def test_unknown_headings(tmp_path: Path) -> None:
    """Headings in words of their own leave the columns their usual places, and that is said."""
    report = understood(tmp_path, as_text(ROWS, ("А", "Б", "В", "Г", "Ґ")))
    assert [each.number for each in report.measures] == ["1", "2", "4"]
    assert "звичному порядку" in report.notices[-1].render(UKRAINIAN)


def test_number_unheaded(tmp_path: Path) -> None:
    """The first column is the number's although nothing stands above it."""
    text = as_text(ROWS, ("", *HEADINGS[1:]))
    assert [each.number for each in understood(tmp_path, text).measures] == ["1", "2", "4"]


def test_own_headings(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Headings that the register words in its own way are known again in its export."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    words = {f"report__headings__{name}": f"Графа «{name}»" for name in ("title", "deadline", "progress")}
    snapshot = changed(register, "register.toml", **words)
    assert planned(exported(snapshot, tmp_path)).change is None


def test_section_ends(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A measure of no section stays so, although its row stands below another's section."""
    snapshot = save(register, planned(written(tmp_path, as_text(ROWS))))
    snapshot = changed(register, f"{HOME}/measure.toml", section="Розділ I")
    assert planned(exported(snapshot, tmp_path)).change is None


def test_named_twice(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A unit that a cell names twice answers once, at the second import too."""
    file = written(tmp_path, as_text([(*ROWS[0][:3], "Відділ кадрів; ВІДДІЛ КАДРІВ", ROWS[0][4])]))
    snapshot = save(register, planned(file))
    assert snapshot.measures[0].measure.responsible == ("viddil-kadriv",)
    assert planned(file).change is None


def test_one_name(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Two units of one name are no difference between a register and its export."""
    snapshot = save(register, planned(written(tmp_path, as_text(ROWS))))
    first, second = list(snapshot.units)[:2]
    snapshot = changed(register, "units.toml", **{f"units__{second}__name": snapshot.units[first].name})
    assert planned(exported(snapshot, tmp_path)).change is None


def test_letter_case(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """An update that only changes the case of a letter in a text is one."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    other = [(*ROWS[0][:4], ROWS[0][4].replace("План", "ПЛАН")), *ROWS[1:]]
    plan = planned(written(tmp_path, as_text(other)), update=True)
    assert [row.outcome for row in plan.account] == [Outcome.UPDATED, Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_emphasis_kept(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A plain text of the same words takes no emphasis and no list away."""
    file = written(tmp_path, as_text([(*ROWS[0][:4], "План є, і він *діє*.\nТак")]))
    save(register, planned(file))
    changed(register, f"{HOME}/2017-Q4.toml", text="План **є**,  і він \\*діє\\*.\n- Так\n")
    assert planned(file, update=True).change is None


def test_empty_progress(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A progress without text and percent, or with words that say there is none, comes back as it is."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    for text in ("", "Не подано\n", "Строк виконання не настав\n", "–\n"):
        snapshot = changed(register, f"{HOME}/2017-Q4.toml", text=text, percent=None, status="in-progress")
        assert planned(exported(snapshot, tmp_path)).change is None


def test_kept_status(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """An update with the percent that is there keeps the status that somebody chose."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    changed(register, "measures/2017/2/2017-Q4.toml", status="partly")
    other = [ROWS[0], (*ROWS[1][:4], "Інакше. Стан виконання – 50 %"), ROWS[2]]
    snapshot = save(register, planned(written(tmp_path, as_text(other)), update=True))
    assert (snapshot.measures[1].progress[Q4].status, snapshot.measures[1].progress[Q4].text) == (
        "partly",
        "Інакше.\n",
    )


def test_reason(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """The change names its file, and is an import."""
    plan = planned(written(tmp_path, as_text(ROWS)))
    assert plan.change is not None
    assert (plan.change.action, plan.change.reason) == (Action.IMPORT, "Файл: звіт.txt")


def test_hostile_words(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """What could hide in a text, or make markup of it, comes in as a reader saw it, and stays."""
    row = (
        "1",
        "А\u202eб\x1b[31m",
        "Постійно\u200b",
        "Від\u00adділ",
        "[а](https://b.example) # <b> *в* | г \\",
    )
    file = written(tmp_path, as_text([row]))
    snapshot = save(register, planned(file))
    (found,) = snapshot.measures
    assert (found.measure.title, found.measure.deadline.text) == ("Аб[31m", "Постійно")
    assert snapshot.unit_name(found.measure.responsible[0]) == "Відділ"
    assert planned(file).change is None
    assert planned(exported(snapshot, tmp_path)).change is None


WORDS = st.text(st.sampled_from("абвгАБ .,;-–—|*_[]()\\<>&`1№%«»’\u00a0\u0301🙂"), max_size=30)
ANSWERS = st.lists(WORDS, max_size=3).map("\n".join)
ENDS = st.sampled_from(
    ["", " Стан виконання – 30 %.", " стан виконання —30%", "\nСтан виконання на 100 відсотків"]
)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, ANSWERS, ENDS), min_size=1, max_size=3),
    kind=st.sampled_from(["txt", "docx"]),
)
def test_identity(
    rows: list[tuple[str, str, str]], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a report says, importing it again, or its export, changes nothing."""
    from records.register import Register
    from records.values.model import Rules

    folder = tmp_path_factory.mktemp("identity")
    table = [
        (str(number), f"Захід {title}", "Постійно", f"Відділ {title}", answer + end)
        for number, (title, answer, end) in enumerate(rows, 1)
    ]
    file = folder / f"звіт.{kind}"
    if kind == "docx":
        file.write_bytes(data_of(as_word(table)))
    else:
        file.write_text(as_text(table), encoding="utf-8")
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(folder / "register", rules=rules) as register:
        plan = plan_import(register.snapshot(), read_report(file), Q4, PROGRAMME)
        snapshot = save(register, plan)
        assert plan_import(snapshot, read_report(file), Q4, PROGRAMME).change is None
        own = exported(snapshot, folder)
        assert plan_import(snapshot, read_report(own), Q4, PROGRAMME).change is None
    with Register.create(folder / "fresh", rules=rules) as fresh:
        copy = save(fresh, plan_import(fresh.snapshot(), read_report(own), Q4, PROGRAMME))
        assert [each.measure for each in copy.measures] == [each.measure for each in snapshot.measures]
        assert [dict(each.progress) for each in copy.measures] == [
            dict(each.progress) for each in snapshot.measures
        ]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_forged_parts(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A Word file whose parts were tampered with is read or refused, and never more than that."""
    chance = random.Random(seed)
    document = as_word(ROWS)
    document.tables[0].cell(1, 4).paragraphs[0].style = "List Number"
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(data_of(document))) as good, zipfile.ZipFile(data, "w") as forged:
        victim = chance.choice(
            ["word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml"]
        )
        for name in good.namelist():
            part = good.read(name)
            if name == victim:
                part = _tampered(part, chance)
            if name != victim or chance.random() > 0.1:
                forged.writestr(name, part)
    file = tmp_path_factory.mktemp("forged") / "звіт.docx"
    file.write_bytes(data.getvalue())
    with contextlib.suppress(ProzvitError):
        understand(read_report(file))


def _tampered(part: bytes, chance: random.Random) -> bytes:
    """Change, double or take away elements and values of an XML part."""
    pieces = re.split(rb'(<[^>]*>|"[^"]*")', part)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(pieces))
        pieces[at] = chance.choice(
            [b"", pieces[at] * 2, b'"-1"', b'"99999999999"', b"<w:p/>", b"<w:tbl/>", b"<w:tc/>"]
        )
    return b"".join(pieces)


@pytest.mark.parametrize(
    ("column", "other", "field"),
    [
        (1, "Інший захід", "Найменування"),
        (2, "Щороку", "Строк"),
        (3, "Архів", "Відповідальні"),
        (4, "Інше. Стан виконання – 7 %", "Інше."),
        (4, "не подано", "План є."),
    ],
)
def test_differs(
    column: int,
    other: str,
    field: str,
    register: Register,
    tmp_path: Path,
    planned: Callable[..., ImportPlan],
) -> None:
    """What differs is refused with both values; an update says so, and writes a progress at most."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    row = list(ROWS[0])
    row[column] = other
    file = written(tmp_path, as_text([row]))
    with pytest.raises(UnreadableSource) as refused:
        planned(file)
    said = refused.value.message().render(UKRAINIAN)
    assert field in said
    assert "Захід 1 (" in said
    plan = planned(file, update=True)
    written_to = [edit.path for edit in plan.change.edits] if plan.change is not None else []
    assert written_to == ([f"{HOME}/2017-Q4.toml"] if "7 %" in other else [])
    assert plan.account[0].doubts


def test_renumbered(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A row with another measure's title is refused with --update too; a new one with it is told of."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    first, second, _ = ROWS
    with pytest.raises(UnreadableSource) as refused:
        planned(written(tmp_path, as_text([("2", *first[1:])])), update=True)
    assert "У рядку номер 2, а назва – заходу 1" in refused.value.message().render(UKRAINIAN)
    added = planned(written(tmp_path, as_text([("9", *second[1:])]))).account[0]
    assert "таку саму назву в реєстрі має захід 2" in added.doubts[0].render(UKRAINIAN)


def test_units_again(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A unit that a later row brings does not change how the rows before it were read."""
    one = ("1", "Перший", "Постійно", "Відділ кадрів, Юридичний відділ", "")
    file = written(tmp_path, as_text([one, ("2", "Другий", "Постійно", one[3].lower(), "")]))
    first, second = save(register, planned(file)).measures
    assert [len(each.measure.responsible) for each in (first, second)] == [2, 1]
    assert planned(file).change is None


def test_account(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A plan says what each row was understood as: days, units and which are new, section, status."""
    plan = planned(written(tmp_path, as_text([("Розділ I",), *ROWS])))
    first, second, _ = plan.account
    assert (first.section, first.status, first.text) == ("Розділ I", Status.IMPLEMENTED, "План є.\n")
    assert [each.days.render(UKRAINIAN) for each in plan.account] == [
        "по 01.03.2017",
        "постійно",
        "01.04.2017 – 30.06.2017",
    ]
    assert second.units == ("Відділ кадрів", "Юридичний відділ")
    assert [each.new_units for each in plan.account] == [{"Відділ закупівель"}, set(second.units), set()]
    assert plan.units == ("Відділ закупівель", *second.units)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n%", "PDF"),
        ("a.doc", b"{\\rtf1\\ansi", "RTF"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "2007"),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related", "вебархів"),
        ("a.bin", None, "електронна таблиця OpenDocument"),
        ("a.txt", "№\tЗахід\tСтрок\tХто\tСтан\n1\tА\tБ\tВ\tГ\n".encode(), "табуляцію"),
    ],
)
def test_other_kinds(tmp_path: Path, name: str, data: bytes | None, kind: str) -> None:
    """A file of another kind is refused with its kind and the way to one that is read."""
    file = tmp_path / name
    if data is None:
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            package.writestr("content.xml", "")
    else:
        file.write_bytes(data)
    with pytest.raises(UnreadableSource) as refused:
        read_report(file)
    said = refused.value.message().render(UKRAINIAN)
    assert kind in said
    assert "збережіть" in said or ".docx" in said


def test_section_differs(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A measure that a report puts into another section is refused."""
    save(register, planned(written(tmp_path, as_text([("Розділ I",), *ROWS]))))
    with pytest.raises(UnreadableSource):
        planned(written(tmp_path, as_text([("Розділ II",), *ROWS])))


def test_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any report is refused before it is read; a folder is no file."""
    monkeypatch.setattr("records.importing.source.LARGEST_FILE", 10)
    for file in (written(tmp_path, as_text(ROWS)), tmp_path):
        with pytest.raises(UnreadableSource) as refused:
            read_report(file)
        assert file.name in refused.value.message().render(UKRAINIAN)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_codings(coding: str, tmp_path: Path) -> None:
    """A text is read in the codings that Windows programs save it in."""
    file = tmp_path / "звіт.txt"
    file.write_bytes(as_text(ROWS).encode(coding))
    assert [each.title for each in understand(read_report(file)).measures] == [row[1] for row in ROWS]
