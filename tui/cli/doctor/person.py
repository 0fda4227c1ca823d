"""`doctor` on the officer at work: their identity, their right to write, their signing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import NotSigned
from records.identity import identify
from records.language import Message, Plural
from records.writing.signers import keys_of
from tui.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.register import Register


def identity(register: Register) -> Iterator[Finding]:
    """Yield the caller's identity, and whether the register knows it."""
    snapshot = register.snapshot()
    me = identify(snapshot.officers)
    said = Message("You are {name} ({login}, {email})", name=me.name, login=me.login, email=me.email)
    if snapshot.rules.open:
        yield Finding("fine", "identity", said)
        yield Finding(
            "fine", "identity", Message("The register is open: any user of this machine writes in it.")
        )
    elif me.login in snapshot.officers:
        yield Finding("fine", "identity", said)
    else:
        yield Finding(
            "warning",
            "identity",
            Message(
                "officers.toml does not name you ({login}): you can read, not write. Ask the administrator.",
                login=me.login,
            ),
        )


def writing(register: Register) -> Iterator[Finding]:
    """Yield whether the caller can write now, and if not, why."""
    why = register.read_only()
    if why is not None:
        yield Finding("warning", "writing", why)
        return
    yield Finding("fine", "writing", Message("You can write in the register."))


def signing(register: Register) -> Iterator[Finding]:
    """Yield whether signatures are required, how many keys the agent holds, and which key would sign."""
    from records.git.signing import Agent, find

    snapshot = register.snapshot()
    if snapshot.rules.require_signature:
        asked = Message("This register asks for signatures: each change is signed with its author’s SSH key.")
    else:
        asked = Message("This register asks for no signatures.")
    yield Finding("fine", "signing", asked)
    agent = Agent.ask()
    held = Plural("The agent holds {n} key.", "The agent holds {n} keys.", n=len(agent.keys))
    yield Finding("fine", "agent", agent.silence or held)
    keys = keys_of(snapshot.officers.get(register.me.login), snapshot.today())
    try:
        signer = find(keys) if keys else None
    except NotSigned as error:
        # If signatures are required, the missing key also prevents writing: repeat the reason here.
        needed = snapshot.rules.require_signature
        idle = Message("No key of yours is at hand, and none is needed.")
        yield Finding("warning" if needed else "fine", "signing", error.message() if needed else idle)
        return
    if signer is not None:
        place = Message("the agent") if signer.file is None else signer.file
        said = Message("Your key: {key}, from {place}", key=signer.fingerprint, place=place)
        yield Finding("fine", "signing", said)
