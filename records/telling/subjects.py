"""The subject of a commit message and the lines for its fields, derived from the change alone."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.language import Language, Message, Plural
from records.telling.openings import settled_field
from records.telling.stories import founders, headline, is_keys, key_lines, merging
from records.values.changes import Action
from records.values.fields import FieldChange, FileChange, label, shown
from records.values.layout import REGISTER, closed_period, place
from records.values.titles import People

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.files.snapshot import Snapshot
    from records.telling.openings import Opening
    from records.values.model import Officer, Unit
    from records.values.periods import Period

#: For values longer than this, the numbers of added and removed characters are given.
_LONGEST_SHOWN = 90
#: If there are more fields than this, their number is given instead of their labels.
_MOST_NAMED = 3


class Names(Struct, frozen=True):
    """Names for what a change affects: measures' numbers by key ("2017/4"), units and officers."""

    numbers: Mapping[str, str]
    units: Mapping[str, Unit]
    officers: Mapping[str, Officer] = field(default_factory=dict)

    @classmethod
    def of(cls, after: Snapshot) -> Names:
        """Return the names in the register as it is after a change."""
        numbers = {record.key: record.measure.number for record in after.measures}
        return cls(numbers, after.units, after.officers)


def characters(old: str, new: str) -> tuple[int, int]:
    """Return the numbers of added and removed characters between two texts, compared word by word."""
    before, after = Counter(old.split()), Counter(new.split())
    came, went = (
        sum(len(word) * n for word, n in words.items()) for words in (after - before, before - after)
    )
    return came, went


class Teller:
    """Words changes in one language."""

    def __init__(self, names: Names, language: Language) -> None:
        self._names = names
        self._people = People(names.units, names.officers)
        self._language = language

    def subject(self, action: Action, changes: Sequence[FileChange]) -> str:
        """Return the subject of a change's message."""
        measures = [change for change in changes if place(change.path) is not None]
        if action is Action.CORRECT and len(measures) == 1:
            return self._say("Correction. {change}", change=self._of_measure(action, measures[0]))
        if action is Action.IMPORT:
            return self._import(measures)
        if action is Action.REGISTER and (told := merging(changes, self._people)) is not None:
            return self._language.show(told)
        if len(measures) == 1:
            return self._of_measure(action, measures[0])
        if measures:
            return self._of_several(action, measures)
        return self._of_files(action, changes)

    def settled(self, settles: Sequence[str]) -> str:
        """Return the subject of a change that settles conflicts by keeping the current values."""
        return self._say(
            "Conflict settled: {fields}", fields=[self.named(settled_field(each)) for each in settles]
        )

    def named(self, opening: Opening) -> Message:
        """Return the display name of a field that a merge left open."""
        names, where = self._names, place(opening.path)
        field = label(opening.path, opening.key, names.units, names.officers)
        if where is None:
            return Message("{file}: {field}", file=opening.path, field=field)
        number = self._names.numbers.get(where.measure, where.id)
        if where.period is None:
            return Message("Measure {number}: {what}", number=number, what=field)
        return Message("Measure {number}, {period}: {what}", number=number, period=where.period, what=field)

    def body(self, action: Action, changes: Sequence[FileChange]) -> Iterator[str]:
        """Yield the lines about the changed fields."""
        measures = [change for change in changes if place(change.path) is not None]
        for change in changes:
            if action is Action.INIT:
                yield from map(self._language.show, founders([change], self._people))
            if action in {Action.INIT, Action.REOPEN}:
                continue
            if len(measures) > 1 and change in measures:
                yield self._of_measure(action, change)
            elif place(change.path) is not None or action is not Action.IMPORT:
                for field in filter(_tells, change.fields):
                    yield from self._field(change.path, field)

    def _of_several(self, action: Action, measures: Sequence[FileChange]) -> str:
        counted = Plural("{n} measure", "{n} measures", n=len(_measures(measures)))
        periods = {where.period for change in measures if (where := place(change.path))}
        if len(periods) == 1 and None not in periods:
            return self._say(
                "{action}, {period}: {measures}", action=action, period=periods.pop(), measures=counted
            )
        return self._say("{action}: {measures}", action=action, measures=counted)

    def _import(self, measures: Sequence[FileChange]) -> str:
        periods = {where.period for change in measures if (where := place(change.path)) and where.period}
        counted = Plural("{n} measure", "{n} measures", n=len(_measures(measures)))
        if len(periods) == 1:
            return self._say("Report imported, {period}: {measures}", period=periods.pop(), measures=counted)
        return self._say("Report imported: {measures}", measures=counted)

    def _of_files(self, action: Action, changes: Sequence[FileChange]) -> str:
        values = {field.key: field.new for change in changes for field in change.fields}
        if action is Action.INIT:
            return self._say("Register made: {body}", body=values.get("body"))
        paths = [change.path for change in changes]
        if len(paths) == 1 and (period := closed_period(paths[0])) is not None:
            return self._of_period(action, period, changes[0])
        if (told := headline(changes, self._people)) is not None:
            return self._language.show(told)
        if paths == [REGISTER]:
            return self._say("Rules: {fields}", fields=self._labels(changes[0]))
        return self._say("{paths}: {fields}", paths=", ".join(paths), fields=self._labels(changes[0]))

    def _of_period(self, action: Action, period: Period, change: FileChange) -> str:
        fields = {field.key: field for field in change.fields}
        if action is Action.CLOSE and "count" in fields:
            counted = Plural("{n} measure", "{n} measures", n=fields["count"].new)
            edition = fields["edition"].new if "edition" in fields else 1
            if edition == 1:
                return self._say("Closed {period}: {measures}", period=period, measures=counted)
            return self._say(
                "Closed {period}, edition {edition}: {measures}",
                period=period,
                edition=edition,
                measures=counted,
            )
        if action is Action.REOPEN:
            edition = fields["edition"].old if "edition" in fields else 1
            return self._say("Reopened {period} after edition {edition}", period=period, edition=edition)
        return self._say("Report {period}: {fields}", period=period.reported(), fields=self._labels(change))

    def _of_measure(self, action: Action, change: FileChange) -> str:
        where = place(change.path)
        assert where is not None
        number = self._names.numbers.get(where.measure, where.id)
        if where.period is not None:
            what = self._whole(change) or self._progress(change)
            return self._say(
                "Measure {number}, {period}: {what}", number=number, period=where.period, what=what
            )
        values = {field.key: field.new for field in change.fields}
        if (whole := self._whole(change)) is not None:
            what = whole
        elif all(field.old is None for field in change.fields) and "title" in values:
            what = Message("added to programme {programme}", programme=where.programme)
        elif values.get("retired") is not None and (
            action in {Action.RETIRE, Action.CORRECT} or len(values) == 1
        ):
            what = Message("retired from {period}", period=shown("retired", values["retired"]))
        elif list(values) == ["retired"]:
            what = Message("in the reports again")
        else:
            what = self._labels(change)
        return self._say("Measure {number}: {what}", number=number, what=what)

    @staticmethod
    def _whole(change: FileChange) -> Message | None:
        """Describe a change of layout only, or the deletion of a file; return None for any other change."""
        if not change.fields:
            return Message("only comments or the layout of the file")
        if all(field.new is None for field in change.fields) and len(change.fields) > 1:
            return Message("the file is taken away")
        return None

    def _progress(self, change: FileChange) -> Message:
        fields = {field.key: field for field in change.fields}
        parts: list[Message] = []
        if (status := fields.get("status")) is not None and status.new is not None:
            parts.append(Message("{value}", value=shown("status", status.new)))
        if (percent := fields.get("percent")) is not None:
            parts.append(_percents(percent))
        others = tuple(field for field in change.fields if field.key != "review")
        if not parts and others:
            parts.append(self._labels(FileChange(change.path, others)))
        if (review := fields.get("review")) is not None and isinstance(review.new, dict):
            parts.append(Message("{value}", value=shown("review", review.new)))
        return _joined(parts)

    def _labels(self, change: FileChange) -> Message:
        labels = [self._label(change.path, field) for field in change.fields]
        if len(labels) > _MOST_NAMED:
            return Plural("{n} field", "{n} fields", n=len(labels))
        return _joined(labels)

    def _label(self, path: str, field: FieldChange) -> Message:
        return label(path, field.key, self._names.units, self._names.officers)

    def _field(self, path: str, field: FieldChange) -> Iterator[str]:
        if is_keys(path, field):
            yield from map(self._language.show, key_lines(field, self._people))
        else:
            yield self._value(path, field)

    def _value(self, path: str, field: FieldChange) -> str:
        named = self._label(path, field)
        texts = [value for value in (field.old, field.new) if value is not None]
        if all(isinstance(text, str) for text in texts) and any(
            len(text) > _LONGEST_SHOWN or "\n" in text for text in texts
        ):
            came, went = characters(field.old or "", field.new or "")
            counted = Plural(
                "+{came} −{went} character", "+{came} −{went} characters", n=went, came=came, went=went
            )
            return self._say("{field}: {value}", field=named, value=counted)
        new = shown(field.key, field.new, self._names.units)
        if field.old is None:
            return self._say("{field}: {value}", field=named, value=new)
        return self._say(
            "{field}: {old} → {new}", field=named, old=shown(field.key, field.old, self._names.units), new=new
        )

    def _say(self, template: str, **values: object) -> str:
        return self._language.say(template, **values)


def _measures(changes: Sequence[FileChange]) -> set[str]:
    return {where.measure for change in changes if (where := place(change.path)) is not None}


def _tells(field: FieldChange) -> bool:
    """Return whether a field needs a line: a review with the same state merely covers other bytes."""
    if field.key != "review" or not isinstance(field.old, dict) or not isinstance(field.new, dict):
        return True
    return bool(field.old.get("state") != field.new.get("state"))


def _percents(percent: FieldChange) -> Message:
    if percent.old is None:
        return Message("{percent} %", percent=percent.new)
    if percent.new is None:
        return Message("{old} % → {new}", old=percent.old, new=None)
    return Message("{old} % → {new} %", old=percent.old, new=percent.new)


def _joined(parts: Sequence[Message]) -> Message:
    if not parts:
        return Message("{value}", value=None)
    return reduce(lambda first, second: Message("{first}, {second}", first=first, second=second), parts)
