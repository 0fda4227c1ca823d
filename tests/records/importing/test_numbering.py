"""The numbers that Word generates before paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from records.importing.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPE, LIST, ANEW, AGAIN = 90, 91, 92, 93


def level(at: int, form: str, text: str, start: int = 1) -> str:
    """Return the XML of one level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def document(*levels: str) -> Any:
    """Return a document with three numberings of these levels: two plain ones and one that starts at 7."""
    made = docx.Document()
    parts = [
        f'<w:abstractNum w:abstractNumId="{SHAPE}">{"".join(levels)}</w:abstractNum>',
        *(f'<w:num w:numId="{used}"><w:abstractNumId w:val="{SHAPE}"/></w:num>' for used in (LIST, AGAIN)),
        (
            f'<w:num w:numId="{ANEW}"><w:abstractNumId w:val="{SHAPE}"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="7"/></w:lvlOverride></w:num>'
        ),
    ]
    root = made.part.numbering_part.element
    for element in parse_xml(f"<w:numbering {nsdecls('w')}>{''.join(parts)}</w:numbering>"):
        root.append(element)
    return made


def numbered(made: Any, at: int = 0, used: int = LIST) -> Any:
    """Add a paragraph with automatic numbering and return its element."""
    paragraph = made.add_paragraph()._p
    numbers = f'<w:ilvl w:val="{at}"/><w:numId w:val="{used}"/>'
    paragraph.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{numbers}</w:numPr>"))
    return paragraph


def labels(made: Any, places: Sequence[tuple[int, int]]) -> list[str | None]:
    """Return the labels of paragraphs, each given by its level and its numbering."""
    numbering = Numbering(made)
    return [numbering.label(numbered(made, at, used)) for at, used in places]


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("decimal", "29."),
        ("decimalZero", "29."),
        ("upperRoman", "XXIX."),
        ("lowerRoman", "xxix."),
        ("lowerLetter", "cc."),
        ("upperLetter", "CC."),
        ("russianLower", "аа."),
        ("russianUpper", "АА."),
        ("bullet", ""),
        ("none", None),
        ("chicago", "29."),
    ],
)
def test_forms(form: str, label: str | None) -> None:
    """Every number format that councils use is rendered as in Word."""
    assert labels(document(level(0, form, "%1.", start=29)), [(0, LIST)]) == [label]


def test_levels() -> None:
    """A level restarts below each number of a higher level, and may include the higher numbers."""
    made = document(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "lowerLetter", "%3)"))
    assert labels(made, [(at, LIST) for at in (0, 1, 1, 2, 0, 1, 2)]) == [
        "1.",
        "1.1.",
        "1.2.",
        "a)",
        "2.",
        "2.1.",
        "a)",
    ]


def test_counts_on() -> None:
    """Numberings of one definition share a count; one with a start override begins there."""
    made = document(level(0, "decimal", "%1"))
    assert labels(made, [(0, LIST), (0, AGAIN), (0, ANEW), (0, ANEW), (0, LIST)]) == ["1", "2", "7", "8", "3"]


def test_by_style() -> None:
    """A paragraph takes the numbering of its style or base style; number 0 switches it off."""
    made = document(level(0, "decimal", "%1"))
    base = made.styles["List Number 3"]
    base.element.get_or_add_pPr().numPr.numId.val = LIST
    style = made.styles.add_style("Own", 1)
    style.base_style = base
    numbering = Numbering(made)
    assert numbering.label(made.add_paragraph("а", style)._p) == "1"
    off = made.add_paragraph("б", style)._p
    off.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    assert numbering.label(off) is None
    assert numbering.label(made.add_paragraph("в", style)._p) == "2"


def test_foreign() -> None:
    """A paragraph without a numbering, or with an undefined one, has no label."""
    made = document(level(0, "decimal", "%1"))
    assert Numbering(made).label(made.add_paragraph("а")._p) is None
    assert labels(made, [(0, 12345)]) == [None]
