"""Each thing that a key does, declared once: bindings, footer, help and the docs' tables are made from it.

A letter is declared by its Latin key and works in both layouts, since the key that types `s` on one types
`і` on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from tui.layouts import ukrainian

if TYPE_CHECKING:
    from collections.abc import Iterable

_PRINTED = {
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "space": "Space",
    "left": "←",
    "right": "→",
}


@dataclass(frozen=True)
class Action:
    """What keys do: the method `action_<name>`, a short word for the footer, a sentence for the help.

    `keys` are Textual's names with commas; the first is the one that people are told, and an action without
    a key is chosen from the list of F1. In the footer those with `footer` come first; the others stand
    there where there is room. An action that `writes` is none where the register is read only.
    """

    name: str
    keys: str
    word: str
    help: str
    footer: bool = True
    writes: bool = False


HELP = Action("help", "f1,ctrl+p", "Help", "List what can be done here: the keys, and Enter does it.")
BACK = Action("back", "escape", "Back", "Go back.")
LANGUAGE = Action("language", "", "English", "Speak English, or Ukrainian again.", footer=False)
THEME = Action("theme", "", "Colours", "Choose the colours: dark, light, high contrast.", footer=False)
QUIT = Action("leave", "f10", "Quit", "Leave the program; what was typed is kept as a draft.")
#: Where nothing that is typed has a draft.
LEAVE = Action("leave", "f10", "Quit", "Leave the program.")
#: What can be done on every screen.
COMMON = (LANGUAGE, THEME, QUIT)

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
    Action("period", "f5", "Period", "Choose the period; ← and → go one back and forth.", footer=False),
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
    Action("import", "i", "Import", "Take measures and answers in from a report.", footer=False, writes=True),
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
    Action("sort", "s", "Sort", "Choose the column to sort by.", footer=False),
    Action(
        "discard",
        "d",
        "Drop draft",
        "Throw away the selected measure’s draft.",
        footer=False,
        writes=True,
    ),
    *COMMON,
)
#: What both forms have: that of a progress and that of a measure.
_SAVE = Action("save", "f2,ctrl+s", "Save", "Look at the change and record it.", writes=True)
_OF_MEASURE = Action("history", "f3", "History", "Show who changed this measure, when and why.")
_DISCARD = Action("discard", "", "Drop draft", "Throw away what was typed here.", footer=False, writes=True)
_KEEP = Action("back", "escape", "Back", "Go back. What was typed is kept as a draft.")
EDIT = (
    HELP,
    _SAVE,
    _OF_MEASURE,
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
    _DISCARD,
    _KEEP,
    *COMMON,
)
PROGRAMME = (
    HELP,
    _SAVE,
    _OF_MEASURE,
    Action("units", "f7", "Unit", "Choose a unit and add it to those responsible.", writes=True),
    _DISCARD,
    _KEEP,
    *COMMON,
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
    _SAVE,
    Action("units", "f7", "Unit", "Choose a unit and add it.", writes=True),
    _DISCARD,
    _KEEP,
    *COMMON,
)
WHOLE = Action("whole", "enter", "Whole change", "Show all that is known of the selected change.")
REFRESH = Action(
    "refresh", "f5", "Refresh", "Read the changes again, with those that came since.", footer=False
)
JOURNAL = (
    HELP,
    WHOLE,
    Action("history", "f4,m", "History", "Show the history of the selected change’s measure."),
    Action("filter", "f6", "Filter", "Narrow the changes by officer, unit, period, measure and date."),
    REFRESH,
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
BOARD = (
    HELP,
    Action("choose", "enter", "Its measures", "Show the measures of the selected unit."),
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
    _OF_MEASURE,
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
COMPARING = (
    HELP,
    Action("write", "f2", "Both periods", "Write how the two periods differ in all measures."),
    BACK,
    *COMMON,
)
DRAFTS = (
    Action("choose", "enter", "Go on", "Go on with the marked draft."),
    Action("discard", "d", "Throw away", "Throw the marked draft away."),
    Action("back", "escape", "Later", "Leave the drafts for later."),
    QUIT,
)
HAND_EDITS = (
    Action("choose", "enter", "Take", "Do what is marked."),
    Action("back", "escape", "Later", "Leave the edits as they are."),
    LEAVE,
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
FIRST = (
    HELP,
    Action("open", "1", "Open", "Open a register that is somewhere else.", footer=False),
    Action("make", "2", "New", "Make a new register.", footer=False),
    Action("bring", "3", "Bring", "Make a new register and import the last report.", footer=False),
    Action("sample", "4", "Sample", "Look at a sample: an invented council with its year.", footer=False),
    Action("choose", "enter", "Take", "Take what is marked."),
    LANGUAGE,
    THEME,
    Action("leave", "f10", "Quit", "Leave the program."),
)
STARTING = (
    Action("go", "f2", "Go on", "Go on with what is typed. Enter in the last field does the same."),
    Action("back", "escape", "Back", "Go back; what was typed stays."),
    LEAVE,
)
IMPORTING = (
    HELP,
    Action("record", "f2", "Record", "Look at what will be recorded, and record it.", writes=True),
    Action("period", "f5", "Period", "Choose the period that the report is of."),
    Action("replace", "f6", "Replace", "Replace the progress that a measure has already, or let it stand."),
    Action("read", "enter", "Read", "Read the file that is named."),
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
EXPORTING = (
    Action("write", "f2,enter", "Compose", "Write the report. Enter does the same."),
    Action("take", "space", "Take or not", "Take the marked format, or leave it out."),
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
    Action("take", "space", "Take or not", "Take the marked format, or leave it out."),
    Action("back", "escape", "Back", "Go back; what is begun is finished first."),
    LEAVE,
)
READING = (Action("back", "escape,enter", "Back", "Go back."), QUIT)
ASKING = (Action("take", "enter", "Take", "Take what is written."), BACK, QUIT)
CHOOSING = (Action("choose", "enter", "Take", "Take what is marked."), BACK, QUIT)


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Return the bindings of actions, letters in both layouts.

    A function key comes before what the focused field would do with it; all others come after.
    """
    return [
        Binding(_both(key), action.name, action.word, priority=_is_function(key))
        for action in actions
        for key in action.keys.split(",")
        if key
    ]


def shown_key(action: Action, *, cyrillic: bool | None = None) -> str:
    """Return an action's first key as a person reads it; a letter in one layout, or (None) in both."""
    key = action.keys.partition(",")[0]
    if _is_function(key):
        return key.upper()
    other = ukrainian(key)
    if other is None:
        return _PRINTED.get(key, key)
    return f"{key}, {other}" if cyrillic is None else other if cyrillic else key


def _both(key: str) -> str:
    before, plus, last = key.rpartition("+")
    other = ukrainian(last)
    return key if other is None else f"{key},{before}{plus}{other}"


def _is_function(key: str) -> bool:
    return key.startswith("f") and key[1:].isdigit()
