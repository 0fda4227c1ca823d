"""What an auditor keeps of a verification, to hold the next one to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from records.verifying.verdict import Verdict


def receipt(verdict: Verdict, body: str, at: datetime) -> bytes:
    """Return what to note of a verification made at a moment, as one JSON document with a closing newline.

    `head` is what to expect next time, `root` what to trust.
    """
    errors = sum(finding.severity == "error" for finding in verdict.findings)
    document = {
        "body": body,
        "root": verdict.root or None,
        "head": verdict.head,
        "commits": verdict.commits,
        "verified": at.isoformat(timespec="seconds"),
        "errors": errors,
        "warnings": len(verdict.findings) - errors,
        "next": f"prozvit verify --expect {verdict.head}",
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
