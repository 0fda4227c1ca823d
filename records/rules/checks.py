"""The checks that judge one record alone, without the rest of the register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.git.signatures import bare_key
from records.language import Message
from records.rules.keys import key_fault
from records.rules.problems import Problem, Sheet, quoted
from records.rules.value_checks import (
    check_dates,
    check_email,
    check_texts,
    check_url,
    check_zone,
    is_time_zone,
)
from records.values.layout import kind_of
from records.values.model import Evidence, Measure, Officers, PeriodRecord, Progress, Record, Rules, Units
from records.values.numbers import clean_number
from records.values.statuses import PERCENTS, percent_range

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOGIN = re.compile(r"[^\s/:=\[\]<>]{1,64}")
#: Characters that git does not allow in an author's name.
_UNFIT_NAME = re.compile(r"[<>\n]")


def problems_alone(path: str, record: Record) -> list[Problem]:
    """Return what is wrong with a record alone, whatever else the register holds."""
    sheet = Sheet(path)
    check_texts(sheet, record)
    match record:
        case Measure():
            _check_measure(sheet, record)
        case Progress():
            _check_progress(sheet, record)
        case Units():
            for identity, unit in record.units.items():
                check_email(sheet, f"units.{identity}.email", unit.email)
        case Officers():
            _check_officers(sheet, record)
        case Rules():
            _check_rules(sheet, record)
        case PeriodRecord():
            _check_period(sheet, record)
    return sheet.problems


def check_agreement(sheet: Sheet, progress: Progress, measure: Measure) -> None:
    """Check a progress's percent against its status and the measure's deadline (table of Order 134/23)."""
    if progress.percent not in PERCENTS:
        # A percent outside 0–100 is reported by the check of the progress alone.
        return
    allowed = percent_range(progress.status, measure.deadline)
    if progress.percent in allowed:
        return
    sheet.error(
        "percent",
        progress.percent,
        Message(
            "{percent} % does not agree with the status “{status}”, which takes {allowed} %. "
            "Change the percent or the status.",
            percent=progress.percent,
            status=progress.status,
            allowed=f"{allowed[0]}–{allowed[-1]}" if len(allowed) > 1 else allowed[0],
        ),
    )


def _check_measure(sheet: Sheet, measure: Measure) -> None:
    number = clean_number(measure.number)
    if not number:
        sheet.error("number", measure.number, Message("The measure has no number. Write one."))
    elif number != measure.number:
        sheet.error(
            "number",
            measure.number,
            Message("A number has no closing dot and no blanks around it. Write “{number}”.", number=number),
        )
    if not measure.title.strip():
        sheet.error("title", measure.title, Message("The title is empty. Write what the measure is."))
    if not measure.responsible:
        sheet.warn("responsible", "", Message("No unit is responsible. Name the unit that leads."))
    _check_units(sheet, "responsible", measure.responsible)
    check_dates(sheet, "deadline.", ("from", measure.deadline.from_), ("until", measure.deadline.until))


def _check_units(sheet: Sheet, key: str, units: Sequence[str]) -> None:
    for place, unit in enumerate(units):
        if unit in units[:place]:
            told = Message("The unit “{unit}” is named twice. Name it once.", unit=unit)
            sheet.warn(f"{key}.{place}", unit, told)


def _check_progress(sheet: Sheet, progress: Progress) -> None:
    if progress.percent is not None and progress.percent not in PERCENTS:
        sheet.error(
            "percent",
            progress.percent,
            Message("{percent} is no percent. Write a whole number from 0 to 100.", percent=progress.percent),
        )
    check_dates(sheet, "", ("completed", progress.completed))
    for place, evidence in enumerate(progress.evidence):
        _check_evidence(sheet, f"evidence.{place}", evidence)
    if progress.review is not None:
        check_zone(sheet, "review.at", progress.review.at)


def _check_evidence(sheet: Sheet, key: str, evidence: Evidence) -> None:
    if not (evidence.title.strip() or evidence.ref.strip() or evidence.url.strip()):
        sheet.error(
            key,
            "",
            Message("The document has no title, reference or address. Fill one in, or remove the document."),
        )
    check_url(sheet, f"{key}.url", evidence.url)


def _check_officers(sheet: Sheet, officers: Officers) -> None:
    addresses: dict[str, str] = {}
    keys: dict[str, str] = {}
    for login, officer in officers.officers.items():
        at = f"officers.{login}"
        if _LOGIN.fullmatch(login) is None:
            sheet.error(at, login, Message("“{login}” is no login. Write the account’s name.", login=login))
        _check_name(sheet, f"{at}.name", officer.name)
        check_email(sheet, f"{at}.email", officer.email)
        address = officer.email.lower()
        if address and addresses.setdefault(address, login) != login:
            sheet.error(
                f"{at}.email",
                officer.email,
                Message(
                    "{email} is also the address of {login}. Give each officer their own.",
                    email=officer.email,
                    login=addresses[address],
                ),
            )
        _check_units(sheet, f"{at}.units", officer.units)
        check_dates(sheet, f"{at}.", ("from", officer.from_), ("until", officer.until))
        for place, signing in enumerate(officer.keys):
            _check_key(sheet, f"{at}.keys.{place}", signing.key)
            check_dates(sheet, f"{at}.keys.{place}.", ("from", signing.from_), ("until", signing.until))
            material = bare_key(signing.key)
            if (bearer := keys.setdefault(material, f"{login} {place}")) != f"{login} {place}":
                _key_taken(sheet, f"{at}.keys.{place}.key", signing.key, bearer.rpartition(" ")[0], login)


def _check_name(sheet: Sheet, key: str, name: str) -> None:
    if name and (_UNFIT_NAME.search(name) or not any(map(str.isalpha, name))):
        sheet.error(
            key,
            name,
            Message(
                "“{name}” can’t stand in a commit as a name. Write it in letters, without < and >.", name=name
            ),
        )


def _check_key(sheet: Sheet, key: str, value: str) -> None:
    if (fault := key_fault(value)) is not None:
        sheet.error(f"{key}.key", value, fault)


def _key_taken(sheet: Sheet, key: str, value: str, bearer: str, login: str) -> None:
    if bearer == login:
        message = Message("{login} has this key already. It stands in officers.toml once.", login=login)
    else:
        message = Message("{login} signs with this key too. Give each officer their own.", login=bearer)
    sheet.error(key, value, message)


def _check_rules(sheet: Sheet, rules: Rules) -> None:
    if not is_time_zone(rules.timezone):
        sheet.error(
            "timezone",
            rules.timezone,
            Message("There is no time zone “{zone}”. Write it as Europe/Kyiv.", zone=quoted(rules.timezone)),
        )
    if rules.units_by_day > rules.submit_by_day:
        sheet.warn(
            "units_by_day",
            rules.units_by_day,
            Message(
                "The units’ day ({units}) is after the register’s ({register}). Make it the earlier one.",
                units=rules.units_by_day,
                register=rules.submit_by_day,
            ),
        )
    columns = rules.report.columns
    if not columns or len(set(columns)) < len(columns):
        sheet.error(
            "report.columns",
            columns,
            Message("The report’s columns are missing or repeated. Name each column once, at least one."),
        )
    check_email(sheet, "contact.email", rules.contact.email)
    _check_programmes(sheet, rules)


def _check_programmes(sheet: Sheet, rules: Rules) -> None:
    if not rules.programmes:
        sheet.error("programmes", "", Message("The register has no programme. Add one with its years."))
    known: set[str] = set()
    for place, programme in enumerate(rules.programmes):
        key = f"programmes.{place}"
        if programme.id in known:
            sheet.error(
                f"{key}.id",
                programme.id,
                Message("Two programmes have the id “{id}”. Give one of them another.", id=programme.id),
            )
        known.add(programme.id)
        check_dates(sheet, f"{key}.", ("from", programme.from_), ("to", programme.until))
        check_url(sheet, f"{key}.url", programme.url)


def _check_period(sheet: Sheet, period: PeriodRecord) -> None:
    check_zone(sheet, "at", period.at)
    for path in period.records:
        if kind_of(path) is None:
            unknown = Message("“{name}” is no file of a register. Remove it.", name=path)
            sheet.error(f"records.{path}", path, unknown)
    if period.publication is not None:
        check_url(sheet, "publication.url", period.publication.url)
        publication = period.publication
        check_dates(sheet, "publication.", ("date", publication.on), ("updated", publication.updated))
    if period.approval is not None:
        check_dates(sheet, "approval.", ("date", period.approval.on))
    for place, attachment in enumerate(period.attachments):
        if not attachment.name.strip(". ") or set(attachment.name) & {"/", "\\"}:
            sheet.error(
                f"attachments.{place}.name",
                attachment.name,
                Message("“{name}” is no file name. Write it without folders.", name=attachment.name),
            )
