"""What became of an answer that was submitted or accepted, where others' changes came into it afterwards.

A word of review holds for the bytes that it was said of. A merge, also one that nobody sees being made, can
put others' changes into them: then whoever submitted has to hear of it, and of whom to ask.
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
    """Yield what to tell of each file whose answer others changed after it was submitted or accepted.

    Nothing is told of closed periods, where no word counts any more.
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
    """Return the files of which a merge holds neither parent's version."""
    one, other = (repository.changed_files(parent, merge) for parent in repository.commit(merge).parents)
    return one.keys() & other.keys()


def _others(repository: Archive, path: str, head: str) -> list[str]:
    """Return who changed a file since the commit whose word it bears, but for that commit’s author."""
    log = repository.log(head, [path])
    said = next((commit for commit, changes in log if _says(repository, changes)), None)
    if said is None:
        return []
    since = (commit for commit, _ in repository.log(f"{said.id}..{head}", [path]))
    # A merge is made in the name of whoever happens to exchange.
    wrote = [each for each in since if len(each.parents) == 1 and each.email != said.email]
    return list(dict.fromkeys(each.name for each in wrote))


def _says(repository: Archive, changes: Iterable[PathChange]) -> bool:
    """Say whether a change of one file left it with a word that holds for it."""
    for change in changes:
        if change.new is not None:
            file = read_file(change.path, repository.blob(change.new))
            return isinstance(file.record, Progress) and file.record.review is not None and not file.lapsed
    return False
