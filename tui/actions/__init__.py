"""Each thing that a key does, declared once: bindings, footer, help and the docs' tables are made from it.

The screens take their actions from here; a module each holds those of screens of one kind.
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
