"""The colour themes: one accent, a colour for each status, all legible on their background.

Texts use the names of a terminal's sixteen colours; a theme maps each to a shade for its background. The
shades have a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), in the high-contrast theme 7:1.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.color import parse_rgb_hex
from rich.terminal_theme import TerminalTheme
from textual.theme import BUILTIN_THEMES, Theme

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK, LIGHT, CONTRAST, SIXTEEN = "dark", "light", "contrast", "sixteen"
#: The themes to choose from; the last uses the terminal's own sixteen colours.
THEME_NAMES: Mapping[str, Message] = MappingProxyType(
    {
        DARK: Message("dark"),
        LIGHT: Message("light"),
        CONTRAST: Message("high contrast"),
        SIXTEEN: Message("the terminal’s own sixteen colours"),
    }
)

THEMES = (
    Theme(
        name=DARK,
        primary="#2f6f9f",
        accent="#7fb7dd",
        foreground="#dcdfe4",
        background="#14181d",
        surface="#1c222a",
        panel="#252d37",
        success="#87d787",
        warning="#ffd75f",
        error="#ff8787",
        dark=True,
        variables={"rule": "#3a4450", "muted": "#9aa4b0", "cursor": "#244a66", "cursor-text": "#ffffff"},
    ),
    Theme(
        name=LIGHT,
        primary="#1f5f8f",
        accent="#1f5f8f",
        foreground="#1d2126",
        background="#fbfbf8",
        surface="#f1f1ec",
        panel="#e4e4de",
        success="#1e6b2a",
        warning="#7a5200",
        error="#a8202b",
        dark=False,
        variables={"rule": "#b9bdc2", "muted": "#575e66", "cursor": "#cfe3f3", "cursor-text": "#10161c"},
    ),
    Theme(
        name=CONTRAST,
        primary="#ffff00",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        success="#7dff7d",
        warning="#ffe14d",
        error="#ff9c9c",
        dark=True,
        variables={"rule": "#ffffff", "muted": "#ffffff", "cursor": "#ffff00", "cursor-text": "#000000"},
    ),
    replace(
        BUILTIN_THEMES["ansi-dark"],
        name=SIXTEEN,
        accent="ansi_default",
        variables={
            **BUILTIN_THEMES["ansi-dark"].variables,
            "rule": "ansi_default",
            "muted": "ansi_default",
            "cursor": "ansi_default",
            "cursor-text": "ansi_default",
        },
    ),
)

#: black, red, green, yellow, blue, magenta, cyan, white
_SHADES = {
    DARK: "#14181d #ff8787 #87d787 #ffd75f #87afff #d7afff #5fd7d7 #dcdfe4",
    LIGHT: "#1d2126 #a8202b #1e6b2a #7a5200 #1d4fa0 #7a2f9a #006a73 #fbfbf8",
    CONTRAST: "#000000 #ff9c9c #7dff7d #ffe14d #9fc5ff #f0b3ff #6ff5f5 #ffffff",
}


@cache
def shades(theme: str) -> TerminalTheme:
    """Return the shades that a theme gives the names of colours."""
    named = [_triplet(shade) for shade in _SHADES.get(theme, _SHADES[DARK]).split()]
    ground, ink = (named[7], named[0]) if theme == LIGHT else (named[0], named[7])
    return TerminalTheme(ground, ink, named, named)


def _triplet(shade: str) -> tuple[int, int, int]:
    red, green, blue = parse_rgb_hex(shade.removeprefix("#"))
    return red, green, blue
