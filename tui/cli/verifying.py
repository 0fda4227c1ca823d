"""`verify`: whether the history is genuine, what that proves and what it leaves open."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.errors import InvalidDocument, Misused, NoRegister
from tui.cli.framework import Command, Session
from tui.cli.options import with_json
from tui.cli.output import note, tell, tell_folded, tell_json
from tui.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.language import Language, Message
    from records.rules.findings import Finding
    from records.verifying import Verdict


@click.command("verify", cls=Command, help="Check the whole history: signatures, rights, dates, messages.")
@click.option("--since", metavar="REV", help="Only commits after this one.")
@click.option(
    "--expect",
    metavar="REV",
    help="The commit that you noted last time, or your receipt: all of it must still be there.",
)
@click.option(
    "--trust", metavar="FILE", help="Your own root of trust: allowed_signers, or the first commit's id."
)
@click.option("--receipt", metavar="FILE", help="Write what to expect next time into a file.")
@click.option("--full", is_flag=True, help="Everything again, also what was verified before.")
@with_json
@click.pass_obj
def verify_command(
    session: Session,
    since: str | None,
    expect: str | None,
    trust: str | None,
    receipt: str | None,
    *,
    full: bool,
    as_json: bool,
) -> int:
    """Print the findings and what they prove; return exit code 1 if there is an error, else 0."""
    from records.verifying import Trust, verify
    from records.verifying.receipt import Noted

    trusted = Trust.read(trust) if trust is not None else None
    noted = Noted.read(expect) if expect is not None else None
    kept = _outside(session, receipt) if receipt is not None else None
    register, judged = session.register, session.say("Commits judged")
    with Progress() as progress:
        verdict = verify(
            register,
            since=since,
            expect=noted.head if noted is not None else None,
            tags=noted.tags if noted is not None else None,
            trust=trusted,
            full=full,
            progress=partial(progress, judged),
        )
    if as_json:
        tell_json(_document(verdict, session.language))
    else:
        _tell(verdict, session.language)
    if kept is not None:
        _keep(session, verdict, kept)
    return 0 if verdict.ok else 1


def finding_line(finding: Finding, language: Language) -> str:
    """Return a finding as one line: severity, code, place and message."""
    mark = language.say("error") if finding.severity == "error" else language.say("warning")
    where = " ".join(filter(None, (finding.commit[:10], finding.path, finding.key)))
    return f"{mark} {finding.code}: {where + ': ' if where else ''}{finding.message.render(language)}"


def _tell(verdict: Verdict, language: Language) -> None:
    for finding in verdict.findings:
        tell_folded(finding_line(finding, language))
    errors = sum(finding.severity == "error" for finding in verdict.findings)
    counted = [
        language.count("{n} commit", "{n} commits", n=verdict.commits),
        language.count("{n} judged now", "{n} judged now", n=verdict.checked),
        language.count("{n} error", "{n} errors", n=errors),
        language.count("{n} warning", "{n} warnings", n=len(verdict.findings) - errors),
    ]
    tell_folded(language.say("Commit {commit}: {counted}.", commit=verdict.head, counted=", ".join(counted)))
    _list(language.say("Proved:"), verdict.proved, language)
    _list(language.say("Not proved:"), verdict.not_proved, language)


def _list(heading: str, claims: Sequence[Message], language: Language) -> None:
    if claims:
        tell()
        tell(heading)
    for claim in claims:
        tell_folded(claim.render(language), "  • ")


def _document(verdict: Verdict, language: Language) -> dict[str, object]:
    return {
        "head": verdict.head,
        "commits": verdict.commits,
        "checked": verdict.checked,
        "ok": verdict.ok,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "commit": finding.commit or None,
                "path": finding.path or None,
                "key": finding.key or None,
                "message": finding.message.render(language),
            }
            for finding in verdict.findings
        ],
    }


def _outside(session: Session, receipt: str) -> Path:
    """Return the path for a receipt; raise `Misused` if it is in the register or its folder doesn't exist."""
    file = Path(receipt).absolute()
    if file.resolve().is_relative_to(session.register.path.resolve()):
        raise Misused("{file} lies in the register itself: name a file outside of it.", file=file)
    if not file.parent.is_dir():
        raise Misused("There is no folder {folder}.", folder=file.parent)
    return file


def _keep(session: Session, verdict: Verdict, file: Path) -> None:
    from records.disk.durable import write_file
    from records.verifying.receipt import receipt

    try:
        body = session.register.rules().body
    except (InvalidDocument, NoRegister):
        body = ""
    write_file(file, receipt(verdict, body, datetime.now(UTC), file.name))
    note(session.say("What to expect next time is in {file}.", file=file))
