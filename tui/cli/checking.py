"""`check` and `schema`: whether the records are valid, and the JSON Schemas that they follow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from records.rules import checking
from records.values import schemas
from tui.cli.framework import Command, Session
from tui.cli.options import with_json
from tui.cli.output import note, tell, tell_json
from tui.cli.settling import note_proposals

if TYPE_CHECKING:
    from records.language import Language
    from records.rules.problems import Problem


@click.command("check", cls=Command, help="Check the register's files as they stand in the folder.")
@with_json
@click.pass_obj
def check_command(session: Session, *, as_json: bool) -> int:
    """Print the errors and warnings; return exit code 1 if there is an error, else 0."""
    problems = checking.problems(session.register)
    errors = sum(problem.is_error for problem in problems)
    if as_json:
        findings = [_document(problem, session.language) for problem in problems]
        tell_json({"commit": session.register.head(), "ok": not errors, "findings": findings})
    else:
        for problem in problems:
            mark = session.say("error") if problem.is_error else session.say("warning")
            tell(f"{mark}: {_line(problem, session.language)}")
        note(_summary(errors, len(problems) - errors, session.language))
    note_proposals(session)
    return 1 if errors else 0


@click.command("schema", cls=Command, help="Print the JSON Schema of a kind of file, or of all.")
@click.argument("kind", required=False, type=click.Choice(schemas.names()))
def schema_command(kind: str | None) -> None:
    """Print the schema of one kind of file, or an object of all schemas by kind."""
    found = schemas.schema(kind) if kind else {name: schemas.schema(name) for name in schemas.names()}
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _line(problem: Problem, language: Language) -> str:
    # The message about an unreadable file already names the file.
    if not problem.key and problem.path in problem.message.render(language):
        return problem.message.render(language)
    return problem.in_full().render(language)


def _document(problem: Problem, language: Language) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "path": problem.path,
        "key": problem.key or None,
        "message": problem.message.render(language),
    }


def _summary(errors: int, warnings: int, language: Language) -> str:
    counted_errors = language.count("{n} error", "{n} errors", n=errors)
    counted_warnings = language.count("{n} warning", "{n} warnings", n=warnings)
    return f"{counted_errors}, {counted_warnings}"
