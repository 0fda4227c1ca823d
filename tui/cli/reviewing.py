"""`submit`, `return` and `accept`: a review of the answers for a period, one commit per call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from records.rules.plausibility import doubts
from records.rules.reviewing import change_of, is_said
from records.trail.writers import OWN_TEXT, is_own, writers
from records.values.changes import Word
from records.values.layout import Place
from records.values.model import ReviewState
from tui.cli.asked import period_and_programme
from tui.cli.framework import Command, Session
from tui.cli.options import of_period, of_programme
from tui.cli.output import note
from tui.cli.saving import save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Message
    from records.values.periods import Period


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments and options that all three commands take."""
    options = (
        click.argument("numbers", nargs=-1, required=True, metavar="NUMBER..."),
        of_period,
        of_programme,
        click.option("--note", "said", metavar="TEXT", default="", help="A note that stands beside it."),
        click.option("--basis", metavar="TEXT", default="", help="The document behind the change."),
        click.pass_obj,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("submit", cls=Command, help="Submit the answers of measures: they are ready for the report.")
@_options
def submit_command(session: Session, **given: Any) -> None:
    """Save a review that submits the answers."""
    _Review(session, ReviewState.SUBMITTED, **given).save()


@click.command("return", cls=Command, help="Return submitted answers; --note says what is to be mended.")
@_options
def return_command(session: Session, **given: Any) -> None:
    """Save a review that returns the answers."""
    _Review(session, ReviewState.RETURNED, **given).save()


@click.command("accept", cls=Command, help="Accept submitted answers for the report.")
@_options
def accept_command(session: Session, **given: Any) -> None:
    """Save a review that accepts the answers."""
    _Review(session, ReviewState.ACCEPTED, **given).save()


class _Review:
    """One call: the same review of the answers of some measures."""

    def __init__(
        self,
        session: Session,
        state: ReviewState,
        *,
        numbers: tuple[str, ...],
        period: Period | None,
        programme: str | None,
        said: str,
        basis: str,
    ) -> None:
        self._session = session
        self._snapshot: Snapshot = session.register.snapshot()
        self._period, programme = period_and_programme(self._snapshot, period, programme, numbers)
        records = [self._snapshot.measure(number, programme) for number in numbers]
        self._records = list({record.key: record for record in records}.values())
        self._word = Word(state, said.strip())
        self._basis = basis

    def save(self) -> None:
        """Save the review; note the measures that have it already, then the doubts about the others."""
        change = change_of(self._snapshot, self._period, self._records, self._word)
        said = [record for record in self._records if is_said(record, self._period, self._word)]
        for record in said:
            note(
                self._session.say(
                    "Measure {number}, {period}: that is so already ({state}).",
                    number=record.measure.number,
                    period=self._period,
                    state=self._word.state,
                )
            )
        if not change.edits:
            return
        change = replace(change, basis=self._basis)
        if save(self._session, change, base=self._snapshot.commit):
            self._warn([record for record in self._records if record not in said])

    def _warn(self, records: list[MeasureRecord]) -> None:
        language = self._session.language
        found = doubts(self._snapshot, self._period)
        for record in records:
            path = record.path(self._period)
            told = [doubt.message for doubt in found if doubt.path == path]
            for message in [*told, *self._own_text(record)]:
                note(
                    self._session.say(
                        "{mark}: measure {number}: {told}",
                        mark=self._session.say("warning"),
                        number=record.measure.number,
                        told=message.render(language),
                    )
                )

    def _own_text(self, record: MeasureRecord) -> Iterator[Message]:
        if self._word.state is ReviewState.ACCEPTED:
            register, where = self._session.register, Place(record.programme, record.id, self._period)
            if is_own(writers(register, where), register.me.login):
                yield OWN_TEXT
