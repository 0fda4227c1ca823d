"""The Word report read back: importing a register's own export finds no change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from exporters.report import report
from exporters.word.docx import to_docx
from records.errors import DiffersFromRegister
from records.importing import plan_import
from records.importing.phrases import told
from records.importing.word import read_word
from records.sanitise import clean, clean_line
from records.texts import prose
from records.texts.rewriting import rewritten
from records.values.model import Deadline, Status, Unit
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.importing import ImportPlan

Q4 = Period.from_code("2017-Q4")
#: Characters that could become markup, end a cell or a paragraph, or lose a space.
PIECES = st.sampled_from(
    [
        *(
            "|",
            "\\",
            "\\|",
            "<br>",
            "<w:p/>",
            "]]>",
            "&lt;",
            "&#124;",
            "- ",
            "\n",
            "\n- ",
            "\n\n",
            "  ",
            "\u00a0",
        ),
        *("*", "**", "***", "_", "__", "`", "[", "]", "(", ")", "!", "# ", "1. ", "> ", "Стан виконання"),
        *("**так**", "__так__", "*ні*", "_ні_", "***обидва***", "**а *б* в**", "*а **б***", "«", "»", "."),
        *(
            "[а](https://x.ua/шлях_(1)?a=1&b=2)",
            "[**б** в](http://x.ua)",
            "**[г](mailto:a@x.ua)**",
            "[](http://x.ua)",
        ),
        *("а", "б ", " в", "слово", " № 5", " 100 %", "1 тис. грн", "👩\u200d⚕️", "ї", "у\u0306"),
    ]
)
ANYTHING = st.characters(exclude_categories=["Cs"])
answers = st.lists(PIECES | ANYTHING, max_size=14).map(lambda parts: prose.tidy(clean("".join(parts)).text))
lines = st.lists(PIECES | ANYTHING, max_size=6).map(lambda parts: clean_line("".join(parts)).text)


def imported(snapshot: Snapshot, into: Snapshot) -> ImportPlan:
    """Return the plan for importing one snapshot's Word report into the register of another."""
    table = read_word(to_docx(report(snapshot, Q4)), "zvit.docx")
    return plan_import(into, table, Q4, into.rules.programmes[0])


def test_host_alone(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """LibreOffice adds a slash to a link that names only a host; the address counts as unchanged."""
    there, saved = (
        make_snapshot(
            [make_record(text=f"Див. [сайт](https://a.example{path}) і [план](http://b.example/п).\n")]
        )
        for path in ("", "/")
    )
    assert imported(saved, there).change is None
    elsewhere = make_snapshot(
        [make_record(text="Див. [сайт](https://a.example/?) і [план](http://b.example/п).\n")]
    )
    with pytest.raises(DiffersFromRegister):
        imported(elsewhere, there)


def held(
    make_snapshot: Callable[..., Snapshot], record: MeasureRecord, unit: str = "Відділ"
) -> tuple[Snapshot, Snapshot]:
    """Return a register with a measure, and the same register without measures."""
    full, fresh = make_snapshot([record]), make_snapshot([])
    return (
        structs.replace(full, units={"general-office": Unit(name=unit)}),
        structs.replace(fresh, units={}),
    )


def check_round_trip(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    text: str,
    percent: int | None,
) -> None:
    record = make_record(text=text, percent=percent, status=Status.IN_PROGRESS)
    snapshot, fresh = held(make_snapshot, record)
    assert imported(snapshot, snapshot).change is None
    change = imported(snapshot, fresh).change
    assert change is not None
    progress = next((edit.values for edit in change.edits if edit.path.endswith("2017-Q4.toml")), None)
    if progress is None:
        # The text is a note that says there is no progress.
        return
    alone = told(" ".join(rewritten(text).split()))[1]
    if percent is None and alone is not None:
        # A cell that is only a percent gives that percent and no text.
        percent, text = alone, ""
    assert progress["percent",] == percent
    assert blanks(rewritten(text)) == blanks(progress["text",] or "")


def blanks(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n")]


@settings(max_examples=25)
@given(text=answers, percent=st.none() | st.integers(0, 99))
@example(text="100 %\n", percent=None)
def test_progress_comes_back(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    text: str,
    percent: int | None,
) -> None:
    """A text of any characters is read back with its emphasis, links and lists, and changes nothing."""
    check_round_trip(make_snapshot, make_record, text, percent)


@settings(max_examples=25)
@given(title=lines, deadline=lines, unit=lines, section=lines)
@example(title="", deadline="", unit="; ", section="1")
def test_lines_come_back(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    title: str,
    deadline: str,
    unit: str,
    section: str,
) -> None:
    """Titles, deadlines, units and sections of any characters are read back as text and change nothing."""
    title = clean_line(f"Захід {title}").text
    record = make_record(title=title, deadline=Deadline(text=deadline), section=section)
    snapshot, fresh = held(make_snapshot, record, clean_line(f"Відділ {unit}").text)
    assert imported(snapshot, snapshot).change is None
    change = imported(snapshot, fresh).change
    assert change is not None
    values = next(edit.values for edit in change.edits if edit.path.endswith("measure.toml"))
    assert title == values["title",]
    assert deadline == values["deadline", "text"]
    assert (section or None) == values["section",]


@pytest.mark.parametrize(
    "text",
    [
        "Проведено **11 «гарячих ліній»** і *два* семінари.\n",
        "Рядок.\n- перше;\n- **друге** з [посиланням](https://x.ua/а?b=1&c=2).\nКінець.\n",
        "**Усе [за адресою](mailto:rada@x.ua) *тут***\n",
        "Файл план_2017_остаточний.docx, 5 * 3, [1] і \\*зірочка\\*.\n",
        "- Перше\n- Друге\n",
        "\\- не список\n1. Не нумерація\n# Не заголовок\n",
        "",
    ],
)
def test_usual_texts_come_back_as_typed(
    text: str, make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """The Markdown that officers usually write is read back character by character."""
    snapshot, fresh = held(make_snapshot, make_record(text=text))
    change = imported(snapshot, fresh).change
    assert change is not None
    (progress,) = (edit.values for edit in change.edits if edit.path.endswith("2017-Q4.toml"))
    assert text == (progress["text",] or "")


def test_whole_report_comes_back(sample: Snapshot) -> None:
    """A report with every kind of row, a stamp and signatures changes nothing when imported."""
    plan = imported(sample, sample)
    assert plan.change is None
    assert len(plan.account) == 9
    assert not plan.notices


def test_title_is_taken_over(sample: Snapshot, make_snapshot: Callable[..., Snapshot]) -> None:
    """An empty register takes over the report's title, without the stamp above it."""
    change = imported(sample, make_snapshot([])).change
    assert change is not None
    values = next(edit.values for edit in change.edits if edit.path == "register.toml")
    assert values["report", "title"] == sample.rules.report.title
