"""Undo a change: a new change writes the earlier values, and the history keeps both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import NotUndone
from records.language import english
from records.trail.history import Historian
from records.values.changes import Action, Change, Edit
from records.values.fields import differences, same, undotted
from records.values.layout import closed_period, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.register import Register
    from records.values.changes import Key
    from records.values.fields import FieldChange
    from records.values.periods import Period

#: A review is never undone; an edit makes it lapse.
_NEVER = {"review"}
#: Required keys: an old value of None means that the commit created the file (measure, progress, rules).
_ALWAYS = {"number", "status", "schema"}


def is_word(fields: Iterable[FieldChange]) -> bool:
    """Return whether a change consists of a review alone."""
    return all(field.key in _NEVER for field in fields)


def edit_back(path: str, fields: Iterable[FieldChange]) -> Edit | None:
    """Return the edit that restores the earlier values of a file's fields, None if there is none.

    If the commit created the file, a progress is removed, and any other file can't be undone.
    """
    told = [field for field in fields if field.key not in _NEVER]
    if not told:
        return None
    if any(field.key in _ALWAYS and field.old is None for field in told):
        where = place(path)
        is_answer = where is not None and where.period is not None
        return Edit(path, {}, removes=True) if is_answer else None
    return Edit(path, {undotted(field.key): field.old for field in told})


def is_undone(edit: Edit, now: Mapping[Key, object]) -> bool:
    """Say whether a file's fields (none: it is not there) are already what an edit would give back."""
    if edit.removes:
        return not now
    return all(same(now.get(key), value) for key, value in edit.values.items())


def edit_to(path: str, then: Mapping[Key, object], now: Mapping[Key, object]) -> Edit | None:
    """Return the edit that restores a file's fields to an older version, None if nothing differs."""
    told = [change for change in differences(now, then) if change.key not in _NEVER]
    return Edit(path, {undotted(change.key): change.new for change in told}) if then and told else None


def undo(register: Register, revision: str, reason: str, basis: str = "") -> tuple[Change, str]:
    """Return the change that undoes one commit, and the commit's id, which is the base to save it on.

    With that base a field changed again since is not overwritten. Raises `UnknownRevision`, and `NotUndone`
    for a commit that can't be undone: one outside the history, a merge, a closing, a review, or one that
    created a file other than an answer of an open period.
    """
    commit = register.repository.commit(register.resolve(revision))
    short = commit.id[:10]
    if not register.repository.is_ancestor(commit.id):
        raise NotUndone("{commit} is not in the history of main.", commit=short)
    if len(commit.parents) != 1:
        raise NotUndone("{commit} can't be taken back: it is a merge or the first commit.", commit=short)
    edits = []
    for path, fields in Historian(register).changed(commit.id):
        if closed_period(path) is not None and any(field.key == "count" for field in fields):
            raise NotUndone(
                "{commit} closed or reopened a period. A closed one is opened again with `prozvit reopen`, "
                "an open one closed with `prozvit close`.",
                commit=short,
            )
        edit = edit_back(path, fields)
        if edit is None and is_word(fields):
            raise NotUndone(
                "{commit} holds a word of review, and such a word is not taken back: another is said in its "
                "place, with `prozvit submit`, `return` or `accept`.",
                commit=short,
            )
        if edit is None:
            raise NotUndone(_made(path), commit=short, file=path)
        if edit.removes and (period := _closed(register, path)) is not None:
            raise NotUndone(
                "{commit} made {file}, the first answer for {period}, whose report is closed: it can be "
                "corrected with `prozvit set`, and not be taken away.",
                commit=short,
                file=path,
                period=period,
            )
        edits.append(edit)
    if not edits:
        raise NotUndone("{commit} changed no record.", commit=short)
    return Change(Action.UNDO, tuple(edits), reason, basis), commit.id


def _made(path: str) -> str:
    if place(path) is None:
        return english("{commit} made {file}, and there is nothing before it to go back to.")
    return english(
        "{commit} made {file}, and there is nothing before it to go back to. A measure leaves later reports "
        "with `prozvit retire`."
    )


def _closed(register: Register, path: str) -> Period | None:
    where = place(path)
    period = where.period if where is not None else None
    return period if period in register.outline().closed else None
