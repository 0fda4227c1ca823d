"""The actions for writing, settling and reviewing: the forms and their windows, conflicts, the review."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import (
    BACK,
    COMMON,
    DISCARD,
    HELP,
    KEEP,
    LANGUAGE,
    LEAVE,
    OF_MEASURE,
    QUIT,
    SAVE,
    THEME,
)

EDIT = (
    HELP,
    SAVE,
    OF_MEASURE,
    Action("copy", "f8", "Take earlier text", "Begin with the text of the period before.", writes=True),
    Action(
        "preview",
        "f5",
        "Preview",
        "Show the text as it will print, or the period before again.",
        footer=False,
    ),
    Action("other", "f9", "Earlier/text", "Move between the text and the earlier one.", footer=False),
    Action(
        "programme",
        "f6",
        "The measure",
        "Change what the programme says of the measure.",
        footer=False,
        writes=True,
    ),
    DISCARD,
    KEEP,
    *COMMON,
)
PROGRAMME = (
    HELP,
    SAVE,
    OF_MEASURE,
    Action("units", "f7", "Unit", "Choose a unit and add it to those responsible.", writes=True),
    DISCARD,
    KEEP,
    *COMMON,
)
SAVING = (
    Action("submit", "f2,enter", "Record and submit", "Record the change and submit it."),
    Action("record", "f4", "Record only", "Record the change without submitting it."),
    Action("back", "escape", "Back", "Go back to the text; nothing is recorded."),
    QUIT,
)
RECORDING = (
    Action("record", "f2,enter", "Record", "Record the change."),
    Action("back", "escape", "Back", "Go back to the text; nothing is recorded."),
    QUIT,
)
DRAFTS = (
    Action("choose", "enter", "Go on", "Go on with the marked draft."),
    Action("discard", "d", "Delete draft", "Delete the marked draft."),
    Action("back", "escape", "Later", "Leave the drafts for later."),
    QUIT,
)
HAND_EDITS = (
    Action("choose", "enter", "Choose", "Do what is marked."),
    Action("back", "escape", "Later", "Leave the edits as they are."),
    LEAVE,
)
CONFLICT = (
    HELP,
    Action("take", "enter", "Take", "Take the marked value and go on to the next field."),
    Action("edit", "f4", "Edit", "Write another value, beginning with the marked one."),
    Action("earlier", "left", "Field before", "Go to the field before.", footer=False),
    Action("later", "right", "Next field", "Go to the next field.", footer=False),
    Action("back", "escape", "Back", "Go back; nothing is settled."),
    LANGUAGE,
    THEME,
    LEAVE,
)
REWORDING = (
    Action("take", "f2", "Take", "Take what is written."),
    Action("back", "escape", "Back", "Go back; what is written here is dropped."),
    LEAVE,
)
REVIEW = (
    HELP,
    Action("accept", "f2,a", "Accept", "Accept the answer for the report; the next one comes.", writes=True),
    Action(
        "send_back",
        "f4,r",
        "Return",
        "Return the answer for rework; a note says what is to be mended.",
        writes=True,
    ),
    Action("skip", "right,n", "Skip", "Leave the answer for later; the next one comes."),
    Action("earlier", "left,p", "Before", "Go back to the answer before that still waits.", footer=False),
    OF_MEASURE,
    Action(
        "marks",
        "f5,m",
        "Marks",
        "Mark what changed since the period before, or show the text as it will print.",
        footer=False,
    ),
    Action("accept_noted", "f6", "With a note", "Accept the answer with a note.", footer=False, writes=True),
    BACK,
    *COMMON,
)
NOTING = (Action("take", "f2,enter", "Record", "Record it with the note that is written."), BACK, QUIT)
