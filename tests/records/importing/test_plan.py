"""Importing a report into a register that already has measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.markdown import to_markdown
from exporters.report import report
from records.errors import UnreadableSource
from records.importing import Outcome, plan_import, read_report
from records.language import UKRAINIAN
from records.values.changes import Action, Change, Edit
from records.values.model import Status
from tests.records.importing.conftest import PROGRAMME, Q4, ROWS, as_text, as_word, data_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.importing import ImportPlan
    from records.register import Register

HOME = "measures/2017/1"


def save(register: Register, plan: ImportPlan) -> Snapshot:
    """Save the change of an import; return the snapshot after it."""
    assert plan.change is not None
    register.save(plan.change)
    return register.snapshot()


def changed(register: Register, path: str, **values: object) -> Snapshot:
    """Change fields of a file; return the snapshot after it."""
    register.save(
        Change(
            Action.REGISTER, (Edit(path, {tuple(k.split("__")): v for k, v in values.items()}),), "Уточнення"
        )
    )
    return register.snapshot()


def exported(snapshot: Snapshot, tmp_path: Path) -> Path:
    """Export the register's report as Markdown and return its path."""
    file = tmp_path / "zvit.md"
    file.write_bytes(to_markdown(report(snapshot, Q4)))
    return file


def test_own_headings(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """The register's own column headings are recognised in its export."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    words = {f"report__headings__{name}": f"Графа «{name}»" for name in ("title", "deadline", "progress")}
    snapshot = changed(register, "register.toml", **words)
    assert planned(exported(snapshot, tmp_path)).change is None


def test_section_ends(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A measure without a section stays so, even if its row follows another section's rows."""
    snapshot = save(register, planned(written(tmp_path, as_text(ROWS))))
    snapshot = changed(register, f"{HOME}/measure.toml", section="Розділ I")
    assert planned(exported(snapshot, tmp_path)).change is None


def test_named_twice(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A unit named twice in a cell is responsible once, on the second import too."""
    file = written(tmp_path, as_text([(*ROWS[0][:3], "Відділ кадрів; ВІДДІЛ КАДРІВ", ROWS[0][4])]))
    snapshot = save(register, planned(file))
    assert snapshot.measures[0].measure.responsible == ("viddil-kadriv",)
    assert planned(file).change is None


def test_one_name(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Two units with the same name make no difference between a register and its export."""
    snapshot = save(register, planned(written(tmp_path, as_text(ROWS))))
    first, second = list(snapshot.units)[:2]
    snapshot = changed(register, "units.toml", **{f"units__{second}__name": snapshot.units[first].name})
    assert planned(exported(snapshot, tmp_path)).change is None


def test_letter_case(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """An update that changes only the case of a letter is a change."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    other = [(*ROWS[0][:4], ROWS[0][4].replace("План", "ПЛАН")), *ROWS[1:]]
    plan = planned(written(tmp_path, as_text(other)), update=True)
    assert [row.outcome for row in plan.account] == [Outcome.UPDATED, Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_emphasis_kept(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Plain text with the same words does not remove emphasis or a list."""
    file = written(tmp_path, as_text([(*ROWS[0][:4], "План є, і він *діє*.\nТак")]))
    save(register, planned(file))
    changed(register, f"{HOME}/2017-Q4.toml", text="План **є**,  і він \\*діє\\*.\n- Так\n")
    assert planned(file, update=True).change is None


def test_empty_progress(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Progress without text and percent, or with a note in place of a text, is read back unchanged."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    for text in ("", "Не подано\n", "Строк виконання не настав\n", "–\n"):
        snapshot = changed(register, f"{HOME}/2017-Q4.toml", text=text, percent=None, status="in-progress")
        assert planned(exported(snapshot, tmp_path)).change is None


def test_kept_status(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """An update with an unchanged percent keeps the status that somebody chose."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    changed(register, "measures/2017/2/2017-Q4.toml", status="partly")
    other = [ROWS[0], (*ROWS[1][:4], "Інакше. Стан виконання – 50 %"), ROWS[2]]
    snapshot = save(register, planned(written(tmp_path, as_text(other)), update=True))
    assert (snapshot.measures[1].progress[Q4].status, snapshot.measures[1].progress[Q4].text) == (
        "partly",
        "Інакше.\n",
    )


def test_reason(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """The change names its file and has the action "import"."""
    plan = planned(written(tmp_path, as_text(ROWS)))
    assert plan.change is not None
    assert (plan.change.action, plan.change.reason) == (Action.IMPORT, "Файл: звіт.txt")


def test_hostile_words(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Hidden characters and markup in a text are imported as a reader saw them, and stay so."""
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


@settings(max_examples=15)
@given(
    rows=st.lists(st.tuples(WORDS, ANSWERS, ENDS), min_size=1, max_size=3),
    kind=st.sampled_from(["txt", "docx"]),
)
def test_identity(
    rows: list[tuple[str, str, str]], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Importing any report a second time, or importing its export, changes nothing."""
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
    """A difference is refused with both values; --update reports it and changes progress only."""
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
    """A row with another measure's title is refused even with --update; a new number with it is a doubt."""
    save(register, planned(written(tmp_path, as_text(ROWS))))
    first, second, _ = ROWS
    with pytest.raises(UnreadableSource) as refused:
        planned(written(tmp_path, as_text([("2", *first[1:])])), update=True)
    assert "У рядку номер 2, а назва – заходу 1" in refused.value.message().render(UKRAINIAN)
    added = planned(written(tmp_path, as_text([("9", *second[1:])]))).account[0]
    assert "таку саму назву в реєстрі має захід 2" in added.doubts[0].render(UKRAINIAN)


def test_units_again(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A unit added by a later row does not change how earlier rows are read."""
    one = ("1", "Перший", "Постійно", "Відділ кадрів, Юридичний відділ", "")
    file = written(tmp_path, as_text([one, ("2", "Другий", "Постійно", one[3].lower(), "")]))
    first, second = save(register, planned(file)).measures
    assert [len(each.measure.responsible) for each in (first, second)] == [2, 1]
    assert planned(file).change is None


def test_account(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A plan shows how each row was read: dates, units and which are new, section, status."""
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


def test_section_differs(register: Register, tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """A measure in another section than the register's is refused."""
    save(register, planned(written(tmp_path, as_text([("Розділ I",), *ROWS]))))
    with pytest.raises(UnreadableSource):
        planned(written(tmp_path, as_text([("Розділ II",), *ROWS])))
