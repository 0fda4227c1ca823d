"""The actions for exporting and importing reports, and for closing a period."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import BACK, COMMON, HELP, LANGUAGE, LEAVE, THEME

EXPORTING = (
    Action("write", "f2,enter", "Compose", "Write the report. Enter does the same."),
    Action("take", "space", "Toggle", "Take the marked format, or leave it out."),
    Action("back", "escape", "Back", "Go back; while the report is being written: stop, and write nothing."),
    LEAVE,
)
PERIOD = (
    HELP,
    Action("close", "f2", "Close", "Close the period, write its report and tag it.", writes=True),
    Action("choose", "enter", "Its measure", "Show the selected measure in the table."),
    Action(
        "reopen",
        "r",
        "Reopen",
        "Open the period again; closed once more, it is the next edition.",
        writes=True,
    ),
    Action("publish", "p", "Published", "Record how the report was approved and published.", writes=True),
    Action(
        "attach", "a", "Attach", "Record a file of the report (КЕП) by its name and checksum.", writes=True
    ),
    Action("compare", "v", "Compare", "Write how the period differs from the one before it.", footer=False),
    BACK,
    *COMMON,
)
CLOSING = (
    Action("write", "f2,enter", "Close", "Close the period and write its report. Enter does the same."),
    Action("take", "space", "Toggle", "Take the marked format, or leave it out."),
    Action("back", "escape", "Back", "Go back; what is begun is finished first."),
    LEAVE,
)
IMPORTING = (
    HELP,
    Action("record", "f2", "Record", "Look at what will be recorded, and record it.", writes=True),
    Action("file", "f3", "File", "Read all that is said of the file."),
    Action(
        "period",
        "f5",
        "Period",
        "Choose the report’s period, and the programme where several hold it.",
    ),
    Action("replace", "f6", "Replace", "Replace the progress that a measure has already, or let it stand."),
    Action("read", "enter", "Read", "Read the file that is named; in the table: read the row whole."),
    Action("back", "escape", "Back", "Go back; nothing is recorded."),
    LANGUAGE,
    THEME,
    LEAVE,
)
CONFIRMING = (
    Action("record", "f2,enter", "Record", "Record the change."),
    Action("back", "escape", "Back", "Go back; nothing is recorded."),
    LEAVE,
)
