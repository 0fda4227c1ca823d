"""The Word document that a report is written into: page, styles and properties.

It is ours, or the council’s own with its letterhead, to which our missing styles are added. Styles are looked
up by name, because the Ukrainian version of Word gives them other identifiers.
"""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from exporters.packing import packed, unpacked
from exporters.word.styles import add_styles, style_ids
from records.files.wordfiles import opened, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_FOLDER = Path(__file__).parent / "parts"
#: The parts of our own document, and the files that contain them.
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "[Content_Types].xml": "content-types.xml",
        "_rels/.rels": "rels.xml",
        "word/_rels/document.xml.rels": "document-rels.xml",
        "word/document.xml": "document.xml",
        "word/header1.xml": "header.xml",
        "word/numbering.xml": "numbering.xml",
        "word/settings.xml": "settings.xml",
        "word/styles.xml": "styles.xml",
    }
)
_BODY = "word/document.xml"
_TAGS = {"uk": "uk-UA", "en": "en-GB"}
_TWIPS = 635
_USUAL_WIDTH = 16838 * _TWIPS
#: The path of the council’s own document in its register.
TEMPLATE = "templates/report.docx"
#: Marks the place for the report’s content; text in a document can never contain it.
_MARK = "<?prozvit report?>"


class WordBase:
    """An empty document, ready for a report."""

    def __init__(self, language: str, template: bytes | None = None) -> None:
        """Open ours, or the council’s `template`; raise `UnreadableSource` if that is no Word file."""
        ours = packed({name: (_FOLDER / file).read_bytes() for name, file in _PARTS.items()})
        with refused(TEMPLATE):
            self._document = opened(ours if template is None else template, TEMPLATE)
            if template is not None:
                add_styles(self._document, opened(ours, TEMPLATE))
            self._styles = style_ids(self._document)
        self._links: dict[str, str] = {}
        self._set_language(_TAGS.get(language, language))

    def style(self, name: str) -> str:
        """Return the identifier of the style with a name."""
        return self._styles[name.lower()]

    @property
    def width(self) -> int:
        """The width of the text area, in twentieths of a point."""
        page: Any = self._document.sections[-1]
        sides = (page.left_margin or 0) + (page.right_margin or 0)
        return int((page.page_width or _USUAL_WIDTH) - sides) // _TWIPS

    def link(self, url: str) -> str:
        """Return the id of the relationship for an address, which is added on first use."""
        return self._links.setdefault(url, f"rIdLink{len(self._links) + 1}")

    def describe(self, title: str, author: str, at: datetime) -> None:
        """Set the document’s properties; `at` is the time of creation and of the last change."""
        properties = self._document.core_properties
        properties.title = title[:255]
        properties.author = properties.last_modified_by = author[:255]
        # The library writes the time as it is and labels it UTC.
        properties.created = properties.modified = at.astimezone(UTC)
        properties.revision = 1
        properties.comments = ""

    def filled(self, body: Iterable[str]) -> bytes:
        """Return the file of the document with `body` (paragraphs and tables as WordprocessingML) in it."""
        # Must come first: generating the body registers its links.
        inside = [part.encode() for part in body]
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import parse_xml

        for url, name in self._links.items():
            self._document.part.rels.add_relationship(
                RELATIONSHIP_TYPE.HYPERLINK, url, name, is_external=True
            )
        self._document.element.body.get_or_add_sectPr().addprevious(parse_xml(f"<place>{_MARK}</place>")[0])
        stream = BytesIO()
        self._document.save(stream)
        parts = unpacked(stream.getvalue())
        before, _, after = parts[_BODY].partition(_MARK.encode())
        parts[_BODY] = b"".join([before, *inside, after])
        return packed(parts)

    def _set_language(self, tag: str) -> None:
        from docx.oxml.ns import qn

        styles: Any = self._document.styles.element
        for element in styles.iterfind(f"{qn('w:docDefaults')}//{qn('w:lang')}"):
            element.set(qn("w:val"), tag)
