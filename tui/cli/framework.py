"""What all commands share: session, common options, translated help, commands imported when called."""

from __future__ import annotations

import gettext
import os
from copy import copy
from datetime import date
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import click

from records.disk.specials import read_plain
from records.errors import ProzvitError
from records.files.documents import read_document
from records.language import DOMAIN, LANGUAGES, LOCALE, UKRAINIAN, Language
from records.register import Register
from records.values.layout import REGISTER
from records.values.periods import Period
from tui.cli.output import QUIET, notices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Session:
    """One call of the program: its options, register and language; the latter two are found on first use."""

    def __init__(self) -> None:
        self.folder: str | None = None
        #: All registers named, for a command that takes several.
        self.folders: tuple[str, ...] = ()
        self.chosen: str | None = None
        self.ascii = False
        self.mouse = False
        #: Whether the full-screen program was opened; its window may close when the call ends.
        self.on_screen = False
        #: Whether a change was saved; if so, a later failure does not make the call a failed one.
        self.saved = False
        #: Whether something is still to be saved; if so, a failure counts whatever was saved before.
        self.more = False
        self._register: Register | None = None

    @property
    def register(self) -> Register:
        """The named register, else the nearest one upward, opened once. Raises `NoRegister`."""
        if self._register is None:
            self._register = Register.open(self.found())
            notices(self._register.notices, self.language)
        return self._register

    @cached_property
    def language(self) -> Language:
        """The language of --lang or PROZVIT_LANG, else the register's, else Ukrainian."""
        chosen = self.chosen or os.environ.get("PROZVIT_LANG", "")
        if chosen not in LANGUAGES:
            chosen = self._register_language()
        return Language(chosen) if chosen in LANGUAGES else UKRAINIAN

    def say(self, template: str, /, **values: object) -> str:
        """Return a text in the session's language."""
        return self.language.say(template, **values)

    def close(self) -> None:
        """Close the register if it was opened."""
        if self._register is not None:
            self._register.close()

    @property
    def named(self) -> Path | None:
        """The register's folder from --register or PROZVIT_REGISTER, or None."""
        named = self.folder or os.environ.get("PROZVIT_REGISTER")
        return Path(named) if named else None

    def found(self) -> Path:
        """Return the named folder, else the nearest register upward; raise `NoRegister` if there is none."""
        return self.named or Register.find(Path.cwd())

    def _register_language(self) -> str:
        # Read the file alone, so that errors about a register that can't be opened are in its language too.
        try:
            file = self.found() / REGISTER
            return str(read_document(read_plain(file), REGISTER).get("language", ""))
        except (ProzvitError, OSError):
            return ""


class PeriodType(click.ParamType[Period]):
    """A reporting period, as a person or a script writes it."""

    name = "period"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Period:
        """Return the period."""
        return value if isinstance(value, Period) else Period.parse(value)


class DayType(click.ParamType[date]):
    """A day, as 2017-12-31 or 31.12.2017."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> date:
        """Return the day."""
        from tui.cli.values import read_day

        return value if isinstance(value, date) else read_day(value, param.opts[0] if param else "")


PERIOD = PeriodType()
DAY = DayType()


def _choose(name: str) -> Any:
    def callback(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            setattr(context.ensure_object(Session), name, value)

    return callback


def by_commas(names: str | None) -> list[str]:
    """Return the names in a comma-separated option, without blanks; [] for None."""
    return [name for each in (names or "").split(",") if (name := each.strip())]


def _hush(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    context.meta[QUIET] = value


def _choose_several(context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> None:
    if value:
        session = context.ensure_object(Session)
        session.folder, session.folders = value[-1], value


def explained(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --reason and --basis to a command."""
    reason = click.option("--reason", metavar="TEXT", default="", help="Why: it stands in the history.")
    basis = click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
    return reason(basis(command))


def _common_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--register"],
            metavar="DIR",
            callback=_choose("folder"),
            expose_value=False,
            help="The register's folder; else PROZVIT_REGISTER, else the nearest one upward.",
        ),
        click.Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            callback=_choose("chosen"),
            is_eager=True,
            expose_value=False,
            help="The language: uk or en; else PROZVIT_LANG, else the register's.",
        ),
    ]


class Command(click.Command):
    """A command with the options --register, --lang and --quiet."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        quiet = click.Option(
            ["--quiet"],
            is_flag=True,
            callback=_hush,
            expose_value=False,
            help="Print results only: no progress, no notes.",
        )
        self.params = [*self.params, quiet, *_common_options()]


class SeveralRegisters(Command):
    """A command with a repeatable `--register`; the folders go to the session's `folders`."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        several = click.Option(
            ["--register"],
            metavar="DIR",
            multiple=True,
            callback=_choose_several,
            expose_value=False,
            help="The register's folder; more than once: all of them in one report.",
        )
        self.params = [several if each.name == "register" else each for each in self.params]


class Group(click.Group):
    """Commands under one word (`officer add`); each also takes --register and --lang."""

    command_class = Command
    #: To click, `type` means that a group within a group has the same class.
    group_class = type

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.params = [*self.params, *_common_options()]

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of their definition."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command with its help in the session's language, or None."""
        command = super().get_command(ctx, name)
        return command and translated(command, ctx.ensure_object(Session).language)


class Program(Group):
    """The program's commands by name; each command's module is imported when the command is called."""

    #: Name → (module, help text), in the order of the help.
    lazy: ClassVar[dict[str, tuple[str, str]]] = {}

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command with its help in the session's language, or None."""
        if name not in self.lazy:
            return None
        module = import_module(f"tui.cli.{self.lazy[name][0]}")
        command = getattr(module, f"{name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)
        return translated(command, ctx.ensure_object(Session).language)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing their modules."""
        language = ctx.ensure_object(Session).language
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(
                [(name, language.translate(help_text)) for name, (_, help_text) in self.lazy.items()]
            )


_Spoken = TypeVar("_Spoken", bound=click.Command)


def translated(command: _Spoken, language: Language) -> _Spoken:
    """Return a copy of a command with its help in the given language."""
    spoken = copy(command)
    spoken.help = command.help and language.translate(command.help)
    spoken.options_metavar = command.options_metavar and language.translate(command.options_metavar)
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = language.translate(spoken.subcommand_metavar)
    spoken.params = [copy(parameter) for parameter in command.params]
    for parameter in spoken.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = language.translate(parameter.help)
    return spoken


def preset(session: Session, arguments: Sequence[str]) -> None:
    """Set the session's language and register from the arguments before click parses them.

    Otherwise an error in an argument before `--lang en` would be reported in another language.
    """
    pairs = [argument.split("=", 1) for argument in arguments if argument.startswith("--")]
    named = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004 - a name and a value
    named |= {name: value for name, value in pairwise(arguments) if "=" not in name}
    session.folder = named.get("--register")
    session.chosen = named.get("--lang") if named.get("--lang") in LANGUAGES else None


def speak(language: Language) -> None:
    """Make click's own messages use the language; click looks them up in gettext's default domain."""
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language.code
