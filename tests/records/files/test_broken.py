"""Files that are not valid TOML: the mistake is explained in the user's language, with its position."""

from __future__ import annotations

import re

import pytest

from records.errors import InvalidDocument
from records.files.broken import broken
from records.files.documents import read_document, read_record
from records.language import UKRAINIAN
from tests.records.conftest import PROGRESS

#: The Latin words that a Ukrainian sentence about TOML may contain.
LATIN = {"TOML", "prozvit", "commit", "aside", "git", "true", "false", "u", "T"}


def _said(text: str) -> tuple[str, InvalidDocument]:
    with pytest.raises(InvalidDocument) as refused:
        read_document(text.encode(), PROGRESS)
    return refused.value.message().render(UKRAINIAN), refused.value


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("відсоток = 80", "ключ складається з латинських літер"),
        ("80", "кожен рядок – це ключ"),
        ("80 = = 1", "кожен рядок – це ключ"),
        ("80 = [] 2", "стоїть зайве"),
        ("80 = Так", "текст у лапках, число"),
        ("80 = +", "текст у лапках, число"),
        ("80 = t", "true або false"),
        ("80 = 1.", "число пишуть цифрами"),
        ("80 = 0x", "число пишуть цифрами"),
        ("80 = 007", "число пишуть цифрами"),
        ("80 = 1__0", "число пишуть цифрами"),
        ("80 = 2017-02-30", "день пишуть як"),
        ("80 = 2017-12", "день пишуть як"),
        ("80 = 0000-01-01", "бути в календарі"),
        ("80 = 23:59:60", "бути в календарі"),
        ('80 = "«План»', "тими самими лапками"),
        ('80 = """', "тими самими лапками"),
        ('80 = "\x01"', "не буває керівних символів"),
        ("80 = 1 # \x01", "не буває керівних символів"),
        ('80 = "C:\\Мої"', "риску пишуть двічі"),
        ('80 = "\\u00"', "риску пишуть двічі"),
        ("80 = 1\r80 = 2", "повернення каретки"),
        ("80 = [[] 2]", "стоїть одна кома"),
        ("80 = {1 = 1,}", "стоїть одна кома"),
        ("80 = [1", "список починається"),
        ("80 = ]", "список починається"),
        ("80 = {1 = 1", "таблиця в рядку"),
        ("80 = {", "таблиця в рядку"),
        ("[80", "заголовок таблиці"),
        ("[[80]", "заголовок таблиці"),
        ("status = 1", "у файлі вже є"),
        ("status.80 = 1", "має власне значення"),
    ],
)
def test_mistakes(line: str, told: str) -> None:
    """Each mistake is reported with its remedy, and without the parser's English."""
    said, error = _said(f'status = "partly"\n{line}')
    assert told in said
    words = said.removeprefix(PROGRESS).replace(str(error.values.get("found", "")), "")
    assert set(re.findall(r"[A-Za-z]+", words)) <= LATIN
    assert error.values["line"] == 2


def test_place() -> None:
    """The position counts characters; the line is quoted, or, if it is long, the part around the position."""
    said, error = _said(f'title = "{"ж" * 100}\x1b[31m" кінець\n')
    assert error.values["column"] == 117
    assert "кінець»" in said
    assert "ж" * 61 not in said
    assert "\x1b" not in said


def test_calendar_in_text() -> None:
    """An impossible time is searched for outside strings and comments."""
    assert _said('text = """\n23:59:60"""  # 0000-01-01\nat = 23:59:60\n')[1].values["line"] == 3


def test_unknown() -> None:
    """An error of the parser that has no translation is reported in general terms."""
    told = broken("a = 1\n", PROGRESS, byte=1, said="at line 1\nflux capacitor").message().render(UKRAINIAN)
    assert "рядок 1, позиція 2: «a = 1»" in told
    assert "flux" not in told


def test_endless_number() -> None:
    """A number with too many digits to be written again is refused; digits in a text are only text."""
    with pytest.raises(InvalidDocument, match="thousands of digits"):
        read_document(b"percent = " + b"9" * 5000, PROGRESS)
    assert len(read_document(b'text = "' + b"9" * 5000 + b'"', PROGRESS)["text"]) == 5000


@pytest.mark.parametrize("value", ['"2017-13-01"', '"2017-12-31T"'])
def test_day_in_quotes(value: str) -> None:
    """A quoted date that is not a date is reported with the expected form."""
    with pytest.raises(InvalidDocument) as refused:
        read_record(f'status = "partly"\ncompleted = {value}'.encode(), PROGRESS)
    assert "дата, наприклад 2017-12-31" in refused.value.message().render(UKRAINIAN)
