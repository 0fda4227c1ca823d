"""The comparison of two periods, in Markdown and as a page."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from msgspec.structs import replace

from exporters.comparing.building import Side, comparison
from exporters.comparing.formats import FORMATS
from exporters.comparing.model import Shift
from exporters.report import NotExported
from records.errors import InvalidDocument
from records.texts.wordwise import Kind
from records.values.model import Deadline, DeadlineKind, Progress, Status
from tests.exporters.conftest import Q3, Q4

if TYPE_CHECKING:
    from collections.abc import Callable

    from exporters.comparing.model import Comparison
    from records.files.snapshot import MeasureRecord, Snapshot

    Maker = Callable[..., Any]

HOSTILE = (
    "<script>alert(1)</script> </dd><img src=x onerror=alert(1)> {{ 7 }} [a](javascript:1) | **ж** "
    '"\u202e\x1b[31m'
)


def answer(status: Status, percent: int | None, text: str = "Зроблено.\n") -> Progress:
    return Progress(status=status, percent=percent, text=text)


def compared(now: Snapshot, then: Snapshot | None = None, unit: str | None = None) -> Comparison:
    """Compare the third quarter with the fourth; `then` is the snapshot in which the third was closed."""
    [programme] = now.rules.programmes
    return comparison(now, Side(Q3, then or now), Side(Q4, now), programme, unit)


def text_of(page: bytes) -> str:
    """Return a page's text with whitespace folded; the parser raises an error for invalid HTML 5."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return " ".join("".join(document.find("body").itertext()).split())


@pytest.fixture
def both(make_record: Maker, make_snapshot: Maker) -> tuple[Snapshot, Snapshot]:
    """Return a register as of the closing of the third quarter, and as it is now."""
    in_time = Deadline(text="до 01.10.2017", kind=DeadlineKind.BY_DATE, until=date(2017, 10, 1))
    moved = Deadline(text="до 01.01.2018", kind=DeadlineKind.BY_DATE, until=date(2018, 1, 1))
    begun, done = answer(Status.IN_PROGRESS, 50), answer(Status.IMPLEMENTED, 100)
    held = answer(Status.IN_PROGRESS, 50, "З початку року проведено 11 нарад.\n")
    more = answer(Status.IN_PROGRESS, 60, "З початку року проведено 14 нарад.\n")
    records: dict[str, MeasureRecord] = {
        "10": make_record("10", progress={Q3: begun, Q4: begun}),
        "2": make_record("2", progress={Q3: begun, Q4: done}, deadline=moved),
        "4": make_record("4", progress={Q3: held, Q4: more}, responsible=("education",)),
        "6": make_record("6", progress={Q3: begun}, title="Нова назва заходу"),
        "8": make_record("8", progress={Q3: begun, Q4: begun}, retired=Q4, title="Знятий"),
        "9": make_record("9", progress={Q4: begun}, title="Доданий"),
    }
    before = dict(records)
    for number, title, deadline in (("2", "", in_time), ("6", "Стара назва заходу", None)):
        measure = records[number].measure
        before[number] = make_record(
            number,
            progress=records[number].progress,
            title=title or measure.title,
            deadline=deadline or measure.deadline,
        )
    before["8"] = make_record("8", progress={Q3: begun}, title="Знятий")
    del before["9"]
    then = make_snapshot(list(before.values()))
    return replace(then, provenance=replace(then.provenance, commit="9" * 40)), make_snapshot(
        [*records.values()]
    )


def test_told(both: tuple[Snapshot, Snapshot]) -> None:
    """Moves, percents, deadlines, texts, and added, retired and unchanged measures are in natural order."""
    then, now = both
    made = compared(now, then)
    assert [each.number for each in made.changed] == ["2", "4", "6"]
    assert {tuple(move): numbers for move, numbers in made.moves.items()} == {
        ("in-progress", "implemented"): ("2",),
        ("in-progress", "in-progress"): ("4", "10"),
        ("in-progress", "missing"): ("6",),
    }
    second, fourth, sixth = made.changed
    assert second.deadline == Shift("до 01.10.2017", "до 01.01.2018", 92)
    assert [piece for piece in fourth.text if piece.kind is not Kind.SAME] == [
        (Kind.GONE, "11"),
        (Kind.COME, "14"),
    ]
    assert (fourth.before.percent, fourth.after.percent) == (50, 60)
    assert [piece.text for piece in sixth.titles if piece.kind is not Kind.SAME] == ["Стара", "Нова"]
    assert [[each.number for each in group] for group in (made.added, made.retired, made.unchanged)] == [
        ["9"],
        ["8"],
        ["10"],
    ]
    assert [(totals.count, totals.missing) for totals in made.totals] == [(5, 0), (5, 1)]
    assert made.closed == {Q3: "9" * 40}


def test_texts_with_little_in_common(make_record: Maker, make_snapshot: Maker) -> None:
    """A rewritten text is shown whole, not as fragments between the short words that both versions share."""
    old, new = (
        "Проведено нараду з питань етики та складено план.\n",
        "Затверджено порядок розгляду звернень.\n",
    )
    progress = {Q3: answer(Status.IN_PROGRESS, 1, old), Q4: answer(Status.IN_PROGRESS, 1, new)}
    [only] = compared(make_snapshot([make_record(progress=progress)])).changed
    assert [(piece.kind, piece.text) for piece in only.text if piece.text.strip()] == [
        (Kind.GONE, old.strip()),
        (Kind.COME, new.strip()),
    ]


def test_filtered(both: tuple[Snapshot, Snapshot]) -> None:
    """A comparison for one unit lists only its measures, and the files say so."""
    then, now = both
    made = compared(now, then, "education")
    assert [each.number for each in made.changed] == ["4"]
    assert made.added == made.retired == ()
    for data in (write(made) for write in FORMATS.values()):
        assert "Лише заходи підрозділу" in data.decode()
    assert "--unit education" in made.source.command


def test_markdown(both: tuple[Snapshot, Snapshot]) -> None:
    """Markdown marks changed words without colours and states how far a deadline moved."""
    lines = FORMATS["md"](compared(both[1], both[0])).decode().splitlines()
    assert r"- **Інформація про виконання:** З початку року проведено \[-11-\] {+14+} нарад." in lines
    assert "- **Строк виконання:** до 01.10.2017 → до 01.01.2018 (на 92 дні пізніше)" in lines
    assert "- **Відсоток:** 50 % → 60 %" in lines
    assert "| Виконується | 1 | 2 | 1 |" in lines
    assert "- Виконується → Не подано: 1 (№ 6)" in lines
    assert r"- 9\. Доданий" in lines


def test_page(both: tuple[Snapshot, Snapshot]) -> None:
    """The page is valid, makes no requests, and marks insertions and deletions in words."""
    page = FORMATS["html"](compared(both[1], both[0]))
    told = text_of(page).replace("\u00a0", " ")
    assert "проведено вилучено: 11 додано: 14 нарад." in told
    assert "до 01.10.2017 → до 01.01.2018 (на 92 дні пізніше)" in told
    assert "Виконується → Виконано: 1 (№ 2)" in told
    source = page.decode()
    assert "default-src 'none'; style-src 'unsafe-inline'" in source
    assert '<html lang="uk">' in source
    assert not re.search(r'(?:src|href)="(?!#)', source)
    targets = re.findall(r'href="#([^"]+)"', source)
    assert set(targets) <= set(re.findall(r'id="([^"]+)"', source))


@pytest.mark.parametrize("name", list(FORMATS))
def test_hostile_texts_stay_text(name: str, make_record: Maker, make_snapshot: Maker) -> None:
    """Titles, numbers and texts never become markup, in the old or the new version."""
    progress = {
        Q3: answer(Status.IN_PROGRESS, 1, "Слово\n"),
        Q4: answer(Status.IN_PROGRESS, 2, f"Слово {HOSTILE}\n"),
    }
    record = make_record("1 <b>", progress=progress, title=HOSTILE, section=HOSTILE)
    data = FORMATS[name](compared(make_snapshot([record])))
    if name == "html":
        document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
        assert not [each for kind in ("script", "img", "b", "strong") for each in document.iter(kind)]
        assert "<script>alert(1)</script>" in text_of(data)
    else:
        assert "<script>" not in data.decode()
        assert html.escape("<script>", quote=False).replace("&gt;", ">") in data.decode()
        assert r"\*\*ж\*\*" in data.decode()
    assert "\x1b" not in data.decode()
    assert "\u202e" not in data.decode()


def test_unreadable_record_is_refused(sample: Snapshot, make_snapshot: Maker) -> None:
    """A record that can't be read, in either snapshot, stops the comparison."""
    broken = make_snapshot([], problems=(InvalidDocument("{file} is broken.", file="measures/2017/1"),))
    for now, then in ((sample, broken), (broken, sample)):
        with pytest.raises(NotExported, match="measures/2017/1"):
            compared(now, then)


def test_council_template(both: tuple[Snapshot, Snapshot]) -> None:
    """A council's template extends the page in its sandbox; an empty one changes no byte."""
    then, now = both
    made = compared(now, then)
    over = b"{% extends 'prozvit/comparison.html.j2' %}"
    added = b"{% block foot %}<p>{{ made.changed | length }}: {{ made.body }}</p>{% endblock %}"
    pages = [
        FORMATS["html"](replace(made, templates={"comparison.html.j2": text}))
        for text in (over, over + added)
    ]
    assert pages[0] == FORMATS["html"](made)
    assert f"<p>{len(made.changed)}: {made.body}</p>".encode() in pages[1]
