"""The index page of all closed periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from exporters.index import entries, to_index
from exporters.report import NotExported
from records.errors import Misused
from records.values.model import Approval, Programme, Publication
from records.values.periods import Period
from tests.exporters.conftest import closed
from tests.exporters.pages import Page, folded

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot

Q4 = Period.from_code("2017-Q4")


def rows(page: bytes) -> list[list[str]]:
    """Return the cells of the page's table, row by row."""
    body = next(Page(page).root.iter("tbody"))
    return [[folded("".join(cell.itertext())) for cell in row] for row in body]


def test_period_is_told_as_it_was_closed(sample: Snapshot) -> None:
    """Numbers are as of the closing, the publication is the latest recorded, and files are named."""
    publication = Publication(
        url="https://example.gov.ua/zvit", on=date(2018, 1, 20), updated=date(2018, 2, 3)
    )
    now = closed(structs.replace(sample, measures=()), edition=2, publication=publication)
    page = to_index(now, entries(sample, now, Q4, ["html", "md"]))
    ((_, *figures, when, files, where),) = rows(page)
    assert figures == ["9", "2", "1", "2", "1", "1", "1", "1", "2", "55 % (6)"]
    assert (when, files) == ("15.01.2018, редакція 2", "HTML MD")
    assert where == "20.01.2018, оновлено 03.02.2018"
    assert Page(page).values("a", "href") == ["zvit-2017-Q4.html", "zvit-2017-Q4.md", publication.url]


def test_each_programme_has_its_files_where_closing_puts_them(sample: Snapshot) -> None:
    """Two programmes in a period are listed by title, with files in the folders where closing puts them."""
    second = Programme(id="oblast", title="Обласна", from_=date(2017, 1, 1), until=date(2017, 12, 31))
    rules = type(sample.rules)(schema=1, body="Рада", programmes=(*sample.rules.programmes, second))
    both = closed(structs.replace(sample, rules=rules))
    page = to_index(both, entries(both, both, Q4, ["html"]))
    assert Page(page).values("a", "href") == ["2017/zvit-2017-Q4.html", "oblast/zvit-2017-Q4.html"]
    assert "Обласна" in rows(page)[1][0]


def test_unsafe_address_is_no_link(sample: Snapshot) -> None:
    """A publication's address that is not a web address is left out."""
    now = closed(sample, publication=Publication(url="javascript:alert(1)", on=date(2018, 1, 20)))
    page = Page(to_index(now, entries(now, now, Q4, ["md"])))
    assert page.values("a", "href") == ["zvit-2017-Q4.md"]


def test_nothing_closed_and_unknown_format_are_refused(sample: Snapshot) -> None:
    """An index without closed periods, or with an unknown format, is refused."""
    with pytest.raises(NotExported):
        to_index(sample, entries(sample, sample, Q4, ["md"]))
    with pytest.raises(Misused):
        entries(sample, closed(sample), Q4, ["pdf"])


def test_act_and_publication_are_told(sample: Snapshot) -> None:
    """A closing is listed with the act that approved its report; an unpublished report is marked as such."""
    approval = Approval(document="Розпорядження", number="12-р", on=date(2018, 1, 16))
    now = closed(sample, approval=approval)
    ((*_, when, _, where),) = rows(to_index(now, entries(now, now, Q4, ["md"])))
    assert when == "15.01.2018Затверджено: Розпорядження 16.01.2018 № 12-р"
    assert where == "не оприлюднено"
