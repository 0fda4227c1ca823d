"""Three-way merges of files: no side's change is lost, and the result is always a valid record."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.files.documents import new_document, read_document, read_record
from records.merges.merging import WHOLE, Clash, Fork, merge_edit, merge_file
from records.merges.threeway import frozen, merge_elements, merge_paragraphs
from records.values.changes import Edit
from records.values.fields import dotted, flatten, same
from tests.records.conftest import MEASURE, PROGRESS

Fields = dict[tuple[str, ...], Any]

often = settings(max_examples=150)
# Few words, so that versions share paragraphs, elements and values as real versions do.
words = st.sampled_from(
    ["Нараду проведено.", "План схвалено.", "Навчання триває.", "- звіт", "Листа надіслано."]
)
texts = st.lists(words, max_size=5).map(lambda lines: "".join(f"{line}\n" for line in lines))
documents = st.lists(
    st.sampled_from(
        [{"title": "План"}, {"title": "План", "ref": "№ 1"}, {"title": "Звіт"}, {"url": "https://a"}]
    ),
    min_size=1,
    max_size=3,
)
reviews = st.sampled_from(["submitted", "returned", "accepted"]).map(
    lambda state: {"state": state, "by": "lead", "at": date(2018, 1, 12), "covers": "sha256:" + "0" * 64}
)


@st.composite
def versions(draw: st.DrawFn) -> Fields:
    """Draw the fields of a valid progress."""
    fitting = {"implemented": [100], "partly": [1, 50], "in-progress": [0, 50, 99], "not-started": [0]}
    status = draw(st.sampled_from(list(fitting)))
    found: Fields = {("status",): status}
    found |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                ("percent",): st.sampled_from(fitting[status]),
                ("completed",): st.sampled_from([date(2017, 12, 1), date(2017, 12, 20)]),
                ("text",): texts,
                ("evidence",): documents,
            },
        )
    )
    return found


def written(fields: Fields) -> bytes:
    """Return a progress as a file with handwritten comments."""
    lines = new_document(fields).decode().splitlines(keepends=True)
    return "".join(["# перевірено\n", lines[0], "# за листом № 5\n", *lines[1:]]).encode()


def read(data: bytes | None) -> Fields:
    assert data is not None
    return flatten(read_document(data, PROGRESS))


@often
@given(versions(), versions(), versions())
def test_nothing_lost(base: Fields, first: Fields, second: Fields) -> None:
    """Each side's change is in the merge or in a conflict; what neither changed stays."""
    merged = merge_file(PROGRESS, *map(written, (base, first, second)))
    fields, open_ = read(merged.data), {clash.key: clash for clash in merged.clashes}
    for key in {**base, **first, **second}:
        was, one, other, now = (each.get(key) for each in (base, first, second, fields))
        clash = open_.get(dotted(key))
        if clash is not None:
            assert same([clash.base, clash.first], [was, now])
            assert not same(clash.first, clash.second)
        if same(one, was) and clash is None:
            assert same(now, other)
        elif same(other, was) and clash is None:
            assert same(now, one)
        elif key == ("text",):
            alternative = now if clash is None else clash.second
            _holds_changes(was, one, (now,))
            _holds_changes(was, other, (now, alternative))
        elif key == ("evidence",) and clash is None and not same(one, other):
            _unites(was or [], one or [], other or [], now or [])
        else:
            assert same(now, one)
            assert same(one, other) or clash is not None


def _holds_changes(was: str | None, side: str | None, merged: tuple[str | None, ...]) -> None:
    """Check that paragraphs which the side added are in the merged texts."""
    old, new = (set((text or "").split("\n")) for text in (was, side))
    assert new - old <= set("\n".join(text or "" for text in merged).split("\n"))


def _unites(base: list[Any], first: list[Any], second: list[Any], merged: list[Any]) -> None:
    was, one, other, now = (set(map(frozen, each)) for each in (base, first, second, merged))
    assert now == (was & one & other) | (one - was) | (other - was)


@often
@given(versions(), versions(), versions())
def test_commutes(base: Fields, first: Fields, second: Fields) -> None:
    """Merging in the other order opens the same fields with the sides swapped, and other values are equal."""
    one = merge_file(PROGRESS, *map(written, (base, first, second)))
    other = merge_file(PROGRESS, *map(written, (base, second, first)))
    clashes, exchanged = ({clash.key: clash for clash in each.clashes} for each in (one, other))
    assert clashes.keys() == exchanged.keys()
    here, there = read(one.data), read(other.data)
    for key in {**here, **there}:
        clash = clashes.get(dotted(key))
        if clash is None:
            assert _bag(here.get(key)) == _bag(there.get(key))
        else:
            assert _bag(clash.first) == _bag(exchanged[dotted(key)].second)
            assert _bag(clash.second) == _bag(exchanged[dotted(key)].first)


def _bag(value: Any) -> Any:
    """Return a value with the order of its paragraphs or elements ignored."""
    return (
        Counter(map(frozen, value.split("\n") if isinstance(value, str) else value or []))
        if isinstance(value, (str, list))
        else frozen(value)
    )


@often
@given(versions(), versions())
def test_unchanged_side(base: Fields, other: Fields) -> None:
    """A file merged with an unchanged side equals the other side's, byte by byte."""
    old, new = written(base), written(other)
    assert merge_file(PROGRESS, old, new, old).data == new
    assert merge_file(PROGRESS, old, old, new).data == new
    assert merge_file(PROGRESS, old, new, new).clashes == ()


@often
@given(versions(), versions(), versions())
def test_always_valid(base: Fields, first: Fields, second: Fields) -> None:
    """The merge of valid versions is a valid record with the first side's comments."""
    merged = merge_file(PROGRESS, *map(written, (base, first, second)))
    assert merged.data is not None
    read_record(merged.data, PROGRESS)
    for comment in ("# перевірено\n", "# за листом № 5\n"):
        assert comment in merged.data.decode()


BASE = "Перше.\nДруге.\nТретє.\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            "Перше зроблено.\nДруге.\nТретє.\n",
            "Перше.\nДруге зроблено.\nТретє.\n",
            "Перше зроблено.\nДруге зроблено.\nТретє.\n",
        ),
        ("Друге.\nТретє.\n", "Перше.\nДруге.\nТретє.\nЧетверте.\n", "Друге.\nТретє.\nЧетверте.\n"),
        (
            BASE + "Відділ освіти навчив 40 осіб.\n",
            BASE + "Юристи дали 6 роз’яснень.\n",
            BASE + "Відділ освіти навчив 40 осіб.\nЮристи дали 6 роз’яснень.\n",
        ),
        (BASE + "Додано.\n", "Нове.\n" + BASE + "Додано.\n", "Нове.\n" + BASE + "Додано.\n"),
        ("Перше.\nТретє.\n", "Перше.\nТретє.\n", "Перше.\nТретє.\n"),
    ],
    ids=["neighbours", "dropped and added", "added at one place", "added alike", "dropped by both"],
)
def test_paragraphs(first: str, second: str, expected: str) -> None:
    """Paragraphs changed on one side are merged, even if they are adjacent or at the same place."""
    merged = merge_file(PROGRESS, *(_with_text(text) for text in (BASE, first, second)))
    assert merged.clashes == ()
    assert read(merged.data)["text",] == expected


@pytest.mark.parametrize(
    ("first", "second", "fork"),
    [
        (
            "Перше раз.\nДруге.\nТретє.\n",
            "Перше два.\nДруге.\nТретє, так.\n",
            Fork(("Перше.",), ("Перше раз.",), ("Перше два.",)),
        ),
        ("Друге.\nТретє.\n", "Перше два.\nДруге.\nТретє.\n", Fork(("Перше.",), (), ("Перше два.",))),
        (
            BASE + "Навчено 40 осіб з питань закупівель.\n",
            BASE + "Навчено 41 особу з питань закупівель.\n",
            Fork((), ("Навчено 40 осіб з питань закупівель.",), ("Навчено 41 особу з питань закупівель.",)),
        ),
    ],
    ids=["words", "dropped and changed", "told twice"],
)
def test_one_paragraph(first: str, second: str, fork: Fork) -> None:
    """A paragraph that both sides changed is a conflict of that paragraph; the others merge."""
    merged = merge_file(PROGRESS, *(_with_text(text) for text in (BASE, first, second)))
    [clash] = merged.clashes
    assert clash.forks == [fork]
    assert read(merged.data)["text",] == clash.first
    assert clash.with_picks([fork.second]) == clash.second


def test_first_texts() -> None:
    """Two texts written where there was none conflict as a whole."""
    merged = merge_file(PROGRESS, *(_with_text(text) for text in ("", "Раз.\n", "Два.\n")))
    assert [clash.forks for clash in merged.clashes] == [[Fork((), ("Раз.",), ("Два.",))]]


def _with_text(text: str) -> bytes:
    return new_document({("status",): "in-progress", ("text",): text})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["a", "b", "c"], ["a", "b", "d"], ["a", "b", "d", "c"]),
        (["b"], ["a", "b", "c"], ["b", "c"]),
        (["a", "c"], ["a", "d"], None),
        (["a", "c"], ["a"], None),
        (["b", "a"], ["a", "b", "c"], None),
        (["c", "a", "b"], ["d", "a", "b"], None),
        (["a", "b", "b"], ["a"], None),
    ],
    ids=["added", "dropped and added", "replaced", "replaced and dropped", "moved", "two leads", "twice"],
)
def test_units(first: list[str], second: list[str], expected: list[str] | None) -> None:
    """Lists of units merge as sets, unless both sides changed an element, the order or the lead."""
    assert merge_elements(["a", "b"], first, second, led=True) == expected


def test_types() -> None:
    """Values of different types differ, although 1, 1.0 and true are equal in Python."""
    merged = merge_file(MEASURE, b"", b"x = 1\n", b"x = true\n")
    assert merged == merge_file(MEASURE, None, b"x = 1\n", b"x = true\n")
    assert [(clash.key, clash.first, clash.second) for clash in merged.clashes] == [("x", 1, True)]


def test_review() -> None:
    """A review is merged as a unit: two reviews conflict whatever their content."""
    reviews = [{"state": state, "by": "lead"} for state in ("submitted", "accepted", "returned")]
    versions_ = [new_document({("status",): "in-progress", ("review",): each}) for each in reviews]
    merged = merge_file(PROGRESS, *versions_)
    assert [(clash.key, clash.first, clash.second) for clash in merged.clashes] == [
        ("review", reviews[1], reviews[2])
    ]


def test_status_and_percent() -> None:
    """One side's status that does not fit the other's percent is a conflict together with it."""
    base, first, second = (
        new_document({("status",): status, ("percent",): percent})
        for status, percent in (("in-progress", 50), ("in-progress", 80), ("implemented", 100))
    )
    merged = merge_file(PROGRESS, base, first, second)
    assert merged.data == first
    assert {clash.key for clash in merged.clashes} == {"status", "percent"}


@pytest.mark.parametrize("side", ["first", "second"])
def test_closed_meanwhile(side: Any) -> None:
    """A change in a period that the other side closed is a conflict; the first side's value stands."""
    base, changed = (new_document({("status",): "in-progress", ("percent",): n}) for n in (50, 80))
    sides = (base, changed) if side == "first" else (changed, base)
    merged = merge_file(PROGRESS, base, *sides, closed_by=side)
    assert merged.data == sides[0]
    assert [clash.key for clash in merged.clashes] == ["percent"]
    other: Any = "second" if side == "first" else "first"
    assert merge_file(PROGRESS, base, *sides, closed_by=other).clashes == ()


@pytest.mark.parametrize("path", ["README.md", PROGRESS], ids=["no record", "unreadable"])
def test_whole_file(path: str) -> None:
    """A file that is not a record or can't be read conflicts as a whole; the first side's version stands."""
    assert merge_file(path, b"a = 1\n", b"a = \n", b"a = 3\n") == merge_file(
        path, None, b"a = \n", b"a = 3\n"
    )
    merged = merge_file(path, b"a = 1\n", b"a = \n", b"a = 3\n")
    assert (merged.data, [clash.key for clash in merged.clashes]) == (b"a = \n", [WHOLE])


def test_gone_and_changed() -> None:
    """If one side deleted a file and the other changed it, every field is a conflict."""
    base, changed = (new_document({("status",): "in-progress", ("percent",): n}) for n in (50, 80))
    assert merge_file(PROGRESS, base, None, base).data is None
    for sides in ((None, changed), (changed, None)):
        merged = merge_file(PROGRESS, base, *sides)
        assert merged.data == sides[0]
        assert [clash.key for clash in merged.clashes] == ["status", "percent"]


def test_edit() -> None:
    """An edit is merged into the current version; fields its author did not touch keep their new values."""
    base, now = (
        new_document({("status",): "in-progress", ("percent",): percent, ("text",): text})
        for percent, text in ((10, BASE), (30, BASE.replace("Перше", "Перше зроблено")))
    )
    edit = Edit(PROGRESS, {("percent",): 10, ("text",): BASE.replace("Третє", "Третє зроблено")})
    merged, clashes = merge_edit(edit, base, now)
    assert clashes == []
    assert merged.values == {("percent",): 30, ("text",): "Перше зроблено.\nДруге.\nТретє зроблено.\n"}
    _, clashes = merge_edit(Edit(PROGRESS, {("percent",): 60}), base, now)
    assert clashes == [Clash(PROGRESS, "percent", 10, 30, 60)]


def test_shared_paragraph() -> None:
    """A paragraph that both versions contain is never dropped, even if each dropped one equal to it."""
    assert merge_paragraphs(["а", "б", "а"], ["а", "б"], ["б", "а"]) == [
        Fork(("а", "б", "а"), ("а", "б"), ("б", "а"))
    ]


def test_equal_lines() -> None:
    """Among thousands of equal paragraphs, changed ends merge; larger changes conflict as a whole."""
    same_ = ["так"] * 14_000
    shorter, longer = same_[1_000:], ["спершу", *same_]
    assert merge_paragraphs(same_, shorter, longer) == [("спершу",), tuple(shorter)]
    first, second = ["раз", *same_[1_000:], "два"], ["три", *same_[500:]]
    assert merge_paragraphs(same_, first, second) == [Fork(tuple(same_), tuple(first), tuple(second))]
    added = [[f"{side}{n} {side}" for n in range(7_000)] for side in "аб"]
    assert merge_paragraphs(["1"], ["1", *added[0]], ["1", *added[1]]) == [
        ("1",),
        Fork((), tuple(added[0]), tuple(added[1])),
    ]
