"""A visit, from the first screen to the farewell, on a terminal that may close with the program."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from records.language import Plural
from tui.app import Prozvit
from tui.background.desk import Desk
from tui.terminal.encodings import other_encoding
from tui.terminal.waiting import wait_for_enter

if TYPE_CHECKING:
    from pathlib import Path

    from records.language import Language, Message
    from records.register import Register


def run(register: Register, *, language: Language, plain: bool = False, mouse: bool = False) -> int:
    """Run the screens on a register until the officer leaves; return the exit code."""
    _check_encoding(language)
    desk = Desk(register)
    snapshot = register.beginning([draft.place for draft in desk.drafts.all()])
    return _visit(Prozvit(desk, snapshot, language, plain=plain), mouse=mouse)


def begin(
    why: Message | None, folder: Path | None, *, language: Language, plain: bool = False, mouse: bool = False
) -> int:
    """Find or make a register, then continue as `run` does; return the exit code.

    `why` says why none could be opened in `folder`. Leaving without a register also gives 0.
    """
    from tui.screens.first import First

    _check_encoding(language)
    app = Prozvit(None, None, language, plain=plain, first=First(why, folder))
    try:
        return _visit(app, mouse=mouse)
    finally:
        if app.has_register:
            app.desk.register.close()


def _visit(app: Prozvit, *, mouse: bool) -> int:
    came = datetime.now(UTC).replace(microsecond=0)
    app.run(mouse=mouse)
    if app.unforeseen is not None:
        raise app.unforeseen
    if app.has_register and not app.return_code:
        kept = [
            draft
            for draft in app.desk.drafts.all()
            if draft.session == app.desk.drafts.session and draft.saved_at >= came
        ]
        _farewell(app.desk, app.language, len(kept))
    return app.return_code or 0


def _check_encoding(language: Language) -> None:
    """Warn before the first screen if the terminal's locale is not UTF-8."""
    encoding = other_encoding()
    if encoding is None:
        return
    said = language.say(
        "Your locale is not UTF-8 ({encoding}), so some letters can't be shown. Set LANG=C.UTF-8.",
        encoding=encoding,
    )
    wait_for_enter([said], language.say("Press Enter to go on."))


def _farewell(desk: Desk, language: Language, drafts: int) -> None:
    """Print what was saved and wait for Enter: PuTTY's window closes with the program."""
    lines = []
    if desk.saved:
        lines.append(
            Plural(
                "{n} change recorded, {m} submitted.",
                "{n} changes recorded, {m} submitted.",
                n=desk.saved,
                m=desk.submitted,
            )
        )
    if drafts:
        lines.append(Plural("{n} draft kept.", "{n} drafts kept.", n=drafts))
    if lines:
        wait_for_enter([line.render(language) for line in lines], language.say("Press Enter to leave."))
