"""The Word report and the way back: what a register exports, an import of it finds unchanged."""

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
#: What could become markup, end a cell or a paragraph, or lose a blank.
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
    """Return what importing a register's Word report does to a register."""
    table = read_word(to_docx(report(snapshot, Q4)), "zvit.docx")
    return plan_import(into, table, Q4, into.rules.programmes[0])


def test_host_alone(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """LibreOffice gives a link to a host alone a path; that is the same address, and no change."""
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
    """Return a register with a measure, and the same register without any."""
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
        # The words that say there is nothing.
        return
    alone = told(" ".join(rewritten(text).split()))[1]
    if percent is None and alone is not None:
        # A cell that consists of a percent gives it, and no text.
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
    """A text of any characters comes back with its emphasis, links and lists, and changes nothing."""
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
    """Titles, deadlines, units and sections of any characters come back as plain text, and change nothing."""
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
    """The Markdown that officers write comes back letter by letter."""
    snapshot, fresh = held(make_snapshot, make_record(text=text))
    change = imported(snapshot, fresh).change
    assert change is not None
    (progress,) = (edit.values for edit in change.edits if edit.path.endswith("2017-Q4.toml"))
    assert text == (progress["text",] or "")


def test_whole_report_comes_back(sample: Snapshot) -> None:
    """Every kind of row a report has changes nothing, with the stamp above and signatures below."""
    plan = imported(sample, sample)
    assert plan.change is None
    assert len(plan.account) == 9
    assert not plan.notices


def test_title_is_taken_over(sample: Snapshot, make_snapshot: Callable[..., Snapshot]) -> None:
    """A register that has nothing yet takes over how the report is titled, without the stamp above it."""
    change = imported(sample, make_snapshot([])).change
    assert change is not None
    values = next(edit.values for edit in change.edits if edit.path == "register.toml")
    assert values["report", "title"] == sample.rules.report.title
