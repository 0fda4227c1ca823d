"""Words of a Word file that a style hides (ECMA-376 part 1, 17.3.2.41): marked where they stand.

A reader of runs sees what is written at a run itself. What its styles say is written there first, so that
words are hidden in one way, whoever hid them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.files.wordfiles import W
from records.importing.runs import switched

if TYPE_CHECKING:
    from collections.abc import Mapping

_HIDES = "vanish"
#: No style is based on so many others, but one may be based on itself.
_DEEPEST_STYLE = 20


def mark_hidden(document: Any) -> None:
    """Write at each run that only a style hides that it is hidden; a run that says otherwise stays shown."""
    styles = document.styles.element
    if next(styles.iter(f"{W}{_HIDES}"), None) is None:
        return
    hiding = _Hiding(styles)
    for paragraph in document.element.body.iter(f"{W}p"):
        of_paragraph = hiding.by(paragraph, f"{W}pPr/{W}pStyle", "paragraph")
        for run in paragraph.iter(f"{W}r"):
            of_run = hiding.by(run, f"{W}rPr/{W}rStyle", "character")
            if switched(run, _HIDES) is None and hiding.is_on(of_paragraph, of_run):
                run.get_or_add_rPr().append(run.makeelement(f"{W}{_HIDES}"))


class _Hiding:
    """Which styles hide words."""

    def __init__(self, styles: Any) -> None:
        self._styles: Mapping[str, Any] = {
            style.get(f"{W}styleId", ""): style for style in styles.iterfind(f"{W}style")
        }
        self._usual = {
            style.get(f"{W}type"): name
            for name, style in self._styles.items()
            if style.get(f"{W}default") in {"1", "true", "on"}
        }
        defaults = styles.find(f"{W}docDefaults/{W}rPrDefault")
        self._always = defaults is not None and switched(defaults, _HIDES) is True

    def by(self, element: Any, path: str, kind: str) -> bool:
        """Say whether the style that an element names at a path, or else that of its kind, hides words."""
        named = element.find(path)
        name = self._usual.get(kind) if named is None else named.get(f"{W}val")
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name or "")
            if style is None:
                return False
            if (said := switched(style, _HIDES)) is not None:
                return said
            based = style.find(f"{W}basedOn")
            name = None if based is None else based.get(f"{W}val")
        return False

    def is_on(self, *styles: bool) -> bool:
        """Say whether words are hidden: where styles of two kinds both hide, they show again (17.7.3)."""
        return self._always or sum(styles) % 2 == 1
