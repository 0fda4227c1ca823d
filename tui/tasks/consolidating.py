"""The reports of several registers for one period, consolidated into one."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from exporters.consolidated.model import Consolidated, Part, consolidated
from exporters.report import NotExported, report
from records.closings.corrections import past
from records.errors import Misused, ProzvitError
from records.language import Language, english
from records.register import Register
from records.sanitise import visible
from records.staff.units import find_unit, known_unit
from tui.tasks.reporting import closed_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.values.model import Status
    from records.values.periods import Period


class Wanted(Struct, frozen=True):
    """What to read from each register: the revision, and a selection of measures (None: no restriction)."""

    revision: str = "HEAD"
    unit: str | None = None
    status: Status | None = None
    programme: str | None = None

    @property
    def is_choice(self) -> bool:
        """Whether the measures are restricted at all."""
        return any(each is not None for each in (self.unit, self.status, self.programme))


class Read(Struct, frozen=True):
    """A register that was read, and its snapshot."""

    register: Register
    snapshot: Snapshot

    @property
    def folder(self) -> Path:
        """The register's folder."""
        return self.register.path


def consolidate(
    folders: Sequence[Path],
    period: Period,
    wanted: Wanted,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> tuple[Consolidated, list[Read]]:
    """Return the consolidated report of some registers, in their order, and the registers read.

    A body whose register lacks the period, unit or programme gets a part that says so. The report is in the
    first register's language. `progress` is called before each register with its folder's name, the number of
    registers done, and the total. Raise `NotExported` or `Misused`, naming the register, if one can't be read
    or is named twice.
    """
    parts: list[Part] = []
    read: list[Read] = []
    language: Language | None = None
    with ExitStack() as opened:
        for done, folder in enumerate(folders):
            progress(folder.name, done, len(folders))
            try:
                register = opened.enter_context(Register.open(folder))
                snapshot = register.snapshot(wanted.revision)
                _refuse_twice(read, register, snapshot)
                language = language or Language(snapshot.rules.language)
                parts += _parts(register, snapshot, period, wanted, language)
            except ProzvitError as error:
                raise _naming(folder, error) from error
            read.append(Read(register, snapshot))
    _refuse_unknown(read, wanted)
    of_programme = wanted.programme is not None
    return consolidated(language or Language("uk"), period, parts, of_programme=of_programme), read


def _parts(
    register: Register, snapshot: Snapshot, period: Period, wanted: Wanted, language: Language
) -> Iterator[Part]:
    body = visible(snapshot.rules.body)
    programmes = [each for each in snapshot.programmes_of(period) if wanted.programme in {None, each.id}]
    unit = known_unit(snapshot.units, wanted.unit) if wanted.unit is not None else None
    absent = ""
    if period not in snapshot.periods():
        absent = language.say("Its register has no period {period}.", period=period)
    elif not programmes:
        absent = language.say(
            "Its register has no programme {programme} for that period.", programme=wanted.programme
        )
    elif wanted.unit is not None and unit is None:
        absent = language.say("Its register has no unit {unit}.", unit=wanted.unit)
    if absent:
        yield Part(body, None, absent)
        return
    told = past(register, snapshot, period)
    for programme in programmes:
        made = report(
            snapshot,
            period,
            programme=programme.id,
            unit=unit,
            status=wanted.status,
            language=language,
            past=told,
        )
        made = replace(made, closed=closed_before(register, made))
        yield Part(body if len(programmes) == 1 else f"{body}: {visible(programme.title)}", made)


def _refuse_twice(read: Sequence[Read], register: Register, snapshot: Snapshot) -> None:
    """Raise `Misused` for a register that was read already, or a clone of one: it would count twice."""
    for other in read:
        if register.repository.holds(other.snapshot.commit) or other.register.repository.holds(
            snapshot.commit
        ):
            raise Misused("It is the same register as {other}. Name each once.", other=other.folder)


def _refuse_unknown(read: Sequence[Read], wanted: Wanted) -> None:
    """Raise `Misused` for a unit or a programme that none of the registers has."""
    if wanted.unit is not None and not any(known_unit(each.snapshot.units, wanted.unit) for each in read):
        find_unit({unit: named for each in read for unit, named in each.snapshot.units.items()}, wanted.unit)
    known = {programme.id for each in read for programme in each.snapshot.rules.programmes}
    if wanted.programme is not None and wanted.programme not in known:
        raise Misused(
            "There is no programme “{programme}”. There are: {known}.",
            programme=wanted.programme,
            known=sorted(known),
        )


def _naming(folder: Path, error: ProzvitError) -> ProzvitError:
    """Return an error that names its register: the same one if it does already."""
    if folder in error.values.values():
        return error
    kind = Misused if isinstance(error, Misused) else NotExported
    return kind(english("{register}: {problem}"), register=folder, problem=error.message())
