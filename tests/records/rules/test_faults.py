"""Faults in a single record, each reported at its key."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.rules.validation import problems_of_record
from records.values.layout import OFFICERS, REGISTER
from records.values.model import (
    Attachment,
    Deadline,
    Evidence,
    Measure,
    Officer,
    Officers,
    PeriodRecord,
    Programme,
    Progress,
    Publication,
    ReportRules,
    Review,
    ReviewState,
    SigningKey,
    Status,
)
from records.values.periods import Period
from tests.records.rules.judged import AT, FOLDER, KEY, NAIVE, PROGRAMME, check, progress, register, rules

MEASURES = [
    (Measure(number="1.", title="x"), "number", "Write “1”"),
    (Measure(number=" . ", title="x"), "number", "no number"),
    (Measure(number="1", title=" "), "title", "title is empty"),
    (Measure(number="1", title="рядок\nрядок"), "title", "one line"),
    (Measure(number="1", title="при\u202eхований"), "title", "⟨202E⟩, which is not allowed"),
    (Measure(number="1", title="ESC\x1b[31m"), "title", "␛, which is not allowed"),
    (Measure(number="1", title="я" * 3001), "title", "at most 3000"),
    (Measure(number="1", title="x", responsible=("nobody",)), "responsible.0", "no unit “nobody”"),
    (
        Measure(number="1", title="x", deadline=Deadline(from_=date(2024, 2, 1), until=date(2024, 1, 1))),
        "deadline.from",
        "01.02.2024, is after the last, 01.01.2024",
    ),
    (
        Measure(number="1", title="x", deadline=Deadline(until=date(207, 1, 1))),
        "deadline.until",
        "can’t be meant",
    ),
    (Measure(number="1", title="x", retired=Period.from_code("2024-H1")), "retired", "2017-Q4"),
]


@pytest.mark.parametrize(("measure", "key", "words"), MEASURES)
def test_invalid_measure(measure: Measure, key: str, words: str) -> None:
    """Each fault of a measure is an error at its key, with the value and the remedy."""
    if not measure.responsible:
        measure = Measure(
            **{name: getattr(measure, name) for name in measure.__struct_fields__}
            | {"responsible": ("office",)}
        )
    check(f"{FOLDER}/measure.toml", measure, key, words)


PROGRESSES = [
    (progress(percent=101), "percent", "0 to 100"),
    (progress(percent=-1), "percent", "0 to 100"),
    (
        progress(percent=100),
        "percent",
        "100 % does not agree with the status “In progress”, which takes 0–99 %",
    ),
    (progress(status=Status.IMPLEMENTED, percent=99), "percent", "which takes 100 %"),
    (progress(status=Status.NOT_STARTED, percent=1), "percent", "which takes 0 %"),
    (progress(completed=date(9999, 1, 1)), "completed", "can’t be meant"),
    (progress(text="а\u200bб"), "text", "⟨200B⟩, which is not allowed"),
    (progress(text="а\rб"), "text", "␍, which is not allowed"),
    (progress(text="я" * 30_001), "text", "at most 30000"),
    (progress(evidence=(Evidence(sha256="0" * 64),)), "evidence.0", "no title, reference or address"),
    (progress(evidence=(Evidence(title="a\nb"),)), "evidence.0.title", "one line"),
    (
        progress(review=Review(state=ReviewState.ACCEPTED, by="a", at=NAIVE)),
        "review.at",
        "time zone",
    ),
]


@pytest.mark.parametrize(("report", "key", "words"), PROGRESSES)
def test_invalid_progress(report: Progress, key: str, words: str) -> None:
    """Each fault of a progress is an error at its key, with the value and the remedy."""
    check(f"{FOLDER}/2024-Q4.toml", report, key, words)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "https:///x",
        "https://name:word@example.org",
        "https://example.org/a b",
        "https:\\\\example.org",
    ],
)
def test_url(url: str) -> None:
    """Only plain http and https addresses are valid."""
    check(f"{FOLDER}/2024-Q4.toml", progress(evidence=(Evidence(url=url),)), "evidence.0.url", "https://")


@pytest.mark.parametrize(
    "url", ["https://example.org", "HTTP://приклад.укр:8080/шлях?а=1#б", "https://a.b/x@y"]
)
def test_good_url(url: str) -> None:
    """Addresses in Ukrainian, with ports, queries and punctuation in the path are valid."""
    report = progress(evidence=(Evidence(url=url),))
    assert problems_of_record(f"{FOLDER}/2024-Q4.toml", report, register()) == []


RULES = [
    ({"timezone": "Europe/Kiew"}, "timezone", "Europe/Kyiv"),
    ({"timezone": "../../etc/passwd"}, "timezone", "Europe/Kyiv"),
    ({"timezone": ""}, "timezone", "Europe/Kyiv"),
    ({"timezone": "я" * 300}, "timezone", "Europe/Kyiv"),
    ({"report": ReportRules(columns=())}, "report.columns", "missing or repeated"),
    ({"programmes": (PROGRAMME, PROGRAMME)}, "programmes.1.id", "“2024”"),
    (
        {
            "programmes": (
                PROGRAMME,
                Programme(id="b", title="x", from_=date(2025, 1, 1), until=date(2024, 1, 1)),
            )
        },
        "programmes.1.from",
        "is after the last",
    ),
    (
        {
            "programmes": (
                PROGRAMME,
                Programme(id="b", title="x", from_=date(1, 1, 1), until=date(2024, 1, 1)),
            )
        },
        "programmes.1.from",
        "can’t be meant",
    ),
]


@pytest.mark.parametrize(("values", "key", "words"), RULES)
def test_invalid_rules(values: dict[str, Any], key: str, words: str) -> None:
    """Each fault of the register's rules is an error at its key, with the value and the remedy."""
    check(REGISTER, rules(**values), key, words)


OFFICER_FAULTS = [
    ({"a b": Officer()}, "officers.a b", "no login"),
    ({"a": Officer(email="nobody")}, "officers.a.email", "no e-mail"),
    ({"a": Officer(email="A@x.org"), "b": Officer(email="a@x.org")}, "officers.b.email", "address of a"),
    ({"a": Officer(units=("gone",))}, "officers.a.units.0", "no unit “gone”"),
    ({"a": Officer(from_=date(2025, 1, 2), until=date(2025, 1, 1))}, "officers.a.from", "is after"),
    ({"a": Officer(keys=(SigningKey(key="-----BEGIN"),))}, "officers.a.keys.0.key", ".pub"),
    (
        {"a": Officer(keys=(SigningKey(key=KEY),)), "b": Officer(keys=(SigningKey(key=KEY),))},
        "officers.b.keys.0.key",
        "a signs",
    ),
]


@pytest.mark.parametrize(("officers", "key", "words"), OFFICER_FAULTS)
def test_invalid_officers(officers: dict[str, Officer], key: str, words: str) -> None:
    """Each fault of the officers is an error at its key, with the value and the remedy."""
    check(OFFICERS, Officers(officers=officers), key, words)


PERIODS = [
    ({"at": NAIVE}, "at", "time zone"),
    ({"records": {"etc/passwd": "0" * 64}}, "records.etc/passwd", "no file of a register"),
    ({"publication": Publication(url="ftp://x")}, "publication.url", "https://"),
    ({"attachments": (Attachment(name="../x.p7s", sha256=""),)}, "attachments.0.name", "without folders"),
]


@pytest.mark.parametrize(("values", "key", "words"), PERIODS)
def test_invalid_period(values: dict[str, Any], key: str, words: str) -> None:
    """Each fault of a closed period's record is an error at its key, with the value and the remedy."""
    check("periods/2024-Q4.toml", PeriodRecord(**({"count": 0, "by": "a", "at": AT} | values)), key, words)
