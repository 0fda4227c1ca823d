"""Authorship: who wrote each field and paragraph of a file as it is now."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.trail.authorship import Authorship, Version, authorship

#: Paragraphs with different words, and some that differ only in spacing.
_PARAGRAPHS = st.lists(
    st.sampled_from(["Нарада.", "Звіт  подано.", "Звіт подано.", "- Лист", "Графік"]), max_size=6
)


def version(name: str, *parents: str, text: str = "", **fields: Any) -> Version[str]:
    """Return a version whose author has the version's name."""
    values = {(key,): value for key, value in fields.items()}
    return Version(name, parents, {**values, ("text",): text} if text else values, name)


def wrote(found: Authorship[str]) -> list[str]:
    """Return the authors of the paragraphs in order."""
    return [who for _, who in found.paragraphs]


def test_nothing() -> None:
    """Without versions, and after a file's deletion, nothing has an author."""
    assert authorship([]) == Authorship()
    assert authorship([version("a", text="Було.\n"), version("b", "a")]) == Authorship()


def test_fields() -> None:
    """A field's author made its last change, including one from 1 to true, which Python takes for equal."""
    versions = [version("a", status="x", percent=1), version("b", "a", status="y", percent=1)]
    assert authorship(versions).fields == {("status",): "b", ("percent",): "a"}
    versions.append(version("c", "b", status="y", percent=True))
    assert authorship(versions).fields[("percent",)] == "c"


def test_paragraphs() -> None:
    """A moved or respaced paragraph keeps its author; a changed word makes it a new paragraph."""
    versions = [
        version("a", text="Перше слово.\nДруге.\n"),
        version("b", "a", text="Друге.\nПерше  слово.\nТретє.\n"),
        version("c", "b", text="Друге!\nПерше слово.\nТретє.\n"),
    ]
    assert authorship(versions).paragraphs == (("Друге!", "c"), ("Перше слово.", "a"), ("Третє.", "b"))


def test_restored() -> None:
    """A restored paragraph belongs to its restorer; one that stayed keeps its author."""
    versions = [
        version("a", text="Перше.\nДруге.\n"),
        version("b", "a", text="Друге.\n"),
        version("c", "b", text="Перше.\nДруге.\n"),
    ]
    assert wrote(authorship(versions)) == ["c", "a"]


def test_twice() -> None:
    """A repeated paragraph has an author for each occurrence."""
    versions = [version("a", text="Так.\n"), version("b", "a", text="Так.\nТак.\n")]
    assert wrote(authorship(versions)) == ["a", "b"]
    assert wrote(authorship([*versions, version("c", "b", text="Так.\n")])) == ["a"]


def test_merge() -> None:
    """Content that a merge took from a side keeps its author; content of its own is the merge's."""
    versions = [
        version("base", text="Спільне.\n", status="x", percent=1),
        version("mine", "base", text="Спільне.\nМоє.\n", status="y", percent=1),
        version("theirs", "base", text="Їхнє.\nСпільне.\n", status="x", percent=2),
        version("merge", "mine", "theirs", text="Їхнє.\nСпільне.\nМоє.\nНове.\n", status="y", percent=2),
    ]
    found = authorship(versions)
    assert wrote(found) == ["theirs", "base", "mine", "merge"]
    assert found.fields == {("status",): "mine", ("percent",): "theirs", ("text",): "merge"}


@given(st.lists(st.tuples(_PARAGRAPHS, st.none() | st.integers(0, 2)), min_size=1, max_size=8))
def test_replay(lived: list[tuple[list[str], int | None]]) -> None:
    """In a linear history the authors equal those found by replaying each paragraph's changes."""
    versions = []
    copies: dict[str, list[str]] = {}
    percent: tuple[int | None, str] = (None, "")
    for place, (paragraphs, value) in enumerate(lived):
        name = str(place)
        fields = {} if value is None else {"percent": value}
        parents = [str(place - 1)] if place else []
        versions.append(version(name, *parents, text="\n".join(paragraphs), **fields))
        spaced = [" ".join(paragraph.split()) for paragraph in paragraphs]
        for words in {*copies, *spaced}:
            standing = copies.setdefault(words, [])[: spaced.count(words)]
            copies[words] = standing + [name] * (spaced.count(words) - len(standing))
        percent = percent if percent[0] == value else (value, name)
    found = authorship(versions)
    left = {words: list(authors) for words, authors in copies.items()}
    assert wrote(found) == [left[" ".join(paragraph.split())].pop(0) for paragraph in lived[-1][0]]
    assert found.fields.get(("percent",)) == (None if percent[0] is None else percent[1])


@given(st.lists(st.tuples(_PARAGRAPHS, st.sets(st.integers(0, 7), max_size=2)), min_size=1, max_size=8))
def test_any_shape(lived: list[tuple[list[str], set[int]]]) -> None:
    """In any history, a paragraph's author wrote a version with more copies of it than any parent."""
    versions = [
        version(str(place), *[str(each) for each in sorted(parents) if each < place], text="\n".join(text))
        for place, (text, parents) in enumerate(lived)
    ]
    held = {
        each.id: [" ".join(line.split()) for line in str(each.fields.get(("text",), "")).split("\n")]
        for each in versions
    }
    by = {each.id: each for each in versions}
    for paragraph, who in authorship(versions).paragraphs:
        words = " ".join(paragraph.split())
        before = max((held[parent].count(words) for parent in by[who].parents), default=0)
        assert held[who].count(words) > before
