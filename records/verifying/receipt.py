"""The receipt of a verification, which the auditor keeps and checks the next one against."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping  # noqa: TC003 - what is decoded is typed by it
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from records.disk.system import refusal_of
from records.errors import Misused

if TYPE_CHECKING:
    from datetime import datetime

    from records.verifying.verdict import Verdict


class Noted(msgspec.Struct, frozen=True):
    """What an auditor noted: the commit of main, and the report tags as reference name → object id."""

    head: str
    tags: Mapping[str, str] = msgspec.field(default_factory=dict)

    @classmethod
    def read(cls, named: str) -> Noted:
        """Read a receipt file, or take a revision as it is. Raises `Misused` if the file is no receipt."""
        if not Path(named).is_file():
            return cls(named)
        try:
            return msgspec.json.decode(Path(named).read_bytes(), type=cls)
        except msgspec.MsgspecError as error:
            raise Misused("{file} is no receipt of `prozvit verify --receipt`.", file=named) from error
        except OSError as error:
            why = refusal_of(error)
            raise Misused("{file} can’t be read: {problem}.", file=named, problem=why) from error


def receipt(verdict: Verdict, body: str, at: datetime, name: str) -> bytes:
    """Return the receipt of a verification made at a moment: one JSON document with a closing newline.

    `head` and `tags` are what to expect next time, `root` the root commit to trust; `name` is the file's own.
    """
    errors = sum(finding.severity == "error" for finding in verdict.findings)
    document = {
        "body": body,
        "root": verdict.root or None,
        "head": verdict.head,
        "tags": dict(verdict.tags),
        "commits": verdict.commits,
        "verified": at.isoformat(timespec="seconds"),
        "errors": errors,
        "warnings": len(verdict.findings) - errors,
        "next": f"prozvit verify --expect {shlex.quote(name)}",
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
