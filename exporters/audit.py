"""The audit trail of a period as one self-contained HTML page, with commands to verify each claim by hand."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from exporters.report import NotExported
from exporters.templating import fill
from records.sanitise import visible
from records.texts.typography import typeset
from records.texts.wordwise import TEXTS, Piece, words
from records.trail.period_trail import path_of
from records.trail.standing import Standing
from records.trail.writers import people
from records.values.changes import Action
from records.values.fields import label, shown
from records.values.layout import REGISTER, period_path, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exporters.model import Report
    from records.language import Language
    from records.rules.findings import Finding
    from records.trail.history import Entry
    from records.trail.period_trail import PeriodTrail
    from records.values.fields import FieldChange

_GIT = "git -c core.commitGraph=false --no-replace-objects"
#: The checksum that a review covers: of the lines before the `[review]` table.
_COVERED = "git show {commit}:{path} | tac | sed '1,/^\\[review\\]/d' | tac | sha256sum"
_HEADER = "git cat-file commit {commit} | sed"
#: Extract the signature, then verify it against the commit without it.
_SIGNED = (
    _HEADER + " -n '1,/^$/{{/^gpgsig /,/^ -----END/{{s/^gpgsig //;s/^ //;p}}}}' > signature",
    _HEADER + " '1,/^$/{{/^gpgsig /,/^ -----END/d}}' "
    "| ssh-keygen -Y verify -f allowed_signers -I {who} -n git -s signature",
)


def to_audit(report: Report) -> bytes:
    """Return the audit trail as a UTF-8 HTML file; raise `NotExported` if the report was made without one."""
    trail = report.trail
    if trail is None:
        raise NotExported("This report was made without its trail.")
    teller = _Teller(report, trail)
    values = {
        "report": report,
        "lang": report.language.code,
        "trail": trail,
        "say": report.language.say,
        "show": report.language.show,
        "set": _set,
        "tell": teller,
        "people": people(trail.entries),
        # Measures retired since then have changes but no row.
        "reported": len({each.measure for each in trail.measures} & {row.measure for row in report.rows}),
        "signed": sum(_is_signed(entry) for entry in trail.entries),
        "good": sum(entry.signature is Standing.GOOD for entry in trail.entries),
    }
    return fill("audit.html.j2", values)


class _Teller:
    """Formats the parts of an audit trail in the report’s language; returns text, never markup."""

    def __init__(self, report: Report, trail: PeriodTrail) -> None:
        self._report = report
        self._trail = trail
        self._language: Language = report.language
        self._numbers = {each.measure: each.number for each in trail.measures}

    def when(self, entry: Entry) -> str:
        """Return the time of a change, with its UTC offset."""
        return f"{entry.at:%d.%m.%Y %H:%M:%S %z}"

    def who(self, entry: Entry) -> str:
        """Return the author of a change, as the commit names them."""
        return visible(f"{entry.name} <{entry.email}>")

    def action(self, entry: Entry) -> str:
        """Return the kind of change."""
        if entry.through == "other":
            outside = self._language.say("not through prozvit")
            return f"{outside}, {self._language.show(Action.MERGE)}" if entry.is_merge else outside
        try:
            return self._language.show(Action(entry.action))
        except ValueError:
            return visible(entry.action)

    def where(self, entry: Entry) -> str:
        """Return the measure and period that a change was made to."""
        number = self._numbers.get(entry.measure or "", "")
        named = self._language.say("Measure {number}", number=number)
        return named if entry.period is None else f"{named}, {self._language.show(entry.period)}"

    def signature(self, entry: Entry) -> str:
        """Return the state of a change’s signature."""
        return self._language.show(entry.signature)

    def fields(self, entry: Entry) -> Iterator[tuple[str, list[Piece], str, str]]:
        """Yield each changed field as (name, word differences of a text, old value, new value).

        The differences are empty for a short field, the values for a text.
        """
        path = path_of(entry) if entry.measure is not None else REGISTER
        for field in entry.fields:
            named = self._language.show(label(path, field.key))
            if field.key in TEXTS:
                yield named, list(words(field.old, field.new)), "", ""
            else:
                old = "" if field.old is None else self._value(field.key, field.old)
                yield named, [], old, self._value(field.key, field.new)

    def review(self, entry: Entry) -> str:
        """Return the outcome of a review, followed by its note, if any."""
        value = _review(entry).new
        said = self._value("review", value)
        note = value.get("note", "") if isinstance(value, dict) else ""
        return f"{said}: {visible(str(note))}" if note else said

    def finding(self, found: Finding) -> str:
        """Return a finding in words, with the measure or else the file that it is about."""
        about = place(found.path)
        if about is None:
            named = visible(found.path)
        else:
            number = self._numbers.get(about.measure, about.id)
            named = self._language.say("Measure {number}", number=number)
            named += "" if about.period is None else f", {self._language.show(about.period)}"
        where = f"{found.code} · {named}" if named else found.code
        return f"{where}: {found.message.render(self._language)}"

    def commands(self, entry: Entry) -> list[str]:
        """Return the commands that show a change, the checksum its review covers, and who signed it."""
        path = path_of(entry) if entry.measure is not None else period_path(self._trail.period)
        said = [f"{_GIT} show --format=raw --word-diff {entry.commit} -- {path}"]
        if any(field.key == "review" and field.new is not None for field in entry.fields):
            said.append(_COVERED.format(commit=entry.commit, path=path))
        if _is_signed(entry):
            who = shlex.quote(visible(entry.email))
            said += [each.format(commit=entry.commit, who=who) for each in _SIGNED]
        return said

    def history(self, measure: str) -> str:
        """Return the command that lists all changes of a measure’s records, merges left out here included."""
        home = f"measures/{measure}"
        files = f"{home}/measure.toml {home}/{self._trail.period.code}.toml"
        return f"{_GIT} log --full-history --date=iso -p {self._trail.commit} -- {files}"

    @property
    def whole(self) -> list[str]:
        """The commands that check the clone for completeness and that make this page again."""
        return [
            "git fsck --strict --full",
            "git rev-parse --is-shallow-repository",
            "git replace --list",
            f"git merge-base --is-ancestor {self._trail.commit} main && echo ok",
            f"{self._report.source.command} --format audit",
        ]

    def _value(self, key: str, value: object) -> str:
        return _set(self._language.show(shown(key, value, self._trail.units)))


def _review(entry: Entry) -> FieldChange:
    return next(field for field in entry.fields if field.key == "review")


def _set(text: str) -> str:
    return typeset(visible(text, keep_newlines=True))


def _is_signed(entry: Entry) -> bool:
    return entry.signature not in {None, Standing.NONE}
