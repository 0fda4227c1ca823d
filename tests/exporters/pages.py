"""Helpers that read pages the way their readers do."""

from __future__ import annotations

import re

import html5lib

# The kinds of markup on the page, each written as one line.
ALLOWED = set(
    re.findall(
        r"\w+",
        "html head meta title style body a header h1 span p div main section h2 h3 ul li svg rect text "
        "strong em time table caption colgroup col thead tbody tr th td footer",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        "lang charset http-equiv content name class href id aria-labelledby aria-hidden focusable "
        "x y width height scope colspan data-label data-sha256 datetime tabindex rel",
    )
)


class Page:
    """A page parsed without our styles; invalid markup raises an error."""

    def __init__(self, data: bytes) -> None:
        builder = html5lib.getTreeBuilder("etree")
        parser = html5lib.HTMLParser(strict=True, tree=builder, namespaceHTMLElements=False)
        self.root = parser.parse(data.decode())
        # The tag of a comment is a function, not a string.
        assert all(isinstance(each.tag, str) for each in self.root.iter())
        elements = [(each.tag.rpartition("}")[2], each) for each in self.root.iter()]
        self.tags = {tag for tag, _ in elements}
        self.attributes = [(tag, name, each.attrib[name]) for tag, each in elements for name in each.attrib]
        self.text = "".join(self.root.itertext())
        #: The paragraphs and list items of each measure.
        self.paragraphs = [
            ["".join(each.itertext()) for each in cell.iter() if each.tag in {"p", "li"}]
            for cell in self.root.iter("td")
            if cell.get("class") == "zvit-progress"
        ]
        assert not self.tags - ALLOWED
        assert not {name for _, name, _ in self.attributes} - ATTRIBUTES

    def values(self, tag: str, name: str) -> list[str]:
        """Return the values of an attribute in all elements with a tag, in document order."""
        return [value for found, key, value in self.attributes if (found, key) == (tag, name)]


def folded(text: str) -> str:
    return " ".join(text.split())
