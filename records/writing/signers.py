"""The signing keys of an officer that are valid on a day, and the signer of a save (officers.toml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import NotSigned
from records.git.signing import find
from records.rules.continuity import counts

if TYPE_CHECKING:
    from datetime import date

    from records.git.signing import Signer
    from records.rules.permissions import Ground
    from records.values.model import Officer


def keys_of(officer: Officer | None, on: date) -> list[str]:
    """Return an officer's public keys that are valid on a day."""
    return [each.key for each in officer.keys if counts(each, on)] if officer is not None else []


def signer_of(ground: Ground, login: str, on: date) -> Signer | None:
    """Return the signer for a login on a day, None if no signature is required. Raises `NotSigned`."""
    if not ground.rules.require_signature:
        return None
    keys = keys_of(ground.officers.get(login), on)
    if not keys:
        raise NotSigned(
            "This register asks for signatures, and officers.toml has no key of yours ({login}) that counts "
            "today. Ask the administrator to enter it.",
            login=login,
        )
    return find(keys)
