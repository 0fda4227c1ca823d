"""The actions on the register itself: finding or making one; its units, officers and rules."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import BACK, COMMON, DISCARD, HELP, KEEP, LANGUAGE, LEAVE, SAVE, THEME

FIRST = (
    HELP,
    Action("open", "1", "Open", "Open a register that is somewhere else.", footer=False),
    Action("make", "2", "New", "Make a new register.", footer=False),
    Action("bring", "3", "Import", "Make a new register and import the last report.", footer=False),
    Action("sample", "4", "Sample", "Look at a sample: an invented council with its year.", footer=False),
    Action("choose", "enter", "Choose", "Take what is marked."),
    LANGUAGE,
    THEME,
    Action("leave", "f10", "Quit", "Leave the program."),
)
STARTING = (
    Action("go", "f2", "Go on", "Go on with what is typed. Enter in the last field does the same."),
    Action("back", "escape", "Back", "Go back; what was typed stays."),
    LEAVE,
)
STAFF = (
    HELP,
    Action("edit", "f4,enter", "Change", "Change what is marked; Enter does the same.", writes=True),
    Action("turn", "f6", "Other list", "Show the units, the officers or the rules; ← and → do the same."),
    Action("add", "a", "Add", "Add a unit or an officer.", writes=True),
    Action("end", "e", "End", "End the marked officer’s right to write.", writes=True),
    Action("key", "k", "Keys", "Add a key of the marked officer, or close one.", writes=True),
    Action("merge", "m", "Merge", "Give all that the marked unit has to another unit.", writes=True),
    Action("look", "v", "All of it", "Show all of what is marked.", footer=False),
    BACK,
    *COMMON,
)
ENTRY = (
    HELP,
    SAVE,
    Action("units", "f7", "Unit", "Choose a unit and add it.", writes=True),
    DISCARD,
    KEEP,
    *COMMON,
)
