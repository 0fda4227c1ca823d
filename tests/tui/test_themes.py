"""The themes: every text has enough contrast with its background."""

from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color

from tui.themes import CONTRAST, DARK, LIGHT, THEME_NAMES, THEMES, shades

#: Contrast required by WCAG 2.2: 4.5 to 1 (1.4.3), or 7 to 1 (1.4.6).
_ENOUGH = {CONTRAST: 7.0}
_NAMED = range(1, 7)


@pytest.mark.parametrize("name", [DARK, LIGHT, CONTRAST])
def test_contrast(name: str) -> None:
    """Text, muted text and named colours contrast with the background, windows and the cursor's row."""
    theme = next(each for each in THEMES if each.name == name)
    grounds = [theme.background, theme.surface]
    named = [Color(*shades(theme.name).ansi_colors[place]) for place in _NAMED]
    inks = [Color.parse(each) for each in (theme.foreground, theme.variables["muted"])]
    pairs = [*product([*inks, *named], map(Color.parse, grounds))]
    pairs.append((Color.parse(theme.variables["cursor-text"]), Color.parse(theme.variables["cursor"])))
    for ink, ground in pairs:
        assert contrast(ink, ground) >= _ENOUGH.get(theme.name, 4.5), (ink.hex, ground.hex)


def test_named() -> None:
    """Each theme can be chosen by a name, and no other can."""
    assert [theme.name for theme in THEMES] == list(THEME_NAMES)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    """Return a colour's relative luminance as WCAG defines it, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
