"""The entry point: parse the arguments, run the command, turn a failure into a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import click

from records.disk.system import refusal_of
from records.errors import Misused, ProzvitError
from tui.cli import streams
from tui.cli.framework import Program, Session, preset, speak, translated
from tui.cli.output import complain
from tui.terminal.waiting import wait_for_enter

if TYPE_CHECKING:
    from collections.abc import Sequence

_DONE, _REFUSED, _MISUSED, _INTERRUPTED = 0, 1, 2, 130
#: The number of new objects after which Python's garbage collector runs.
_OBJECTS = 50_000


class Prozvit(Program):
    """The program with all its commands."""

    lazy: ClassVar[dict[str, tuple[str, str]]] = {
        "init": ("founding", "make a register"),
        "import": ("importing", "import measures and their progress from a report"),
        "list": ("listing", "list the measures of a period"),
        "show": ("listing", "show one measure"),
        "add": ("editing", "add a measure"),
        "set": ("editing", "change a measure or its progress"),
        "retire": ("editing", "take a measure out of later reports"),
        "submit": ("reviewing", "submit the answers of measures"),
        "return": ("reviewing", "return submitted answers for rework"),
        "accept": ("reviewing", "accept submitted answers for the report"),
        "sync": ("syncing", "exchange changes with the other clones"),
        "resolve": ("settling", "settle what a merge left open"),
        "undo": ("undoing", "take one change back by a new one"),
        "commit": ("committing", "take in what was edited by hand in the folder"),
        "recover": ("recovering", "bring back what was written and not saved"),
        "unit": ("units", "list, add and change units"),
        "officer": ("officers", "list, add and change officers and their keys"),
        "config": ("ruling", "read and change the rules of the register"),
        "check": ("checking", "check the records for errors and doubts"),
        "verify": ("verifying", "check whether the history is true"),
        "history": ("tracing", "show who changed what, when and why"),
        "blame": ("blaming", "show who wrote what stands now"),
        "diff": ("comparing", "show what differs between periods or commits"),
        "compare": ("contrasting", "write what differs between two periods"),
        "due": ("reminding", "show what is missing, due or overdue"),
        "export": ("exporting", "write the report of a period"),
        "close": ("closing", "close a period and write its report"),
        "publish": ("closing", "record where a report was published"),
        "reopen": ("closing", "open a closed period again"),
        "hub": ("hub", "make a hub and let officers reach it"),
        "schema": ("checking", "print the JSON Schema of a file"),
        "demo": ("demonstrating", "make a sample register and open it"),
        "merge-driver": ("driving", "merge a record for git"),
        "doctor": ("diagnosing", "check the installation and suggest fixes"),
    }


@click.group(
    cls=Prozvit,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Measures of an anti-corruption programme and their report. Without a command: the screen.",
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Screen: borders of ASCII characters.")
@click.option("--mouse", is_flag=True, help="Screen: with the mouse.")
@click.version_option(package_name="prozvit", message="prozvit %(version)s")
@click.pass_context
def program(context: click.Context, *, ascii_only: bool, mouse: bool) -> None:
    """Open the full-screen program if no command is given."""
    session = context.ensure_object(Session)
    session.ascii, session.mouse = ascii_only, mouse
    if context.invoked_subcommand is None:
        from tui.cli.opening import open_screen

        context.exit(open_screen(session))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code: 0 done, 1 refused, 2 misused, 130 interrupted."""
    look_rarely_for_garbage()
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def look_rarely_for_garbage() -> None:
    """Make Python's garbage collector run less often.

    Reading allocates thousands of records at once, without reference cycles. At the usual frequency the
    collector takes a tenth of the time of an export, and a quarter with ten thousand measures.
    """
    gc.set_threshold(_OBJECTS, 50, 50)


def run(arguments: list[str]) -> int:
    """Run the program; return its exit code."""
    streams.prepare()
    session = Session()
    preset(session, arguments)
    try:
        speak(session.language)
        return _answered(session, arguments)
    finally:
        session.close()


def _answered(session: Session, arguments: list[str]) -> int:
    code = _answer(session, arguments)
    if session.saved and not session.more and code == _REFUSED:
        # Only a read after the save failed: with exit code 1 a script would save the change again.
        code = _DONE
    if code == _REFUSED and session.on_screen:
        # Wait for Enter: PuTTY's window closes with the program, and the message with it.
        wait_for_enter([], session.say("Press Enter to leave."))
    if session.saved:
        from tui.cli.sending import send

        send(session)
    return code


def _answer(session: Session, arguments: list[str]) -> int:  # noqa: PLR0911 - one return per outcome
    try:
        spoken = translated(program, session.language)
        result = spoken.main(arguments, prog_name="prozvit", standalone_mode=False, obj=session)
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
    except ProzvitError as error:
        complain(error.message().render(session.language))
        for line in getattr(error, "__notes__", ()):
            # The notes (such as what became of the typed values) follow the error's own message.
            complain(line)
        return _MISUSED if isinstance(error, Misused) else _REFUSED
    except OSError as error:
        return _system_refused(session, error)
    except Exception:  # noqa: BLE001 - the last chance to keep a traceback from the user
        return _unforeseen(session)


def _misused(error: click.UsageError) -> int:
    if error.ctx is not None:
        complain(error.ctx.get_usage())
    complain(error.format_message())
    return _MISUSED


def _unforeseen(session: Session) -> int:
    import tempfile
    import traceback

    if os.environ.get("PROZVIT_DEBUG"):
        traceback.print_exc()
        return _REFUSED
    now = datetime.now().astimezone()
    details = Path(tempfile.gettempdir(), f"prozvit-{os.getuid()}-{now:%Y%m%d-%H%M%S}.txt")
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


def _system_refused(session: Session, error: OSError) -> int:
    if os.environ.get("PROZVIT_DEBUG"):
        import traceback

        traceback.print_exc()
    try:
        sys.stdout.flush()
    except OSError:
        # A full disk: discard what is left in the buffer, or the flush at exit would fail again.
        streams.discard_output()
    complain(
        session.say(
            "The system refused: {problem} ({path}).",
            problem=refusal_of(error),
            path=error.filename or session.say("the output"),
        )
    )
    return _REFUSED
