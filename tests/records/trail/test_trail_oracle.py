"""History and authorship compared with an oracle that naively replays every commit of a random history."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from records.files.documents import new_document
from records.identity import Identity
from records.trail.authorship import authorship
from records.trail.history import Filter, Historian, history
from records.values.layout import place
from tests.records.conftest import CLERK, KYIV, git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.register import Register
    from records.values.layout import Place

Fields = dict[str, Any]
#: The files of a commit; None stands for bytes that are not TOML.
Tree = dict[str, Fields | None]

LAWYER = Identity("lawyer", "Юрисконсульт", "lawyer@rada.example")
GARBAGE = "<<<<<<< так не пишуть".encode()
PATHS = [f"measures/2017/{n}/{name}.toml" for n in ("4", "5") for name in ("measure", "2017-Q3", "2017-Q4")]
PARAGRAPHS = ["Проведено нараду.", "Оновлено порядок.", "Навчено осіб: 12.", "Нараду проведено."]
FIELDS = {
    "number": st.sampled_from(["4", "5", "41"]),
    "percent": st.sampled_from([0, 1, 40]),
    "flag": st.sampled_from([True, 1, 1.0]),
    "responsible": st.lists(st.sampled_from(["office", "legal"]), max_size=2, unique=True),
    "text": st.lists(st.sampled_from(PARAGRAPHS).map("{}\n".format), max_size=5).map("".join),
}
contents = st.one_of(
    st.fixed_dictionaries({}, optional=FIELDS).filter(bool),
    st.none(),
)
#: New content for a file, or "gone" for its deletion.
touches = st.dictionaries(st.sampled_from(PATHS), st.one_of(contents, st.just("gone")), max_size=2)


class Step(Struct, frozen=True):
    """The plan of one commit: how far back its parents are, the sides it takes, and what it writes itself."""

    back: tuple[int, ...]
    sides: tuple[int, ...]
    touched: dict[str, Any]
    by: Identity
    minutes: int


steps = st.builds(
    Step,
    back=st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple),
    sides=st.tuples(*[st.integers(0, 2)] * len(PATHS)),
    touched=touches,
    by=st.sampled_from([CLERK, LAWYER]),
    minutes=st.integers(0, 3),
)


class Made(Struct, frozen=True, eq=False):
    """A commit that was made."""

    id: str
    parents: tuple[Made, ...]
    tree: Tree
    by: Identity


class Builder:
    """Makes random histories in one repository, on top of its first commit."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.root = git(register, "rev-list", "--max-parents=0", "HEAD").strip()
        self.made: list[Made] = []

    def build(self, plan: Sequence[Step]) -> list[Made]:
        """Make a plan's commits and a final merge of open heads; return all, parents first."""
        self.made = [Made(self.root, (), {}, CLERK)]
        for step in plan:
            self._commit(step)
        heads = [each for each in self.made if not any(each in later.parents for later in self.made)]
        if len(heads) > 1:
            self._write(tuple(heads), dict(heads[0].tree), CLERK, 5)
        git(self.register, "update-ref", "refs/heads/main", self.made[-1].id)
        return self.made

    def _commit(self, step: Step) -> None:
        parents = tuple(dict.fromkeys(self.made[max(len(self.made) - 1 - back, 0)] for back in step.back))
        tree: Tree = {}
        for path, side in zip(PATHS, step.sides, strict=True):
            taken = parents[side % len(parents)].tree
            if path in taken:
                tree[path] = taken[path]
        for path, content in step.touched.items():
            if content == "gone":
                tree.pop(path, None)
            else:
                tree[path] = content
        self._write(parents, tree, step.by, step.minutes)

    def _write(self, parents: tuple[Made, ...], tree: Tree, by: Identity, minutes: int) -> None:
        files = {path: _bytes(tree[path]) if path in tree else None for path in PATHS}
        before = max(self.register.repository.commit(each.id).at for each in parents)
        at = before.astimezone(KYIV) + timedelta(minutes=minutes)
        identities, message = [each.id for each in parents], f"Зміна {len(self.made)}\n"
        commit = self.register.repository.write_commit(identities, files, by, at, message)
        self.made.append(Made(commit, parents, tree, by))


def _bytes(content: Fields | None) -> bytes:
    return GARBAGE if content is None else new_document({(name,): value for name, value in content.items()})


# The oracle uses only each commit's tree and its parents' trees.


def kept(commit: Made, path: str) -> bytes | None:
    """Return a file's bytes at a commit, or None."""
    return _bytes(commit.tree[path]) if path in commit.tree else None


def value(commit: Made, path: str, key: str) -> tuple[type, Any]:
    """Return the type and value of a field at a commit; types tell apart values equal in Python."""
    found = (commit.tree.get(path) or {}).get(key)
    return type(found), found


def paragraphs(commit: Made, path: str) -> list[str]:
    """Return the paragraphs of a text at a commit."""
    return str((commit.tree.get(path) or {}).get("text", "")).splitlines()


def own(commit: Made, path: str) -> set[str]:
    """Return the fields of a file in which a commit differs from all its parents."""
    return {
        key
        for key in FIELDS
        if all(value(commit, path, key) != value(parent, path, key) for parent in commit.parents)
        if not (key == "text" and len(commit.parents) > 1 and is_put_together(commit, path))
    }


def is_put_together(commit: Made, path: str) -> bool:
    """Return whether a text only combines the paragraphs of its sides, in the order of one of them."""
    sides, now = [paragraphs(parent, path) for parent in commit.parents], paragraphs(commit, path)
    if any((each.tree.get(path) or {}).get("text") is None for each in (commit, *commit.parents)):
        return False
    return all(
        min(side.count(each) for side in sides) <= now.count(each) <= max(side.count(each) for side in sides)
        for each in PARAGRAPHS
    ) and any([p for p in side if p in now] == [p for p in now if p in side] for side in sides)


def blame(commit: Made, path: str, key: str) -> str:
    """Return the commit from which a field's present value has come down."""
    for parent in commit.parents:
        if value(parent, path, key) == value(commit, path, key):
            return blame(parent, path, key)
    return commit.id


@cache
def authors(commit: Made, path: str) -> tuple[str, ...]:
    """Return the commit of origin of each paragraph; the k-th of equal ones comes from the k-th."""
    found, seen = [], dict.fromkeys(PARAGRAPHS, 0)
    for each in paragraphs(commit, path):
        sides = [
            [who for p, who in zip(paragraphs(side, path), authors(side, path), strict=True) if p == each]
            for side in commit.parents
        ]
        fullest = max(sides, key=len, default=[])
        found.append(fullest[seen[each]] if seen[each] < len(fullest) else commit.id)
        seen[each] += 1
    return tuple(found)


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """Return a builder of histories; the module shares its repository, since creating one is slow."""
    from records.register import Register
    from tests.records.conftest import rules

    at = datetime(2017, 1, 10, 9, 0, tzinfo=KYIV)
    folder = tmp_path_factory.mktemp("oracle") / "register"
    with (
        Register.create(folder, rules=rules(), author=CLERK, at=at) as made,
        pytest.MonkeyPatch.context() as patch,
    ):
        # Durability is not tested here, and syncing hundreds of commits would take most of the time.
        patch.setattr("os.fsync", lambda _descriptor: None)
        yield Builder(made)


@given(plan=st.lists(steps, min_size=1, max_size=9))
@settings(max_examples=40)
def test_oracle(builder: Builder, plan: list[Step]) -> None:
    """The journal, the histories of measures and periods, and authorship equal the oracle's."""
    commits = builder.build(plan)
    expected = {
        (commit.id, path): own(commit, path)
        for commit in commits[1:]
        for path in PATHS
        if all(kept(commit, path) != kept(parent, path) for parent in commit.parents)
        if own(commit, path) or len(commit.parents) == 1
    }
    assert told(builder.register, Filter()) == expected
    for measure in ("2017/4", "2017/5"):
        wanted = {key: keys for key, keys in expected.items() if _place(key[1]).measure == measure}
        assert told(builder.register, Filter(measure=measure)) == wanted
        some = {key: keys for key, keys in wanted.items() if key[1].endswith("2017-Q4.toml")}
        assert told(builder.register, Filter(measure=measure, period=_place(PATHS[2]).period)) == some
    head = commits[-1]
    for path in PATHS:
        versions = Historian(builder.register).versions(_place(path))
        wrote = authorship(versions)
        there = {key: blame(head, path, key) for key in FIELDS if key in (head.tree.get(path) or {})}
        assert {key[0]: by.commit for key, by in wrote.fields.items()} == there
        named = [(text, by.commit) for text, by in wrote.paragraphs]
        assert named == list(zip(paragraphs(head, path), authors(head, path), strict=True))


def told(register: Register, wanted: Filter) -> Mapping[tuple[str, str], set[str]]:
    """Return the changed fields that the history lists, by commit and file."""
    return {
        (entry.commit, f"measures/{entry.measure}/{entry.period or 'measure'}.toml"): {
            change.key for change in entry.fields
        }
        for entry in history(register, wanted)
        if entry.measure is not None
    }


def _place(path: str) -> Place:
    found = place(path)
    assert found is not None
    return found
