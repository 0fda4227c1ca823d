"""Detection of likely personal data, so that a person can check a text before it is recorded permanently.

Git does not forget, and a published report may not hold unnecessary personal data or reveal who reported
corruption (Law of Ukraine on Prevention of Corruption, art. 53-5).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_MANY_DIGITS = re.compile(r"[0-9](?:[ ()№-]{0,3}[0-9]){5}")
_TEN_DIGITS = re.compile(r"(?<!\d)\d{10}(?!\d)", re.ASCII)
# Weights for the check digit of the tax number (РНОКПП).
_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_PASSPORT = re.compile(r"(?<!\w)[А-ЯІЇЄҐ]{2} ?№? ?\d{6}(?!\d)|(?i:паспорт)\w{0,3}[^\n\d]{0,40}\d{6,9}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?38[ -]?)?\(?0(?!800)\d{2}\)?[ -]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
    r"|\(0\d{3,4}\) ?\d(?:[ -]?\d){4,6}(?!\d)",
    re.ASCII,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w-]{2,24}")
_ADDRESS = re.compile(
    r"\b(?:проживає|мешкає|зареєстрован\w{1,3}|домашн\w{1,3})\W{1,3}за адрес\w{1,3}"
    r"|\bдомашн\w{1,3} адрес\w{1,3}"
    r"|\b(?:вул|просп|пров|бульв|буд)\w{0,6}\b[^\n]{0,60}?\bкв(?:\.|артира) ?\d{1,3}(?!\d)",
    re.IGNORECASE,
)
_NAME = (
    r"(?:[А-ЯІЇЄҐ][а-яіїєґ’']{2,30} [А-ЯІЇЄҐ]\. ?[А-ЯІЇЄҐ]\."
    r"|[А-ЯІЇЄҐ]\. ?[А-ЯІЇЄҐ]\. ?[А-ЯІЇЄҐ][а-яіїєґ’']{2,30}"
    r"|[А-ЯІЇЄҐ][а-яіїєґ’']{1,30} [А-ЯІЇЄҐ][А-ЯІЇЄҐ’'-]{2,30}"
    r"|[А-ЯІЇЄҐ][а-яіїєґ’']{2,30} [А-ЯІЇЄҐ][а-яіїєґ’']{2,30}(?: [А-ЯІЇЄҐ]\w{2,30}(?:вич|вн)\w{0,4})?)"
)
_WHISTLE_BLOWER = re.compile(rf"[Вв]икривач\w{{0,4}}[^\n]{{0,40}}?{_NAME}|{_NAME}[^\n]{{0,40}}?\b[Вв]икривач")


def personal_data(text: str) -> Iterator[Message]:
    """Yield a doubt for each kind of personal data found in a text, quoting the first occurrence."""
    # Cheap checks come first: most texts fail them and are spared the slow searches.
    if _MANY_DIGITS.search(text):
        yield from _numbers(text)
    if "@" in text and (found := _EMAIL.search(text)):
        yield Message("“{found}” looks like an e-mail address. Must it be published?", found=found.group())
    if ("дрес" in text or "ДРЕС" in text or "кв." in text or "квартир" in text) and (
        found := _ADDRESS.search(text)
    ):
        yield Message("“{found}” looks like a home address. Must it be published?", found=found.group())
    if "икривач" in text and (found := _WHISTLE_BLOWER.search(text)):
        yield Message(
            "“{found}”: a name stands near the word “викривач”. The law forbids showing who reported.",
            found=found.group(),
        )


def _numbers(text: str) -> Iterator[Message]:
    for number in _TEN_DIGITS.findall(text):
        if _is_tax_number(number):
            yield Message("“{found}” looks like a person’s tax number. Must it be published?", found=number)
            break
    if found := _PASSPORT.search(text):
        yield Message("“{found}” looks like a passport’s number. Must it be published?", found=found.group())
    if found := _PHONE.search(text):
        yield Message("“{found}” looks like a telephone number. Must it be published?", found=found.group())


def _is_tax_number(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return not digits.startswith("0") and total % 11 % 10 == int(digits[-1])
