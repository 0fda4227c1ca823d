"""The receipt of a verification, which the auditor keeps and checks the next one against."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from records.verifying.verdict import Verdict


def receipt(verdict: Verdict, body: str, at: datetime) -> bytes:
    """Return the receipt of a verification made at a moment: one JSON document with a closing newline.

    `head` is the commit to expect next time, `root` the root commit to trust.
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
