"""A small register, and its screens run without a terminal."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from textual.css.stylesheet import Stylesheet
from textual.events import Paste
from textual.worker import WorkerError

from records.identity import Identity, login
from records.language import Language
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Programme, Rules, Unit
from records.values.periods import Period
from tui.app import Prozvit
from tui.background.desk import Desk
from tui.screens.table.measures import Measures
from tui.themes import DARK

if TYPE_CHECKING:
    from textual.pilot import Pilot

CLERK = Identity("clerk", "Старший інспектор", "clerk@rada.example")
OTHER = Identity("other", "Інша особа", "other@rada.example")
PROGRESS = "measures/2017/4/2017-Q4.toml"
Q4 = Period(2017, "Q4")
NARROW, BROAD = (80, 24), (160, 50)
_AT = datetime(2017, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
#: The number of waits of 0.02 s that a loaded machine may need.
_PAUSES = 3000
#: A text that is found may still move what stands around it.
_LAYOUTS = 5

Opener = Callable[..., AbstractAsyncContextManager["Screens"]]


class Screens:
    """The program on a register, driven with keys and read as a terminal would show it."""

    def __init__(self, app: Prozvit, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys; after each, wait for the background work that it started."""
        for key in keys:
            await self.keys(key)
            if self._is_at_work():
                await self.settle()
        await self.settle()

    async def keys(self, *keys: str) -> None:
        """Press keys without waiting for background work."""
        for key in keys:
            await self._pilot.press(key)
            for _ in range(_PAUSES):
                if not self._is_told():
                    break
                await asyncio.sleep(0.02)
            else:
                pytest.fail(f"no end of messages in\n{self.shown()}")

    async def type(self, text: str) -> None:
        """Enter a text at the cursor as a paste, since typing it key by key takes seconds."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until background work, and everything that it triggers, has ended.

        The pilot alone can't tell: it takes a program without processor time for idle, even a starved one.
        """
        for _ in range(_PAUSES):
            await self._pilot.pause()
            with suppress(WorkerError):
                await self.app.workers.wait_for_complete()
            await self._pilot.pause()
            if not (self._is_at_work() or self._is_told()):
                return
        pytest.fail(f"no end of it in\n{self.shown()}")

    def _is_at_work(self) -> bool:
        """Return whether a background worker is still running."""
        return any(not worker.is_finished for worker in self.app.workers)

    def _is_told(self) -> bool:
        """Return whether a message, or a callback put off until the next drawing, is still waiting."""
        if self.app._exception is not None:
            # A program that failed reads no more messages.
            return False
        widgets = [each for screen in self.app.screen_stack for each in screen.walk_children(with_self=True)]
        waiting = (pump.message_queue_size or pump._next_callbacks for pump in (self.app, *widgets))
        return bool(self.app.screen._callbacks) or any(waiting)

    async def wait(self, text: str) -> str:
        """Wait until the screen shows a text; return the whole screen once its layout has followed."""
        shown = await self._until(lambda shown: text in shown, f"no {text!r}")
        for _ in range(_LAYOUTS):
            if not (self._is_told() or self.app.screen._layout_required):
                break
            await asyncio.sleep(0.02)
        later = self.shown()
        return later if text in later else shown

    async def wait_without(self, text: str) -> str:
        """Wait until the screen no longer shows a text; return the whole screen."""
        return await self._until(lambda shown: text not in shown, f"{text!r} stays")

    async def _until(self, look: Callable[[str], bool], otherwise: str) -> str:
        for _ in range(_PAUSES):
            if look(shown := self.shown()):
                return shown
            await asyncio.sleep(0.02)
        pytest.fail(f"{otherwise} in\n{self.shown()}")

    async def measures(self) -> Measures:
        """Wait for the table of measures, even below a dialog; return it."""
        for _ in range(_PAUSES):
            for screen in self.app.screen_stack:
                if isinstance(screen, Measures) and screen.is_mounted:
                    return screen
            await asyncio.sleep(0.02)
        pytest.fail(f"no measures in\n{self.shown()}")

    def shown(self) -> str:
        """Return the screen's lines as the terminal shows them."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips(self.app.size)
        rows = ["".join(segment.text for segment in strip) for strip in lines]
        # No rows: the screen was opened and has not been drawn yet.
        assert len(rows) in {0, height}
        assert all(len(row) <= 2 * width for row in rows)
        return "\n".join(rows)


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Cache parsed style sheets for the whole run; every program would otherwise parse them three times."""
    parse, parsed = Stylesheet._parse_rules, {}

    def shared(sheet: Stylesheet, *what: Any, **more: Any) -> Any:
        key = (what, *more.items(), *sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, *what, **more)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", shared)
        yield


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screens") / "register"
    programme = Programme(id="2017", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31))
    register = Register.create(
        folder,
        rules=Rules(schema=1, body="Зразківська міська рада", programmes=(programme,)),
        units={"office": Unit(name="Загальний відділ"), "legal": Unit(name="Юридичний відділ")},
        author=CLERK,
        at=_AT,
    )
    measures = tuple(
        Edit(
            f"measures/2017/{number}/measure.toml",
            {
                ("number",): number,
                ("title",): f"Захід {number}",
                ("responsible",): [unit],
                ("deadline", "text"): "Протягом року",
                ("deadline", "kind"): "within-year",
            },
        )
        for number, unit in (("4", "office"), ("6", "office"), ("10", "legal"))
    )
    values = {("status",): "in-progress", ("percent",): 50, ("text",): "Готуємо наради."}
    earlier = Edit("measures/2017/4/2017-Q3.toml", values)
    with register:
        register.save(Change(Action.CREATE, measures, "Програма"), author=CLERK, at=_AT)
        register.save(Change(Action.PROGRESS, (earlier,), "Подано"), author=CLERK, at=_AT)
    return folder


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "register", symlinks=True))


@pytest.fixture
def screens(folder: Path) -> Opener:
    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = NARROW,
        *,
        plain: bool = False,
        language: str = "uk",
        period: Period | None = Q4,
    ) -> AsyncIterator[Screens]:
        with Register.open(folder) as register:
            app = Prozvit(Desk(register), register.snapshot(), Language(language), plain=plain)
            # Independent of the terminal that the tests run in.
            app.theme = DARK
            async with app.run_test(size=size, notifications=True) as pilot:
                found = Screens(app, pilot)
                await found.settle()
                if period is not None:
                    (await found.measures())._take_period(period)
                    await found.settle()
                yield found

    return opened


def git(folder: Path, *arguments: str) -> str:
    """Run stock git in a folder and return its output."""
    command = ["git", "-C", str(folder), "-c", "user.name=Х", "-c", "user.email=x@rada.example", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def save(folder: Path, values: dict[str, Any], path: str = PROGRESS) -> None:
    """Save fields of a progress as another officer, through a separate Register."""
    edit = Edit(path, {(key,): value for key, value in values.items()})
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, (edit,), "Інша причина"), author=OTHER)


def save_often(folder: Path, times: int) -> None:
    """Change the percent of the progress in `times` commits, all made by one `git fast-import`."""
    stream = []
    for n in range(times):
        file = f'status = "in-progress"\npercent = {n % 100}\ntext = "Крок {n}."\n'.encode()
        message = f"Крок\n\n  Крок {n}\n\nProzvit-Action: progress\nProzvit-Format: 1\n".encode()
        who = f"Інша особа <other@rada.example> {1_500_000_000 + n} +0200"
        head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode()
        base = b"from refs/heads/main^0\n" if n == 0 else b""
        stream += [head, message, base, f"M 100644 inline {PROGRESS}\ndata {len(file)}\n".encode(), file]
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(command, input=b"".join(stream), check=True)
    # fast-import leaves the folder behind; the program would take the difference for hand edits.
    git(folder, "reset", "--quiet", "--hard")


def write(folder: Path, path: str, text: str) -> None:
    """Write a file and commit it with stock git, as a person without prozvit does."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "[bold]\x1b[31m Вручну \u202e")


def let_officers_rule(folder: Path, role: str, *units: str) -> None:
    """Let officers.toml rule, and give the account that runs the tests a role."""
    rules = folder / "register.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("open = true", "open = false"), encoding="utf-8"
    )
    named = ", ".join(f'"{unit}"' for unit in units)
    write(folder, "officers.toml", f'[officers.{login()}]\nname = "Я"\nrole = "{role}"\nunits = [{named}]\n')
