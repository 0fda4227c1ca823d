"""The state of a user's last verification of a register, stored outside the repository in their own folder.

There is one small file for each register folder. It applies only to the same register and the same root of
trust. If the history no longer contains the verified head, that is a finding, and the file is not changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from records.disk.durable import write_file
from records.files.plain import plain, restored
from records.rules.findings import Code, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.verifying.trust import Trust

_FORMAT = 2


class State(Struct, frozen=True):
    """The result of judging the history up to `head`, which `commits` commits lead to.

    `signed` counts the commits with a good signature. `tags` maps each correct report tag to its object id,
    `closings` each reference that a closing should have set to the commit of that closing.
    """

    root: str
    head: str
    commits: int
    signed: int
    findings: tuple[Finding, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    closings: Mapping[str, str] = field(default_factory=dict)


def state_file(register: Path) -> Path:
    """Return the path of the state file for the register in a folder."""
    home = os.environ.get("XDG_STATE_HOME", "")
    # The XDG Base Directory Specification says that a relative path is to be ignored.
    folder = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "state"
    name = hashlib.sha256(os.fsencode(register.resolve())).hexdigest()
    return folder / "prozvit" / "verified" / f"{name[:32]}.json"


def read_state(file: Path, trust: Trust) -> State | None:
    """Return the stored state; None if there is none for this root of trust or it can't be read."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["format"] != _FORMAT or document["trust"] != _digest(trust):
            return None
        return State(
            root=str(document["root"]),
            head=str(document["head"]),
            commits=int(document["commits"]),
            signed=int(document["signed"]),
            findings=tuple(_finding(each) for each in document["findings"]),
            tags=dict(document["tags"]),
            closings=dict(document["closings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_state(file: Path, state: State, trust: Trust) -> None:
    """Store a state atomically. Raises `OSError`."""
    document = {
        "format": _FORMAT,
        "trust": _digest(trust),
        "root": state.root,
        "head": state.head,
        "commits": state.commits,
        "signed": state.signed,
        "findings": [_document(each) for each in state.findings],
        "tags": dict(state.tags),
        "closings": dict(state.closings),
    }
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(file, json.dumps(document, ensure_ascii=False).encode(), mode=0o600)


def _digest(trust: Trust) -> str:
    return hashlib.sha256(repr(trust).encode()).hexdigest()


def _document(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": plain(finding.message),
        "commit": finding.commit,
        "path": finding.path,
        "key": finding.key,
        "optional": finding.optional,
    }


def _finding(document: dict[str, Any]) -> Finding:
    return Finding(
        Code(document["code"]),
        restored(document["message"]),
        str(document["commit"]),
        str(document["path"]),
        str(document["key"]),
        bool(document["optional"]),
    )
