"""The officers of one commit, looked up by what a commit shows of a person: an address or a key."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from records.git.signatures import bare_key
from records.rules.continuity import counts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from records.values.model import Officer, SigningKey


class Staff:
    """An index of officers by login, e-mail address and key."""

    def __init__(self, officers: Mapping[str, Officer]) -> None:
        self.officers = officers
        self._addresses = {officer.email: login for login, officer in officers.items() if officer.email}
        self._keys: defaultdict[str, list[tuple[str, SigningKey]]] = defaultdict(list)
        for login, officer in officers.items():
            for key in officer.keys:
                self._keys[bare_key(key.key)].append((login, key))

    def login(self, address: str) -> str | None:
        """Return the login of the officer with this address, None if there is none.

        An officer without an e-mail has the address login@host.
        """
        if address in self._addresses:
            return self._addresses[address]
        login = address.partition("@")[0]
        officer = self.officers.get(login)
        return login if officer is not None and not officer.email else None

    def holders(self, key: str) -> list[str]:
        """Return the logins of the officers who have or had this key."""
        return [login for login, _ in self._keys.get(key, ())]

    def counted(self, key: str, on: date) -> list[str]:
        """Return the logins of the officers whose key it was on a day."""
        return [login for login, signing in self._keys.get(key, ()) if counts(signing, on)]
