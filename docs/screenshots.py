"""Make the pictures of the main screens for README and docs from the demo register: `make screenshots`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from contextlib import chdir, contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Self
from unittest.mock import patch
from zoneinfo import ZoneInfo

from msgspec import Struct

from records.demo import build
from records.language import UKRAINIAN
from tui.app import Prozvit
from tui.background.desk import Desk
from tui.themes import CONTRAST, DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).absolute().parent / "screens"
#: Rich's template loads a font from another host.
_FONT = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_STYLE_ID = re.compile(r"terminal-\d+-")
#: The officer of the demo register who sees the screens, and a moment before the answers are due.
_OFFICER = "spec-kadry"
_NOW = datetime(2026, 1, 5, 11, 20, tzinfo=ZoneInfo("Europe/Kyiv"))


class Then(datetime):
    """A clock that always shows the pictures' moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the moment of the pictures."""
        return cls.fromtimestamp(_NOW.timestamp(), tz)


class Picture(Struct, frozen=True):
    """One picture: the keys that lead to its screen, the terminal's size and the theme."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 32)
    theme: str = DARK


PICTURES = (
    Picture("measures", ("f6", "down", "up", "enter")),
    Picture("measures-light", ("f6", "down", "up", "enter"), theme=LIGHT),
    Picture("measures-contrast", ("f6", "down", "up", "enter"), size=(80, 24), theme=CONTRAST),
    Picture("form", ("f4",)),
    Picture("form-narrow", ("f4",), size=(80, 24)),
    Picture("save", ("f4", *"Ще одну перевірку завершено. ", "f2"), size=(100, 30)),
    Picture("history", ("f3", "down")),
    Picture("journal", ("j",)),
    Picture("board", ("f9",)),
    Picture("review", ("f8", *("right",) * 2)),
    Picture("help", ("f1",), size=(100, 30)),
    Picture("authors", ("f3", "a")),
    Picture("export", ("f2",), size=(100, 30)),
)


async def shoot(register: Path, picture: Picture) -> str:
    """Return a screen as SVG."""
    from records.register import Register  # imported late, after `as_seen` has set the officer

    with Register.open(register) as opened:
        app = Prozvit(Desk(opened), opened.snapshot(), UKRAINIAN, plain=False)
        app.theme = picture.theme
        async with app.run_test(size=picture.size) as pilot:
            await pilot.pause()
            for key in picture.keys:
                await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
            drawn = app.export_screenshot(title="prozvit")
        for draft in app.desk.drafts.all():
            app.desk.drafts.discard(draft)
    return _STYLE_ID.sub(f"{picture.name}-", _FONT.sub("", drawn))


@contextmanager
def as_seen() -> Iterator[None]:
    """Run as the pictures' officer, at their moment, in a folder that every machine has."""
    with (
        chdir("/"),
        patch("records.identity.login", lambda: _OFFICER),
        patch("records.files.snapshot.datetime", Then),
        patch("tui.typed.drafting.datetime", Then),
    ):
        yield


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, as_seen():
        register = Path(folder, "register")
        build(register).close()
        for picture in PICTURES:
            drawn = asyncio.run(shoot(register, picture))
            (FOLDER / f"{picture.name}.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
