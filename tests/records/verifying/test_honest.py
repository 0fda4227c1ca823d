"""An honest register is found so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.records.verifying.council import Council


def test_honest(council: Council) -> None:
    """What officers saved and signed has no finding."""
    verdict = council.verify()
    assert [str(each) for each in council.found()] == []
    assert verdict.ok
