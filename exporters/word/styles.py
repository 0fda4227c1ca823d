"""Adds our styles to a council’s own Word document, under identifiers not used in it."""

from __future__ import annotations

import copy
from typing import Any

from records.files.wordfiles import W

_VALUE = f"{W}val"
_ID = f"{W}styleId"
#: Elements that refer to another style.
_NAMING = ("basedOn", "next", "link")


def style_ids(document: Any) -> dict[str, str]:
    """Return the identifiers of a document’s styles, by name in lower case."""
    return {
        name.get(_VALUE, "").lower(): style.get(_ID, "")
        for style in document.styles.element.iterfind(f"{W}style")
        if (name := style.find(f"{W}name")) is not None
    }


def add_styles(document: Any, ours: Any) -> None:
    """Add to a document those of our styles whose names it lacks, and the numbering that they use."""
    theirs, known = style_ids(document), style_ids(ours)
    added = {
        name: _free(wanted, set(theirs.values())) for name, wanted in known.items() if name not in theirs
    }
    ids = {known[name]: (theirs | added)[name] for name in known}
    number = _add_numbering(document, ours)
    for style in ours.styles.element.iterfind(f"{W}style"):
        name = style.find(f"{W}name").get(_VALUE).lower()
        if name not in added:
            continue
        copied = copy.deepcopy(style)
        copied.set(_ID, added[name])
        # The document keeps its own default styles.
        copied.attrib.pop(f"{W}default", None)
        for element in copied.iter(*(f"{W}{name}" for name in _NAMING)):
            element.set(_VALUE, ids[element.get(_VALUE)])
        for element in copied.iter(f"{W}numId"):
            element.set(_VALUE, number)
        document.styles.element.append(copied)


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "1"
    return wanted


def _add_numbering(document: Any, ours: Any) -> str:
    """Add our only numbering definition to a document; return its number there."""
    root = _numbering(document, ours)
    shape = copy.deepcopy(ours.part.numbering_part.element.find(f"{W}abstractNum"))
    used = copy.deepcopy(ours.part.numbering_part.element.find(f"{W}num"))
    shape_id = _next(root, "abstractNum", "abstractNumId")
    number = _next(root, "num", "numId")
    shape.set(f"{W}abstractNumId", shape_id)
    used.set(f"{W}numId", number)
    used.find(f"{W}abstractNumId").set(_VALUE, shape_id)
    # The schema requires definitions before the numberings that use them.
    first = root.find(f"{W}num")
    if first is None:
        root.append(shape)
    else:
        first.addprevious(shape)
    last = root.findall(f"{W}num")[-1:]
    (last[0] if last else shape).addnext(used)
    return number


def _numbering(document: Any, ours: Any) -> Any:
    """Return the root element of a document’s numbering part, created if missing."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.parts.numbering import NumberingPart

    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        model = ours.part.numbering_part
        root = copy.deepcopy(model.element)
        for element in list(root):
            root.remove(element)
        part = NumberingPart(model.partname, model.content_type, root, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return root


def _next(root: Any, kind: str, key: str) -> str:
    used = [int(each.get(f"{W}{key}", "0")) for each in root.iterfind(f"{W}{kind}")]
    return str(max(used, default=0) + 1)
