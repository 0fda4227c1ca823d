"""The rows of signing: the cost that a signature by an SSH agent adds to a save."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from benchmarks import registers
from benchmarks.timing import Row, compare
from records.identity import login
from records.values.changes import Action, Change, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from records.register import Register

_PROGRESS = f"{registers.home(7)}/2025-Q4.toml"
_MAIL = "clerk@rada.example"


def saves(folder: Path, measures: int) -> Iterator[Row]:
    """Yield the row for a register of `measures` measures."""
    unsigned, signed = (
        registers.make(folder / f"{name}{measures}", measures) for name in ("plain", "signed")
    )
    with unsigned, signed, _agent(folder / f"agent{measures}") as file:
        _ask_for_signatures(signed, file)
        yield compare(
            f"save one field, signed, {measures} measures",
            "the same, unsigned",
            _save(signed),
            _save(unsigned),
            {50: 1.8, 1000: 1.4}.get(measures, 0.7),
        )


def _save(register: Register) -> Callable[[], object]:
    numbers = count()

    def save() -> None:
        edit = Edit(_PROGRESS, {("percent",): next(numbers) % 99})
        register.save(Change(Action.PROGRESS, (edit,), "Вимір"))

    return save


def _ask_for_signatures(register: Register, key: Path) -> None:
    # If signatures are required, an administrator with a key must remain to change the officers.
    officer = {
        ("officers", login(), "email"): _MAIL,
        ("officers", login(), "role"): "administrator",
        ("officers", login(), "keys"): [{"key": _public(key)}],
    }
    edits = (Edit("officers.toml", officer), Edit("register.toml", {("require_signature",): True}))
    register.save(Change(Action.REGISTER, edits, "Підписи"))


def _key(file: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    return file


def _public(file: Path) -> str:
    return " ".join(file.with_suffix(".pub").read_text(encoding="ascii").split()[:2])


@contextmanager
def _agent(place: Path) -> Iterator[Path]:
    """Run an SSH agent that holds a new key; yield the key's file."""
    file = _key(place.with_name(f"{place.name}-key"))
    before = os.environ.get("SSH_AUTH_SOCK")
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(place)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        os.environ["SSH_AUTH_SOCK"] = str(place)
        try:
            subprocess.run(["ssh-add", "-q", str(file)], check=True)
            yield file
        finally:
            running.terminate()
            if before is None:
                del os.environ["SSH_AUTH_SOCK"]
            else:
                os.environ["SSH_AUTH_SOCK"] = before
