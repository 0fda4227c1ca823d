"""The actions of screens that show the history of a measure or of the register, or a check's findings."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import BACK, COMMON, HELP, REFRESH, WHOLE

JOURNAL = (
    HELP,
    WHOLE,
    Action("history", "f4,m", "History", "Show the history of the selected change’s measure."),
    Action("filter", "f6", "Filter", "Narrow the changes by officer, unit, period, measure and date."),
    REFRESH,
    BACK,
    *COMMON,
)
HISTORY = (
    HELP,
    WHOLE,
    Action("authors", "a", "Who wrote", "Show who wrote each paragraph and each field that stands now."),
    Action(
        "compare",
        "v",
        "Compare",
        "Mark the selected change; on another one, show both versions side by side.",
    ),
    Action(
        "restore",
        "r",
        "Take back",
        "Take the selected change back: a new change with the values before.",
        writes=True,
    ),
    Action(
        "bring_back",
        "w",
        "This version",
        "Bring back the whole version that the selected change left, by a new change.",
        footer=False,
        writes=True,
    ),
    Action("filter", "f6", "Filter", "Show the changes of one period, or of all.", footer=False),
    Action("journal", "f3", "Journal", "Show every change of the register, newest first.", footer=False),
    REFRESH,
    BACK,
    *COMMON,
)
COMPARING = (
    HELP,
    Action("write", "f2", "Both periods", "Write how the two periods differ in all measures."),
    BACK,
    *COMMON,
)
CHECKS = (
    HELP,
    Action("go", "enter", "Go there", "Go to the place of the selected finding."),
    Action("history", "f3", "History", "Show the history of the measure that the finding is about."),
    Action("proved", "f4,v", "What is proved", "Show what the check proves and what it leaves open."),
    Action("refresh", "f5", "Again", "Check again, with what was saved since.", footer=False),
    BACK,
    *COMMON,
)
