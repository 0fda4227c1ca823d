"""The actions on the table of measures and on the board of units."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import BACK, COMMON, HELP

MEASURES = (
    HELP,
    Action(
        "edit",
        "f4,enter",
        "Write",
        "Write the progress of the selected measure. Enter does the same.",
        writes=True,
    ),
    Action("history", "f3", "History", "Show who changed the selected measure, when and why."),
    Action(
        "period",
        "f5",
        "Period",
        "Choose the period, and the programme where several hold it; ← and → go one back and forth.",
        footer=False,
    ),
    Action("filter", "f6", "Filter", "Choose which measures are shown."),
    Action("search", "f7,slash", "Search", "Search as you type; Esc ends it. The key / does the same."),
    Action(
        "review",
        "f8",
        "To review",
        "Go through what is submitted: accept it, or return it with a note.",
        footer=False,
    ),
    Action("board", "f9", "Board", "Show how each unit stands; Enter leads to its measures."),
    Action("export", "f2", "Report", "Write the report of the period.", footer=False),
    Action("look", "v", "Look", "Show the whole measure as it will print.", footer=False),
    Action("journal", "j", "Journal", "Show every change of the register, newest first.", footer=False),
    Action(
        "programme",
        "p",
        "The measure",
        "Change what the programme says of the measure.",
        footer=False,
        writes=True,
    ),
    Action("add", "a", "Add measure", "Add a measure to the programme.", footer=False, writes=True),
    Action(
        "import",
        "i",
        "Import",
        "Import measures and their progress from a report.",
        footer=False,
        writes=True,
    ),
    Action("check", "k", "Check", "Check the records and their whole history.", footer=False),
    Action("staff", "u", "Units, officers", "Show the units, the officers and the rules.", footer=False),
    Action("closing", "c", "Closing", "Close the period: what it lacks; or how it was closed.", footer=False),
    Action(
        "settle",
        "x",
        "Conflict",
        "Settle what a merge left open of the selected measure (≠).",
        footer=False,
        writes=True,
    ),
    Action(
        "hand_edits",
        "",
        "Hand edits",
        "Look whether files in the register’s folder were edited by hand: record them or set them aside.",
        footer=False,
        writes=True,
    ),
    Action("exchange", "e", "Exchange", "Exchange changes with the other clones now.", footer=False),
    Action("sort", "s", "Sort", "Choose the column to sort by.", footer=False),
    Action(
        "discard",
        "d",
        "Drop draft",
        "Delete the selected measure’s draft.",
        footer=False,
        writes=True,
    ),
    *COMMON,
)
BOARD = (
    HELP,
    Action("choose", "enter", "Its measures", "Show the measures of the selected unit."),
    BACK,
    *COMMON,
)
