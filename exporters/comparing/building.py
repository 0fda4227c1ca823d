"""Builds the comparison of two periods from a register at one commit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from exporters.comparing.model import Changed, Comparison, Measure, Move, Shift, State, folder_of_both
from exporters.model import Source
from exporters.report import checksum, filters_said, refuse_problems
from exporters.totals import total
from records.language import Language
from records.sanitise import visible
from records.texts.prose import plain
from records.texts.wordwise import Kind, Piece, most_kept, pieces, steps
from records.values.layout import REGISTER, UNITS
from records.values.model import Status
from records.values.numbers import number_order
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Deadline, Programme
    from records.values.periods import Period

#: Texts that share a smaller part of their words are shown whole; word marks would be unreadable.
_ALIKE = 0.5
_Pair = tuple["MeasureRecord", "MeasureRecord"]


class Side(Struct, frozen=True):
    """A period, and the register in which the programme is as it was then."""

    period: Period
    then: Snapshot


def comparison(
    snapshot: Snapshot,
    before: Side,
    after: Side,
    programme: Programme,
    unit: str | None = None,
) -> Comparison:
    """Return the comparison of two periods of a programme, for all measures or for those of a unit (by id).

    Progress comes from `snapshot`. Raises `NotExported` if a record cannot be read.
    """
    language = Language(snapshot.rules.language)
    for state in (snapshot, before.then, after.then):
        refuse_problems(state)
    was, now = (_present(snapshot, side, programme, unit) for side in (before, after))
    both = [(was[key], now[key]) for key in now if key in was]
    periods = before.period, after.period
    kinds = _kinds(language)
    compared = [_compared(snapshot, pair, periods, kinds) for pair in both]
    moves: dict[Move, list[str]] = defaultdict(list)
    for each in compared:
        moves[Move(each.before.kind, each.after.kind)].append(each.number)
    met = {kind for move in moves for kind in move}
    return Comparison(
        language=language,
        before=before.period,
        after=after.period,
        programme=programme,
        body=visible(snapshot.rules.body),
        filters=filters_said(snapshot, unit, None, language),
        totals=(
            total(language.show(before.period), list(was.values()), before.period),
            total(language.show(after.period), list(now.values()), after.period),
        ),
        kinds={kind: said for kind, said in kinds.items() if kind in met},
        moves={move: tuple(numbers) for move, numbers in moves.items()},
        changed=tuple(each for each in compared if _differs(each)),
        unchanged=tuple(Measure(each.number, each.title) for each in compared if not _differs(each)),
        added=tuple(_measure(record) for key, record in now.items() if key not in was),
        retired=tuple(_measure(record) for key, record in was.items() if key not in now),
        closed={side.period: side.then.commit for side in (before, after) if side.then is not snapshot},
        source=_source(snapshot, programme, periods, [*was.values(), *now.values()], unit),
        folder=folder_of_both(snapshot, periods, programme.id),
    )


def _present(
    snapshot: Snapshot, side: Side, programme: Programme, unit: str | None
) -> dict[str, MeasureRecord]:
    """Return the measures of a period by key: the programme as it was then, with the current progress."""
    answers = {record.key: record for record in snapshot.of_programme(programme.id)}
    found = [
        replace(record, progress=answers[record.key].progress, lapsed=answers[record.key].lapsed)
        if record.key in answers
        else record
        for record in side.then.present(side.period, programme.id)
    ]
    known = {record.key for record in found}
    # Added after the closing, and reported since: a correction.
    found += [each for key, each in answers.items() if key not in known and side.period in each.progress]
    return {
        record.key: record
        for record in sorted(found, key=lambda record: number_order(record.measure.number))
        if record.standing(side.period) is not Standing.RETIRED
        and (unit is None or unit in record.measure.responsible)
    }


def _kinds(language: Language) -> dict[str, str]:
    return {
        **{status.value: language.show(status) for status in Status},
        Standing.MISSING.value: language.say("Not submitted"),
        Standing.NOT_DUE.value: language.say("Not due yet"),
    }


def _compared(
    snapshot: Snapshot, pair: _Pair, periods: tuple[Period, Period], kinds: Mapping[str, str]
) -> Changed:
    was, now = (record.measure for record in pair)
    before, after = map(_text, pair, periods)
    units = tuple(
        tuple(visible(snapshot.unit_name(unit)) for unit in measure.responsible) for measure in (was, now)
    )
    one, other = (_state(record, period, kinds) for record, period in zip(pair, periods, strict=True))
    return Changed(
        number=visible(now.number),
        title=visible(now.title),
        before=one,
        after=other,
        deadline=_shift(was.deadline, now.deadline),
        units=None if was.responsible == now.responsible else (units[0], units[1]),
        titles=_pieces(was.title, now.title),
        text=_pieces(before, after),
    )


def _differs(each: Changed) -> bool:
    moved = each.before != each.after
    return moved or bool(each.deadline or each.units or each.titles or each.text)


def _measure(record: MeasureRecord) -> Measure:
    return Measure(visible(record.measure.number), visible(record.measure.title))


def _state(record: MeasureRecord, period: Period, kinds: Mapping[str, str]) -> State:
    progress = record.told(period)
    kind = record.standing(period).value if progress is None else progress.status.value
    return State(kind, kinds[kind], progress.percent if progress else None)


def _text(record: MeasureRecord, period: Period) -> str:
    progress = record.told(period)
    return "\n".join(plain(progress.text)) if progress else ""


def _shift(was: Deadline, now: Deadline) -> Shift | None:
    if (was.text, was.until) == (now.text, now.until):
        return None
    days = (now.until - was.until).days if was.until is not None and now.until is not None else None
    return Shift(visible(was.text), visible(now.text), days)


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return the word differences of two versions of a text, empty if their words are the same."""
    one, other = old.split(), new.split()
    if one == other:
        return ()
    enough = _ALIKE * min(len(one), len(other))
    if most_kept(one, other) >= enough:
        found = list(steps(old, new))
        if sum(len(step.same) for step in found) >= enough:
            return tuple(pieces(found))
    whole = [Piece(Kind.GONE, old.strip()), Piece(Kind.SAME, "\n"), Piece(Kind.COME, new.strip())]
    return tuple(whole if one and other else [piece for piece in whole if piece.text.strip()])


def _source(
    snapshot: Snapshot,
    programme: Programme,
    periods: Sequence[Period],
    records: Iterable[MeasureRecord],
    unit: str | None,
) -> Source:
    used = {REGISTER, UNITS}
    for record in records:
        used |= {record.path(), *(record.path(each) for each in record.progress if each <= max(periods))}
    options = [f"--at {snapshot.commit}"]
    if len(snapshot.rules.programmes) > 1:
        options.append(f"--programme {programme.id}")
    if unit is not None:
        options.append(f"--unit {unit}")
    named = " ".join(period.code for period in periods)
    return Source(
        commit=snapshot.commit,
        at=snapshot.provenance.at.astimezone(snapshot.timezone),
        by=visible(snapshot.provenance.by),
        tag="",
        later=False,
        records=checksum(snapshot, used),
        command=f"prozvit compare {named} {' '.join(options)}",
    )
