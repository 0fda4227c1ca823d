"""The check of merged texts against both sides never demands more than an honest merge keeps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from records.merges.threeway import Fork, merge_elements, merge_paragraphs, picked
from records.verifying.mixing import is_mixed

paragraphs = st.lists(st.sampled_from(["Нарада.", "Звіт про нараду.", "Навчання.", "Звіт."]), max_size=5)


@settings(max_examples=150, deadline=None)
@given(paragraphs, paragraphs, paragraphs)
def test_honest(base: list[str], one: list[str], other: list[str]) -> None:
    """Every merge by prozvit without conflicts passes as a combination of both sides."""
    if base in (one, other) or one == other:
        return
    parts = merge_paragraphs(base, one, other)
    if not any(isinstance(part, Fork) for part in parts):
        assert is_mixed(base, one, other, picked(parts, []), led=False)
    for led in (True, False):
        merged = merge_elements(base, one, other, led=led)
        assert merged is None or is_mixed(base, one, other, merged, led=led)
