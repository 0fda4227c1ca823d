"""`hub`: the repository that the officers' clones share, its logins, and its check of each push."""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from records.disk.system import refusal_of
from records.errors import Misused, NoRegister, NotAllowed, NotSaved, ProzvitError
from records.git.archive import MAIN
from records.git.bare import Bare, serve
from records.git.commits import NOTHING
from records.hub.service import PUSHER, language_of, protocol, service_asked
from records.language import UKRAINIAN
from records.values.model import Role
from tui.cli.framework import Group, Session, explained
from tui.cli.output import complain, note, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.rules.findings import Finding

#: The most findings printed for a push; a push with more is wrong altogether.
_MOST = 20


def naming_hub(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --hub to a command."""
    return click.option("--hub", "place", metavar="DIR", envvar="PROZVIT_HUB", help="The hub's folder.")(
        command
    )


@click.group("hub", cls=Group, help="Make a hub and let officers reach it.")
def hub_command() -> None:
    """Group the commands for hubs."""


@hub_command.command(
    "init", help="Make a bare repository that refuses rewritten or invalid history, or mend one."
)
@click.argument("folder", metavar="DIR")
@click.option("--from", "source", metavar="REGISTER", help="Begin with the history of this register.")
@click.pass_obj
def init_hub(session: Session, folder: str, source: str | None) -> None:
    """Make a hub and print the next step; in an existing hub, renew the settings and the hook."""
    from records.hub.settings import is_hub, make, renew

    if source is None and is_hub(Path(folder)):
        renew(Path(folder))
        tell(session.say("Settings and hook written anew: {folder}", folder=Path(folder).absolute()))
        return
    head = _verified(session, Path(source)) if source is not None else ""
    make(Path(folder), Path(source) if source is not None else None, head)
    tell(session.say("Hub made: {folder}", folder=Path(folder).absolute()))
    note(session.say("Let officers in by their keys: prozvit hub user add."))


@hub_command.group("user", help="Let officers reach the hub.")
def user_group() -> None:
    """Group the commands for logins."""


@user_group.command(
    "add", help="Let a key reach the hub as LOGIN; with --unit or --role, enter the officer too."
)
@click.argument("login")
@click.option("--key", "key_file", metavar="FILE", required=True, help="The officer's public SSH key.")
@click.option("--unit", "units", metavar="U", multiple=True, help="A unit's id or name; may be repeated.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="The role; else officer.")
@click.option("--name", metavar="TEXT", help="Name and SURNAME, as commits name the officer; else the login.")
@click.option("--email", metavar="TEXT", help="The officer's own e-mail address.")
@click.option(
    "--authorized-keys", "file", metavar="FILE", help="Where the line goes; else to the hub's owner."
)
@naming_hub
@explained
@click.pass_obj
def add_user(
    session: Session,
    login: str,
    key_file: str,
    units: tuple[str, ...],
    role: str | None,
    name: str | None,
    email: str | None,
    file: str | None,
    place: str | None,
    reason: str,
    basis: str,
) -> None:
    """Add the officer to the register if --unit or --role is given, and write the key's login line."""
    from records.hub.logins import add_login, authorized_keys, login_line
    from records.rules.keys import read_key

    hub, key = _named(place), read_key(Path(key_file))
    # Refuse an invalid login line before the officer is saved. A PermissionError here is no error yet: only
    # the hub's own account may read the hub.
    login_line(login, key, hub)
    with suppress(PermissionError):
        _hub(place)
    if units or role is not None:
        values = {"name": name or login, "email": email, "role": role or Role.OFFICER.value}
        _enter(session, login, key, units, values, reason, basis)
    entered = bool(units or role)
    try:
        _check_known(_hub(place), login, entered=entered)
        where = Path(file) if file is not None else authorized_keys(hub)
        is_new = add_login(where, login, key, hub)
    except OSError as error:
        if entered and isinstance(error, PermissionError):
            # This account can do no more; the note below says how the hub's account finishes.
            told = session.say(
                "{login} is entered. Next: `prozvit sync`, then as the hub’s own account, without --unit and "
                "--role, the same command: it alone may write the login line.",
                login=login,
            )
            note(told)
            return
        raise NotSaved(
            "No login line was written: {problem} ({file}). Call the command again, as the hub’s own account "
            "and without --unit and --role.",
            problem=refusal_of(error),
            file=error.filename,
        ) from error
    if is_new:
        tell(session.say("{login} now has access to the hub with this key: {file}", login=login, file=where))
    else:
        tell(session.say("{login} already has access with this key: {file}", login=login, file=where))


@hub_command.command("serve", help="The forced command of a key: git for one login at one hub.")
@click.argument("login")
@naming_hub
def serve_login(login: str, place: str | None) -> int:
    """Replace this process by the git service that the client asks for; return 1 if it may not have it."""
    hub = _hub(place)
    try:
        service = service_asked(os.environ.get("SSH_ORIGINAL_COMMAND", ""), hub)
    except ProzvitError as error:
        with closing(Bare(hub)) as bare:
            complain(error.message().render(language_of(bare)))
        return 1
    return serve(service, hub, login, {PUSHER: login, **protocol(os.environ.get("GIT_PROTOCOL", ""))})


@hub_command.command("judge", hidden=True, help="Judge a push for git; the hub's hook calls it.")
def judge_push() -> int:
    """Read the reference updates of a push from stdin; return 0 to accept it, else print why and return 1."""
    from records.hub.gate import Gate, Update

    updates = [Update(*line.split(" ", 2)) for line in sys.stdin.read().splitlines()]
    pushed = (update.new for update in updates if update.reference == MAIN and update.new != NOTHING)
    with closing(Bare.pushed_to(Path.cwd())) as hub:
        language = UKRAINIAN
        try:
            language = language_of(hub, next(pushed, None))
            found = Gate(hub, _pusher()).refusals(updates)
        except ProzvitError as error:
            complain(error.message().render(language))
            return 1
    if found:
        _tell(found, language)
    return int(bool(found))


def _verified(session: Session, source: Path) -> str:
    """Return a register's head commit after verifying its whole history; raise `NotAllowed` on errors."""
    from records.register import Register
    from records.verifying import verify

    with Register.open(source) as register:
        verdict = verify(register, full=True)
    if not verdict.ok:
        _tell([finding for finding in verdict.findings if finding.severity == "error"], session.language)
        raise NotAllowed(
            "No hub was made: the history of {folder} has errors, and a hub takes none.", folder=source
        )
    return verdict.head


def _enter(
    session: Session,
    login: str,
    key: str,
    units: Sequence[str],
    values: dict[str, Any],
    reason: str,
    basis: str,
) -> None:
    """Save a new officer with the key, or add the key to an existing officer who lacks it."""
    from records.rules.keys import same_key
    from records.staff.staffing import key_added, officer_added
    from records.staff.units import find_unit
    from records.values.changes import Action, Change
    from records.values.layout import OFFICERS
    from records.values.model import SigningKey, builtin
    from tui.cli.saving import check_allowed, save_settings

    snapshot: Snapshot = session.register.snapshot()
    officer, today = snapshot.officers.get(login), snapshot.today()
    if officer is not None and any(same_key(known.key, key) for known in officer.keys):
        return
    check_allowed(session, snapshot, [OFFICERS])
    if officer is not None:
        edit = key_added(snapshot.officers, login, key, today)
    else:
        values["units"] = [find_unit(snapshot.units, unit) for unit in units] or None
        values["keys"] = [builtin(SigningKey(key=key, from_=today))]
        edit = officer_added(snapshot.officers, login, values)
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot)
    # The login line is still missing: if it fails, the whole call has failed and can be repeated.
    session.saved = False


def _check_known(hub: Path, login: str, *, entered: bool) -> None:
    """Raise `Misused` if the hub's register is restricted to its officers and this login is none of them.

    With `entered` (this call has just added the officer) nothing is checked.
    """
    if entered:
        return
    from records.verifying.tags import authority

    with closing(Bare(hub)) as bare:
        head = bare.head()
        known = authority(bare, head) if head is not None else None
    if known is not None and not known.rules.open and login not in known.officers:
        raise Misused(
            "The hub’s officers.toml does not name {login}. Enter the officer first, and sync.",
            login=login,
        )


def _pusher() -> str:
    pusher = os.environ.get(PUSHER, "")
    if not pusher:
        raise NotAllowed("A hub takes pushes over SSH alone, where the key says who pushes.")
    return pusher


def _named(place: str | None) -> Path:
    """Return the hub's folder as named, made absolute; raise `Misused` if none is named."""
    if not place:
        raise Misused("Name the hub: --hub DIR, or PROZVIT_HUB.")
    return Path(place).absolute()


def _hub(place: str | None) -> Path:
    """Return the hub's folder.

    Raise `Misused` if none is named, `NoRegister` if it holds no hub, `PermissionError` if it can't be read.
    """
    from records.hub.settings import is_hub

    hub = _named(place)
    if not is_hub(hub):
        raise NoRegister("There is no hub in {folder}. Make one: prozvit hub init.", folder=hub)
    return hub


def _tell(found: Sequence[Finding], language: Language) -> None:
    from tui.cli.verifying import finding_line

    for finding in found[:_MOST]:
        complain(finding_line(finding, language))
    if len(found) > _MOST:
        complain(language.count("… and {n} more", "… and {n} more", n=len(found) - _MOST))
