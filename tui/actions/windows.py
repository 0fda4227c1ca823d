"""The actions of the small windows that ask for or show one thing."""

from __future__ import annotations

from tui.actions.action import Action
from tui.actions.common import BACK, QUIT

READING = (Action("back", "escape,enter", "Back", "Go back."), QUIT)
ASKING = (Action("take", "enter", "Take", "Take what is written."), BACK, QUIT)
CHOOSING = (Action("choose", "enter", "Choose", "Take what is marked."), BACK, QUIT)
