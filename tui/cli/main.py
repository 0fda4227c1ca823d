"""The program's way in: read the arguments, run the command, turn what went wrong into a line and a code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.errors import Misused, ProzvitError
from tui.cli.framework import Program, Session, preset, speak
from tui.cli.output import complain

if TYPE_CHECKING:
    from collections.abc import Sequence

_DONE, _REFUSED, _MISUSED, _INTERRUPTED = 0, 1, 2, 130


class Prozvit(Program):
    """All commands."""

    lazy = {  # noqa: RUF012 - as the class above declares it
        "init": ("founding", "make a register"),
        "import": ("importing", "take measures and answers from a report"),
        "list": ("listing", "list the measures of a period"),
        "show": ("listing", "show one measure"),
        "add": ("editing", "add a measure"),
        "set": ("editing", "change a measure or its progress"),
        "retire": ("editing", "take a measure out of later reports"),
        "check": ("checking", "check the records for errors and doubts"),
        "history": ("tracing", "show who changed what, when and why"),
        "export": ("exporting", "write the report of a period"),
        "schema": ("checking", "print the JSON Schema of a file"),
        "demo": ("demonstrating", "make a sample register and open it"),
        "doctor": ("diagnosing", "look whether everything is in order"),
    }


@click.group(
    cls=Prozvit,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Measures of an anti-corruption programme and their report. Without a command: the screen.",
)
@click.version_option(package_name="prozvit", message="prozvit %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Open the screen where no command is given."""
    if context.invoked_subcommand is None:
        from tui.cli.opening import open_screen  # noqa: PLC0415 - only this needs Textual

        context.exit(open_screen(context.ensure_object(Session)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code: 0, 1 refused, 2 misused, 130 interrupted."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:  # noqa: PLR0911 - one return an outcome
    """Run the program; return its exit code."""
    session = Session()
    preset(session, arguments)
    _as_utf8()
    try:
        speak(session.language)
        result = program.main(arguments, prog_name="prozvit", standalone_mode=False, obj=session)
        sys.stdout.flush()
        return result if isinstance(result, int) else _DONE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        return _misused(error)
    except click.ClickException as error:
        complain(error.format_message())
        return _REFUSED
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has what it wanted; the rest goes nowhere, also when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except ProzvitError as error:
        complain(error.message().render(session.language))
        return _MISUSED if isinstance(error, Misused) else _REFUSED
    except Exception:  # noqa: BLE001 - the last place where a traceback can be kept from a user
        return _unforeseen(session)
    finally:
        session.close()


def _misused(error: click.UsageError) -> int:
    if error.ctx is not None:
        complain(error.ctx.get_usage())
    complain(error.format_message())
    return _MISUSED


def _unforeseen(session: Session) -> int:
    if os.environ.get("PROZVIT_DEBUG"):
        traceback.print_exc()
        return _REFUSED
    details = Path(tempfile.gettempdir(), f"prozvit-{os.getuid()}-{datetime.now():%Y%m%d-%H%M%S}.txt")  # noqa: DTZ005
    kind, error, _ = sys.exc_info()
    try:
        descriptor = os.open(details, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        where = str(details)
    except OSError:
        where = ""
    complain(
        session.say(
            "Something unforeseen happened ({problem}). Details: {details}. Please pass them on to the "
            "administrator.",
            problem=f"{kind.__name__ if kind else ''}: {error}",
            details=where,
        )
    )
    return _REFUSED


def _as_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another locale must show question marks rather than end the program.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
