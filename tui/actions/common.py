"""The actions that several screens share."""

from __future__ import annotations

from tui.actions.action import Action

HELP = Action("help", "f1,ctrl+p", "Help", "List what can be done here: the keys, and Enter does it.")
BACK = Action("back", "escape", "Back", "Go back.")
LANGUAGE = Action("language", "", "English", "Speak English, or Ukrainian again.", footer=False)
THEME = Action("theme", "", "Colours", "Choose the colours: dark, light, high contrast.", footer=False)
QUIT = Action("leave", "f10", "Quit", "Leave the program; what was typed is kept as a draft.")
#: For screens whose input has no draft.
LEAVE = Action("leave", "f10", "Quit", "Leave the program.")
#: Available on every screen.
COMMON = (LANGUAGE, THEME, QUIT)
#: Shared by the forms of a progress and of a measure.
SAVE = Action("save", "f2,ctrl+s", "Save", "Look at the change and record it.", writes=True)
OF_MEASURE = Action("history", "f3", "History", "Show who changed this measure, when and why.")
DISCARD = Action("discard", "", "Drop draft", "Delete what was typed here.", footer=False, writes=True)
KEEP = Action("back", "escape", "Back", "Go back. What was typed is kept as a draft.")
WHOLE = Action("whole", "enter", "Whole change", "Show all that is known of the selected change.")
REFRESH = Action(
    "refresh", "f5", "Refresh", "Read the changes again, with those that came since.", footer=False
)
