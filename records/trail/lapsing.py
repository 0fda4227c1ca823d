"""Finds submitted or accepted answers whose review lapsed because changes of others were merged into them.

A review is valid only for the bytes that it covers. A merge, which may happen in the background, can change
them. The person who submitted must then be told, with the names of those who made the changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.files.reading import assemble, read_file
from records.language import Message
from records.values.layout import REGISTER, place
from records.values.model import Progress, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from records.files.reader import Reader
    from records.git.archive import Archive
    from records.git.commits import PathChange

_TEMPLATES = {
    ReviewState.SUBMITTED: "Measure {number}, {period}: what was submitted was joined with changes by "
    "{names}, so it counts as recorded only. Look it over and submit it again.",
    ReviewState.ACCEPTED: "Measure {number}, {period}: what was accepted was joined with changes by {names}, "
    "so it counts as not accepted. Look it over and submit it again.",
}


def joined_with_others(register: Reader, paths: Iterable[str]) -> Iterator[Message]:
    """Yield a message for each file that others changed after it was submitted or accepted.

    Closed periods are skipped: reviews no longer matter there.
    """
    places = {path: where for path in paths if (where := place(path)) is not None}
    homes = dict.fromkeys(f"measures/{where.measure}" for where in places.values())
    snapshot = assemble(*register.files(under=[REGISTER, "periods", *homes]))
    records = {record.key: record for record in snapshot.measures}
    for path, where in places.items():
        record = records.get(where.measure)
        if record is None or where.period not in record.lapsed or where.period in snapshot.closed:
            continue
        review = record.progress[where.period].review
        template = _TEMPLATES.get(review.state) if review is not None else None
        names = _others(register.repository, path, snapshot.commit)
        if template is not None and names:
            yield Message(template, number=record.measure.number, period=where.period, names=names)


def put_together(repository: Archive, merge: str) -> set[str]:
    """Return the files for which a merge has a version of its own, different from both parents."""
    one, other = (repository.changed_files(parent, merge) for parent in repository.commit(merge).parents)
    return one.keys() & other.keys()


def _others(repository: Archive, path: str, head: str) -> list[str]:
    """Return the names of those who changed a file after the commit of its review, except its author."""
    log = repository.log(head, [path])
    said = next((commit for commit, changes in log if _says(repository, changes)), None)
    if said is None:
        return []
    since = (commit for commit, _ in repository.log(f"{said.id}..{head}", [path]))
    # Merges are left out: they bear the name of whoever happened to synchronise.
    wrote = [each for each in since if len(each.parents) == 1 and each.email != said.email]
    return list(dict.fromkeys(each.name for each in wrote))


def _says(repository: Archive, changes: Iterable[PathChange]) -> bool:
    """Return whether a change left its file with a review that covers the contents."""
    for change in changes:
        if change.new is not None:
            file = read_file(change.path, repository.blob(change.new))
            return isinstance(file.record, Progress) and file.record.review is not None and not file.lapsed
    return False
