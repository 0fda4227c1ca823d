"""Make a hub, and check that its settings and its hook are still right."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from records.disk.durable import write_file
from records.disk.system import refusal_of
from records.errors import Misused, NotSaved
from records.git.bare import Bare, copy
from records.language import Message
from records.writing.founding import unmake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The git settings that refuse rewriting and deleting, and that keep every state of main and its pusher.
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "receive.denyNonFastForwards": "true",
        "receive.denyDeletes": "true",
        "receive.fsckObjects": "true",
        # 50,000 saves are far smaller; a hub that starts with more is made with `--from`.
        "receive.maxInputSize": "512m",
        "transfer.fsckObjects": "true",
        "core.sharedRepository": "0600",
        "core.logAllRefUpdates": "always",
        "core.fsync": "committed,reference",
        "gc.reflogExpire": "never",
        "gc.reflogExpireUnreachable": "never",
    }
)
HOOK = Path("hooks", "pre-receive")
_MODE = 0o700


def make(folder: Path, source: Path | None = None, head: str = "") -> None:
    """Make a hub in an empty or missing folder, with main and the report tags of the repository `source`.

    `head` is the verified commit of the source's main. Raises `Misused` if the folder is not empty,
    `NotSaved` if it can't be written or the source has moved on, and `GitFailed`.
    """
    folder = folder.absolute()
    existed = folder.exists()
    if existed and (not folder.is_dir() or any(folder.iterdir())):
        raise Misused("{folder} is not an empty folder. Name a new one for the hub.", folder=folder)
    hook = hook_text()
    try:
        folder.mkdir(mode=_MODE, parents=True, exist_ok=True)
        folder.chmod(_MODE)
        with closing(Bare.create(folder, SETTINGS)) as hub:
            if source is not None:
                _fill(hub, source, head)
        # The copied history needs no judging; the hook, which judges all later pushes, comes last.
        _write_hook(folder, hook)
    except BaseException as error:
        unmake(folder, existed=existed)
        if isinstance(error, OSError):
            raise NotSaved(
                "No hub was made: {problem} ({path}). Free some space, or name a folder that you may write "
                "in.",
                problem=refusal_of(error),
                path=error.filename or folder,
            ) from error
        raise


def renew(folder: Path) -> None:
    """Restore a hub's settings, hook and folder mode. Raises `GitFailed` and OSError."""
    folder = folder.absolute()
    folder.chmod(_MODE)
    with closing(Bare(folder)) as hub:
        hub.configure(SETTINGS)
    _write_hook(folder, hook_text())


def hook_text() -> str:
    """Return the text of the pre-receive hook. Raises `Misused` if prozvit is not installed."""
    return f"#!/bin/sh\n# Made by `prozvit hub init`.\nexec {shlex.quote(str(program()))} hub judge\n"


def program() -> Path:
    """Return the path of the installed prozvit. Raises `Misused`."""
    beside = Path(sys.executable).with_name("prozvit")
    found = str(beside) if beside.is_file() else shutil.which("prozvit")
    if found is None:
        raise Misused("prozvit is not on PATH, and a hub’s hook runs it. Install it, then make the hub.")
    return Path(found).absolute()


def is_hub(folder: Path) -> bool:
    """Return whether a folder looks like a bare repository. Raises `PermissionError`."""
    try:
        os.stat(folder / "HEAD")  # noqa: PTH116 - `Path.is_file` reports an unreadable file as missing
    except (FileNotFoundError, NotADirectoryError):
        return False
    return (folder / "objects").is_dir()


def faults(hub: Bare) -> Iterator[Message]:
    """Yield how a hub's settings and hook differ from what they must be."""
    there = hub.config()
    for key, value in SETTINGS.items():
        if (found := there.get(key.lower())) != value:
            yield Message(
                "The setting {key} is {found} and must be {value}. Run: prozvit hub init {folder}",
                key=key,
                found=found,
                value=value,
                folder=hub.folder,
            )
    # This setting makes git look for hooks in another folder.
    if "core.hookspath" in there:
        yield Message("The setting core.hooksPath turns the hub’s own hook off. Unset it.")
    hook = hub.folder / HOOK
    is_ours = hook.is_file() and hook.read_text(errors="replace") == hook_text() and HOOK.name in hub.hooks()
    if not is_ours:
        yield Message(
            "The hook {file} is not the one that judges pushes. Run: prozvit hub init {folder}",
            file=hook,
            folder=hub.folder,
        )


def _write_hook(folder: Path, text: str) -> None:
    (folder / HOOK).parent.mkdir(mode=_MODE, exist_ok=True)
    write_file(folder / HOOK, text.encode(), mode=_MODE)


def _fill(hub: Bare, source: Path, head: str) -> None:
    copy(source, hub.folder)
    if hub.head() != head:
        raise NotSaved("No hub was made: somebody saved in {folder} meanwhile. Try again.", folder=source)
