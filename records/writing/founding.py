"""Create a register: a git repository whose first commit holds the rules, the units and the officers."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from records.disk.durable import make_folder, write_file
from records.disk.locks import locked
from records.disk.system import refusal_of
from records.errors import InvalidChange, Misused, NotSaved
from records.files.documents import new_document, read_record
from records.git.configuration import MERGE_DRIVER
from records.git.repository import Repository
from records.identity import Identity, identify
from records.language import Language
from records.rules.validation import problems_alone
from records.telling.messages import compose
from records.telling.subjects import Names
from records.values.changes import Action, Change
from records.values.fields import FileChange, differences, flatten
from records.values.layout import ATTRIBUTES, ATTRIBUTES_TEXT, OFFICERS, README, REGISTER, UNITS
from records.values.model import (
    Officers,
    PeriodWording,
    Programme,
    Record,
    ReportRules,
    Rules,
    Units,
    builtin,
)
from records.values.numbers import slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from records.values.model import Officer, Unit

#: The time zone that decides the present year for a programme whose title names none.
_ZONE = ZoneInfo("Europe/Kyiv")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def new_rules(body: str, programme: Programme, language: Language, *, is_open: bool = True) -> Rules:
    """Return the initial rules of a register with one programme; if `is_open`, anyone may write in it."""
    return Rules(
        schema=1,
        body=body,
        language=language.code,
        open=is_open,
        report=ReportRules(period_wording=PeriodWording.QUARTER),
        programmes=(programme,),
    )


def new_programme(
    title: str, *, identity: str | None = None, first: date | None = None, last: date | None = None
) -> Programme:
    """Return a programme with the given days, else the years in its title, else the present year.

    Without `identity`, the id is made from its years: "2026", "2024-2026". Raises `Misused` if the programme
    would end before it begins.
    """
    years = [int(year) for year in _YEAR.findall(title)]
    from_ = first or date(min(years, default=datetime.now(_ZONE).year), 1, 1)
    until = last or date(max([*years, from_.year]), 12, 31)
    if until < from_:
        raise Misused(
            "The programme would end on {last}, before it begins on {first}.", last=until, first=from_
        )
    usual = f"{from_.year}" if from_.year == until.year else f"{from_.year}-{until.year}"
    return Programme(id=identity or slug(usual), title=title, from_=from_, until=until)


def found(
    path: Path,
    *,
    rules: Rules,
    units: Mapping[str, Unit],
    officers: Mapping[str, Officer],
    author: Identity | None,
    at: datetime | None,
) -> None:
    """Create a register in an empty or missing folder. Raises what `Register.create` raises."""
    records: dict[str, Record] = {
        REGISTER: rules,
        UNITS: Units(units=dict(units)),
        OFFICERS: Officers(officers=dict(officers)),
    }
    documents = {name: new_document(flatten(_tables(record))) for name, record in records.items()}
    for name, data in documents.items():
        # Values made in code are validated as a file is: by reading them back.
        read_record(data, name)
    problems = [each for name, record in records.items() for each in problems_alone(name, record)]
    if errors := [problem for problem in problems if problem.is_error]:
        raise InvalidChange(errors)
    path = path.absolute()
    existed = path.exists()
    if existed and (not path.is_dir() or any(path.iterdir())):
        raise Misused("{folder} is not an empty folder. Name a new one for the register.", folder=path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        _write(
            path,
            documents,
            records,
            author or identify(officers),
            at or datetime.now(ZoneInfo(rules.timezone)),
        )
    except BaseException as error:
        unmake(path, existed=existed)
        if isinstance(error, OSError):
            raise NotSaved(
                "No register was made: {problem} ({path}). Free some space, or name a folder that you may "
                "write in.",
                problem=refusal_of(error),
                path=error.filename or path,
            ) from error
        raise


def unmake(path: Path, *, existed: bool) -> None:
    """Restore the folder to its earlier state: empty, or missing."""
    if not path.is_dir():
        return
    for inner in path.iterdir():
        if inner.is_dir() and not inner.is_symlink():
            shutil.rmtree(inner, ignore_errors=True)
        else:
            inner.unlink(missing_ok=True)
    if not existed:
        path.rmdir()


def _write(
    path: Path,
    documents: Mapping[str, bytes],
    records: Mapping[str, Record],
    author: Identity,
    at: datetime,
) -> None:
    rules = records[REGISTER]
    assert isinstance(rules, Rules)
    language = Language(rules.language)
    files: dict[str, bytes] = {
        **{name: data for name, data in documents.items() if data},
        README: _readme(rules, language).encode(),
        ATTRIBUTES: ATTRIBUTES_TEXT.encode(),
    }
    changes = [
        FileChange(name, differences({}, flatten(_tables(records[name]))) if name in records else ())
        for name in files
    ]
    message = compose(Change(Action.INIT, ()), changes, _names(records), language)
    repository = Repository.create(path)
    try:
        private = path / ".git" / "prozvit"
        make_folder(private, 0o700)
        with locked(private / "lock", author.login) as lock:
            repository.set_config(*MERGE_DRIVER)
            commit = repository.write_commit([], files, author, at.replace(microsecond=0), message)
            repository.advance(commit, None, author, lock)
            for name, data in files.items():
                write_file(path / name, data, aside=private)
            repository.update_index(files, lock)
    finally:
        repository.close()


def _names(records: Mapping[str, Record]) -> Names:
    units, officers = records[UNITS], records[OFFICERS]
    assert isinstance(units, Units)
    assert isinstance(officers, Officers)
    return Names({}, units.units, officers.officers)


def _tables(record: Record) -> dict[str, Any]:
    tables: dict[str, Any] = builtin(record)
    if not isinstance(record, Rules):
        return tables
    # The file lists every simple rule, including defaults, for people who edit it by hand.
    plain = {
        name: getattr(record, name)
        for name in record.__struct_fields__
        if isinstance(getattr(record, name), (str, int))
    }
    return {**builtin(plain), **tables}


def _readme(rules: Rules, language: Language) -> str:
    return language.say(
        "# {body}: register of measures\n"
        "\n"
        "This git repository holds the measures of the body’s anti-corruption programme and their progress, "
        "period by period. It is written by prozvit; each commit is one change, with who made it, when "
        "and why.\n"
        "\n"
        "* `register.toml` – the rules, `units.toml` – the units, `officers.toml` – who may write;\n"
        "* `measures/<programme>/<measure>/measure.toml` – a measure, `…/2017-Q4.toml` – its progress for a "
        "period.\n"
        "\n"
        "To check it with git alone:\n"
        "\n"
        "    git fsck --strict                  the history is whole\n"
        "    git log                            who changed what, when and why\n"
        "    git log -p -- measures/2017/4      every change of one measure\n",
        body=rules.body,
    )
