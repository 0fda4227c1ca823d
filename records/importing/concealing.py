"""Word text hidden by a style (ECMA-376 part 1, 17.3.2.41), marked as hidden at each run.

The reader of runs looks only at a run's own properties. Copying a style's `vanish` to the runs beforehand
means that it has to know only one way in which text is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.files.wordfiles import W
from records.importing.runs import switched

if TYPE_CHECKING:
    from collections.abc import Mapping

_HIDES = "vanish"
#: Real chains of styles are shorter; the limit stops a style that is based on itself.
_DEEPEST_STYLE = 20


def mark_hidden(document: Any) -> None:
    """Mark each run that only a style hides as hidden; a run with a setting of its own is unchanged."""
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
    """Knows which styles of a document hide text."""

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
        """Return whether the style named at `path` below an element, or else `kind`'s default, hides text."""
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
        """Return whether text is hidden: switches in both kinds of style cancel each other (17.7.3)."""
        return self._always or sum(styles) % 2 == 1
