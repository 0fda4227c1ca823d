"""Imports: a council's report becomes measures, all rows or none, and a second import changes nothing."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.markdown import to_markdown
from exporters.packing import packed
from exporters.report import report
from records.errors import ProzvitError, UnreadableSource
from records.importing import Outcome, plan_import, read_report
from records.importing.phrases import split_closing
from records.importing.table import Cell
from records.language import UKRAINIAN
from records.register import Register
from records.texts.prose import plain
from records.values.changes import Action, Change, Edit
from records.values.model import Status
from tests.records.importing.conftest import (
    HEADINGS,
    PROGRAMME,
    Q4,
    ROWS,
    as_text,
    as_word,
    data_of,
    saved,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.importing import ImportPlan

REFERENCE = Path(__file__).parents[4] / "shared" / "data"


def written(tmp_path: Path, text: str, name: str = "звіт.txt") -> Path:
    """Write a report as a text file and return its path."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_reference(kind: str, register: Register, tmp_path: Path) -> None:
    """The reference report becomes its measures; importing it again, or its export, changes nothing."""
    expected_file = REFERENCE / "zvit-2017.expected.json"
    if not expected_file.exists():
        pytest.skip("the reference data is not beside the checkout")
    expected = json.loads(expected_file.read_text(encoding="utf-8"))["measures"]
    file = REFERENCE / f"zvit-2017.{kind}"
    plan = plan_import(register.snapshot(), read_report(file), Q4, PROGRAMME)
    assert plan.change is not None
    register.save(plan.change)
    snapshot = register.snapshot()
    found = [
        {
            "number": each.measure.number,
            "title": each.measure.title,
            "deadline": each.measure.deadline.text,
            "responsible": [snapshot.unit_name(unit) for unit in each.measure.responsible],
            "percent": each.progress[Q4].percent,
            "paragraphs": plain(each.progress[Q4].text),
        }
        for each in snapshot.measures
    ]
    assert found == expected
    exported = tmp_path / "zvit.md"
    exported.write_bytes(to_markdown(report(snapshot, Q4)))
    for again in (REFERENCE / "zvit-2017.txt", REFERENCE / "zvit-2017.docx", exported):
        assert plan_import(snapshot, read_report(again), Q4, PROGRAMME).change is None


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_understood(
    kind: str, register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]
) -> None:
    """Synonyms of headings, units and percents are recognised without doubts."""
    file = tmp_path / f"звіт.{kind}"
    if kind == "txt":
        written(tmp_path, "ЗВІТ\nпро виконання\n\n" + as_text(ROWS), file.name)
    else:
        saved(as_word(ROWS), file)
    plan = planned(file)
    assert [(row.number, row.outcome, row.percent) for row in plan.account] == [
        ("1", Outcome.ADDED, 100),
        ("2", Outcome.ADDED, 50),
        ("4", Outcome.ADDED, None),
    ]
    assert not any(row.doubts for row in plan.account)
    assert plan.change is not None
    register.save(plan.change)
    snapshot = register.snapshot()
    assert [unit.name for unit in snapshot.units.values()] == [
        "Відділ закупівель",
        "Відділ кадрів",
        "Юридичний відділ",
    ]
    first, second, third = snapshot.measures
    assert first.measure.deadline.until is not None
    assert (first.progress[Q4].text, first.progress[Q4].status) == ("План є.\n", Status.IMPLEMENTED)
    assert second.progress[Q4].status is Status.IN_PROGRESS
    assert (list(third.measure.responsible), dict(third.progress)) == (list(second.measure.responsible), {})
    assert snapshot.rules.report.headings["title"] == HEADINGS[1]
    assert planned(file).change is None


def test_added_answer(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A report adds progress to existing measures; a difference is refused without --update."""
    first = planned(written(tmp_path, as_text(ROWS)))
    assert first.change is not None
    register.save(first.change)
    answered = [*ROWS[:2], (*ROWS[2][:4], "Перевірено. Стан виконання – 100%")]
    plan = planned(written(tmp_path, as_text(answered)))
    assert [row.outcome for row in plan.account] == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.ANSWERED]
    assert plan.change is not None
    register.save(plan.change)
    other = written(tmp_path, as_text([*ROWS[:2], (*ROWS[2][:4], "Інше. Стан виконання – 20 %")]))
    with pytest.raises(UnreadableSource) as refused:
        planned(other)
    assert "--update" in refused.value.message().render(UKRAINIAN)
    plan = planned(other, update=True)
    assert plan.account[2].outcome is Outcome.UPDATED
    retitled = written(tmp_path, as_text([("1", "Інша назва", *ROWS[0][2:])]))
    with pytest.raises(UnreadableSource):
        planned(retitled)
    assert planned(retitled, update=True).change is None


dashes = st.sampled_from(["-", "–", "—", " - ", " – ", "\u00a0—\u00a0", ":", " "])
percents = st.integers(0, 100)
endings = st.sampled_from(["%", " %", "\u00a0%", " % ", "%.", " %.", " відсотків", " відсотки.", " відс."])


@settings(max_examples=80)
@given(
    dashes,
    percents,
    endings,
    st.sampled_from(["", "на "]),
    st.sampled_from(["Стан виконання", "СТАН  ВИКОНАННЯ"]),
)
def test_closing(dash: str, percent: int, ending: str, on: str, words: str) -> None:
    """However the closing words are typed, they are removed from the text and give the percent."""
    text = f"Перший абзац.\nДругий. {words}{dash}{on}{percent}{ending}\n"
    assert split_closing(text) == ("Перший абзац.\nДругий.\n", percent)


@pytest.mark.parametrize(
    "text",
    [
        "Стан виконання – 101 %.\n",
        "Стан виконання – 50 %, далі буде.\n",
        "Виконано на 50 %.\n",
        "Без відсотка.\n",
    ],
)
def test_no_closing(text: str) -> None:
    """Words that are not closing words stay in the text."""
    assert split_closing(text) == (text, None)


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (["Відділ кадрів"], ["Відділ кадрів"]),
        (["Відділ кадрів; відділ закупівель;"], ["Відділ кадрів", "відділ закупівель"]),
        (["Відділ кадрів, Юридичний відділ"], ["Відділ кадрів", "Юридичний відділ"]),
        (["Відділ з юридичної, кадрової роботи"], ["Відділ з юридичної, кадрової роботи"]),
        (["Відділ кадрів", "Юридичний відділ"], ["Відділ кадрів", "Юридичний відділ"]),
        (["- Відділ кадрів;", "– Юридичний відділ."], ["Відділ кадрів", "Юридичний відділ"]),
        (["1) Відділ кадрів, 2. Юридичний відділ"], ["Відділ кадрів, 2. Юридичний відділ"]),
        (["1. Відділ кадрів; 2. Юридичний відділ"], ["Відділ кадрів", "Юридичний відділ"]),
    ],
)
def test_units(cell: list[str], units: list[str]) -> None:
    """Units are separated by lines, semicolons, and a comma before a capital letter."""
    named = Cell(tuple(cell)).units
    assert [name for each in named for name in each.names(lambda _: False)] == units


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("немає.docx", None, "немає.docx"),
        ("порожній.txt", b"", "порожній"),
        ("не-word.docx", b"PK\x03\x04 no archive", ".docx"),
        ("текст.docx", "Звіт".encode(), ".docx"),
        ("старий.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".docx"),
        ("таблиця.ods", packed({"content.xml": b"<office/>"}), ".xlsx"),
        ("картинка.txt", b"\x89\x00\x01\x98", "UTF-8"),
        ("без-таблиці.txt", "Просто текст\n".encode(), "таблиці"),
        ("мало.txt", as_text([("1", "Захід")], HEADINGS[:2]).encode(), "п’ят"),
        ("чотири.txt", as_text([ROWS[0][:4]], HEADINGS[:4]).encode(), "Стан виконання"),
        ("двічі.txt", as_text([ROWS[0], ROWS[0]]).encode(), "однаковий номер 1"),
        ("без-номера.txt", as_text([("", *ROWS[0][1:])]).encode(), "номера"),
        ("заголовки.txt", as_text([]).encode(), "жодного"),
        ("коротко.md", b"| a | b |\n| --- | --- |\n| 1 | 2 |\n", "п’ят"),
    ],
)
def test_refused(
    name: str, data: bytes | None, word: str, tmp_path: Path, planned: Callable[..., ImportPlan]
) -> None:
    """A file that is not a report is refused as a whole, with its name and the remedy."""
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ProzvitError) as refused:
        planned(file)
    said = refused.value.message().render(UKRAINIAN)
    assert name in said
    assert word in said


def test_bomb(tmp_path: Path) -> None:
    """A file that unpacks to gigabytes is refused before it is unpacked."""
    file = tmp_path / "бомба.docx"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as inner,
    ):
        for _ in range(45):
            inner.write(b" " * 10_000_000)
    with pytest.raises(UnreadableSource):
        read_report(file)


def test_windows(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A text in an old Windows encoding is read, and a notice says so."""
    file = tmp_path / "звіт.txt"
    file.write_bytes(as_text(ROWS).replace("’", "'").encode("cp1251").replace(b"\n", b"\r\n"))
    plan = planned(file)
    assert len(plan.account) == 3
    assert "Windows-1251" in plan.notices[0].render(UKRAINIAN)


CELL_TEXT = st.text(
    st.one_of(
        st.sampled_from("абв |*_[]()\\<>&`-1.#%№«»’🙂\n\u00a0"),
        st.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm"]),
    ),
    max_size=60,
)


@settings(max_examples=30)
@given(st.lists(st.tuples(CELL_TEXT, st.integers(0, 100) | st.none()), min_size=1, max_size=3))
def test_own_export(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, int | None]]) -> None:
    """Importing a register's own Markdown export changes nothing, whatever its texts."""
    folder = tmp_path_factory.mktemp("own")
    from records.values.model import Rules

    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(folder / "register", rules=rules) as register:
        edits = [Edit("units.toml", {("units", "office", "name"): "Відділ, Центр"})]
        for number, (text, percent) in enumerate(texts, 1):
            home = f"measures/2017/{number}"
            values = {
                ("number",): str(number),
                ("title",): f"Захід | {number} *так*",
                ("responsible",): ["office"],
            }
            edits += [
                Edit(f"{home}/measure.toml", values | {("deadline", "text"): "Протягом року"}),
                Edit(
                    f"{home}/2017-Q4.toml",
                    {("text",): text, ("percent",): percent, ("status",): "in-progress"},
                ),
            ]
            if percent == 100:
                edits[-1] = Edit(
                    f"{home}/2017-Q4.toml", {("text",): text, ("percent",): 100, ("status",): "implemented"}
                )
        register.save(Change(Action.CREATE, tuple(edits), "Початок"))
        snapshot = register.snapshot()
        exported = folder / "zvit.md"
        exported.write_bytes(to_markdown(report(snapshot, Q4)))
        assert plan_import(snapshot, read_report(exported), Q4, PROGRAMME).change is None


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(["txt", "docx", "md"]))
def test_damaged(tmp_path_factory: pytest.TempPathFactory, seed: int, kind: str) -> None:
    """A damaged file is read or refused, without any other error."""
    import random

    good = {
        "txt": as_text(ROWS).encode(),
        "docx": data_of(as_word(ROWS)),
        "md": (
            "| " + " | ".join(HEADINGS) + " |\n| --- | --- | --- | --- | --- |\n| 1 | а | б | в | г |\n"
        ).encode(),
    }[kind]
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file = tmp_path_factory.mktemp("damaged") / f"звіт.{kind}"
    file.write_bytes(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
    from records.importing.understand import understand

    with contextlib.suppress(ProzvitError):
        understand(read_report(file))
