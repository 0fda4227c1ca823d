"""Reminder letters, one per unit: its missing answers, and its measures near or past their deadline.

A letter is plain text, to be sent as it is or pasted elsewhere. It depends only on a commit and a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.writing import write_files
from records.closings.due import What
from records.language import Language
from records.sanitise import visible
from records.texts.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from exporters.writing import Exported
    from records.closings.due import Due, Outstanding, Owing

#: The number of other units that a letter names; a long list would bury the measure.
_MOST_NAMED = 3


def write_letters(found: Outstanding, folder: Path) -> list[Exported]:
    """Write a letter to each unit with anything outstanding, and return the files written.

    Measures without a unit get no letter. Raises `NotExported`, in which case no letter is written.
    """
    letters = {f"nahaduvannia-{each.unit}.txt": letter(found, each) for each in found.owing if each.unit}
    return write_files(folder, letters, dict.fromkeys(letters, "txt")) if letters else []


def letter(found: Outstanding, owing: Owing) -> bytes:
    """Return the letter to one unit as UTF-8, in the register’s language."""
    return ("\n\n".join(_Letter(found, owing).parts()) + "\n").encode()


class _Letter:
    """Builds one letter."""

    def __init__(self, found: Outstanding, owing: Owing) -> None:
        self._found = found
        self._owing = owing
        self._snapshot = found.snapshot
        self._language = Language(found.snapshot.rules.language)

    def parts(self) -> Iterator[str]:
        """Yield the paragraphs and lists of the letter."""
        body, unit = self._snapshot.rules.body, self._owing.unit
        yield self._say("Reminder of {day}", day=self._found.on)
        yield self._say("To: {unit}", unit=self._snapshot.unit_name(unit))
        yield self._say("From: {body}", body=body)
        yield self._say("Programme: {programme}", programme=self._found.programme.title)
        yield self._say("Dear colleagues,")
        answers = [each for each in self._owing.due if each.what.is_answer]
        if answers:
            yield from self._answers(answers)
        dates = [each for each in self._owing.due if not each.what.is_answer]
        if dates:
            yield self._say("Deadlines of measures")
            yield self._say(
                "The register shows no result yet of these measures. Please carry them out, or tell what "
                "stands in the way:"
            )
            yield "\n".join(map(self._deadline, dates))
        yield self._say("If you have sent it all in the meantime, please disregard this letter.")
        contact = self._snapshot.rules.contact
        if asked := ", ".join(filter(None, (contact.name, contact.phone, contact.email))):
            yield self._say("For questions: {contact}", contact=asked)
        yield self._say("Yours faithfully,\n{name}", name=contact.name or body)

    def _answers(self, answers: list[Due]) -> Iterator[str]:
        found = self._found
        yield self._say("Answers {period}", period=found.period.reported())
        template = (
            "Your unit answers first for these measures. Please submit by {day} inclusive what was done on "
            "them ({left}):"
            if found.on <= found.units_by
            else "Your unit answers first for these measures. What was done on them was to be submitted by "
            "{day} ({left}); please submit it without delay:"
        )
        yield self._say(template, day=found.units_by, left=found.left(found.units_by))
        yield "\n".join(map(self._answer, answers))
        yield self._say("The report is to be ready by {day}.", day=found.submit_by)

    def _answer(self, each: Due) -> str:
        said = self._say("{what}: {note}", what=each.what, note=each.note) if each.note else ""
        return self._item(each, said or self._show(each.what))

    def _deadline(self, each: Due) -> str:
        template = "overdue since {day}: {left}" if each.what is What.OVERDUE else "due by {day}: {left}"
        return self._item(each, self._say(template, day=each.day, left=each.left()))

    def _item(self, each: Due, said: str) -> str:
        measure = each.record.measure
        others = measure.responsible[1:]
        beside = f" ({self._beside(others)})" if others else ""
        number = self._say("No. {number}", number=measure.number)
        return f"- {number} {typeset(visible(measure.title))}{beside} – {said}"

    def _beside(self, units: Sequence[str]) -> str:
        """Return the units that share a measure, by their short names, which the reader knows."""
        named = [self._snapshot.unit_short(unit) for unit in units[:_MOST_NAMED]]
        if not (more := len(units) - len(named)):
            return self._say("together with: {units}", units=named)
        return self._say("together with: {units}, and {count} more", units=named, count=more)

    def _say(self, template: str, /, **values: object) -> str:
        return typeset(self._language.say(template, **values))

    def _show(self, value: object) -> str:
        return typeset(self._language.show(value))
