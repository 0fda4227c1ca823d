"""Texts of a comparison that its formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.totals import mean_said, percent_said
from records.language import Message, Plural
from records.values.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exporters.comparing.model import Changed, Comparison, Move, Shift
    from records.language import Language
    from records.texts.wordwise import Piece


def title(made: Comparison) -> str:
    """Return the title of a comparison, which names both periods."""
    return made.language.say("{before} and {after}", before=made.before, after=made.after)


def figures(made: Comparison) -> Iterator[tuple[str, str, str]]:
    """Yield (label, before, after) for each line of the summary; lines empty in both periods are left out."""
    say = made.language.say
    one, other = made.totals
    counted = [
        (say("Measures"), str(one.count), str(other.count)),
        *(
            (made.language.show(each), str(one.by_status[each]), str(other.by_status[each]))
            for each in Status
        ),
        (say("Not submitted"), str(one.missing), str(other.missing)),
        (say("Not due yet"), str(one.not_due), str(other.not_due)),
        (say("Overdue"), str(one.overdue), str(other.overdue)),
        (say("Mean percent (of how many measures)"), mean_said(one), mean_said(other)),
    ]
    yield from (each for each in counted if each[1] != each[2] or each[1] not in {"0", "–"})


def moved(made: Comparison) -> Iterator[tuple[Move, str, tuple[str, ...]]]:
    """Yield each change of state, its text, and the numbers of its measures."""
    order = list(made.kinds)
    for move in sorted(made.moves, key=lambda move: tuple(map(order.index, move))):
        if move.before != move.after:
            said = f"{made.kinds[move.before]} → {made.kinds[move.after]}"
            yield move, said, made.moves[move]


def facts(each: Changed, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value before, value after) for each changed field of a measure, its texts excepted."""
    say = language.say
    if each.before.kind != each.after.kind:
        yield say("Status"), each.before.words, each.after.words
    if each.before.percent != each.after.percent:
        yield say("Percent"), percent_said(each.before.percent), percent_said(each.after.percent)
    if each.deadline is not None:
        after = language.show(each.deadline.after)
        shift = _shifted(each.deadline)
        yield (
            say("Deadline"),
            language.show(each.deadline.before),
            f"{after} ({shift.render(language)})" if shift is not None else after,
        )
    if each.units is not None:
        before, after = (language.show(units) for units in each.units)
        yield say("Responsible units"), before, after


def texts(each: Changed, language: Language) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield (label, word differences) for each changed text of a measure."""
    if each.titles:
        yield language.say("Measure"), each.titles
    if each.text:
        yield language.say("What was done"), each.text


def sources(made: Comparison) -> list[str]:
    """Return the footer paragraphs: the register states used, and how to make the comparison again."""
    say, source = made.language.say, made.source
    return [
        say(
            "Made from the register as of {at}: commit {commit}, saved by {by}.",
            at=source.at,
            commit=source.commit,
            by=source.by,
        ),
        *[
            say(
                "{period} is closed: what the programme said then is of commit {commit}.",
                period=period,
                commit=commit,
            )
            for period, commit in made.closed.items()
        ],
        say("Checksum of the records (SHA-256): {sum}.", sum=source.records),
        say("To check: the command {command} gives this file again.", command=source.command),
    ]


def _shifted(shift: Shift) -> Message | None:
    if not shift.days:
        return None
    if shift.days > 0:
        return Plural("{n} day later", "{n} days later", n=shift.days)
    return Plural("{n} day earlier", "{n} days earlier", n=-shift.days)
