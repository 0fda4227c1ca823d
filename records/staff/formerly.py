"""Former e-mail addresses of officers, which must not be reused: the history identifies people by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.files.reading import read_file
from records.language import Message
from records.rules.problems import Problem, Sheet
from records.values.layout import OFFICERS
from records.values.model import Officers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.git.archive import Archive
    from records.values.model import Officer


def addresses_given_away(
    repository: Archive, head: str, before: Mapping[str, Officer], after: Mapping[str, Officer]
) -> list[Problem]:
    """Return a problem for each new address that another officer had in any version up to `head`."""
    new = {
        login: officer
        for login, officer in after.items()
        if officer.email and (login not in before or before[login].email != officer.email)
    }
    sheet = Sheet(OFFICERS)
    bearers = _bearers(repository, head) if new else {}
    for login, officer in new.items():
        others = bearers.get(officer.email.lower(), {}).keys() - {login}
        if others:
            bearer = min(others)
            message = Message(
                "{email} was the address of {officer}, and the history tells by it who wrote. Give each "
                "officer an address of their own.",
                email=officer.email,
                officer=bearers[officer.email.lower()][bearer] or bearer,
            )
            sheet.error(f"officers.{login}.email", officer.email, message)
    return sheet.problems


def _bearers(repository: Archive, head: str) -> dict[str, dict[str, str]]:
    """Return everyone who ever had each address, as logins with names."""
    found: dict[str, dict[str, str]] = {}
    for commit, _ in repository.log(head, [OFFICERS]):
        data = repository.file(commit.id, OFFICERS)
        record = read_file(OFFICERS, data).record if data is not None else None
        # An unreadable version gave nobody any rights.
        for login, officer in record.officers.items() if isinstance(record, Officers) else ():
            found.setdefault(officer.email.lower(), {}).setdefault(login, officer.name)
    return found
