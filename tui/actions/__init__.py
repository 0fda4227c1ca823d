"""The actions that keys trigger, declared once; bindings, footer, help and the docs' tables are made of them.

Each module holds the actions of one kind of screen; the screens import them from here.
"""

from __future__ import annotations

from tui.actions.action import Action, bindings, shown_key
from tui.actions.looking import CHECKS, COMPARING, HISTORY, JOURNAL
from tui.actions.measures import BOARD, MEASURES
from tui.actions.register import ENTRY, FIRST, STAFF, STARTING
from tui.actions.reporting import CLOSING, CONFIRMING, EXPORTING, IMPORTING, PERIOD
from tui.actions.windows import ASKING, CHOOSING, READING
from tui.actions.writing import (
    CONFLICT,
    DRAFTS,
    EDIT,
    HAND_EDITS,
    NOTING,
    PROGRAMME,
    RECORDING,
    REVIEW,
    REWORDING,
    SAVING,
)

__all__ = [
    "ASKING",
    "BOARD",
    "CHECKS",
    "CHOOSING",
    "CLOSING",
    "COMPARING",
    "CONFIRMING",
    "CONFLICT",
    "DRAFTS",
    "EDIT",
    "ENTRY",
    "EXPORTING",
    "FIRST",
    "HAND_EDITS",
    "HISTORY",
    "IMPORTING",
    "JOURNAL",
    "MEASURES",
    "NOTING",
    "PERIOD",
    "PROGRAMME",
    "READING",
    "RECORDING",
    "REVIEW",
    "REWORDING",
    "SAVING",
    "STAFF",
    "STARTING",
    "Action",
    "bindings",
    "shown_key",
]
