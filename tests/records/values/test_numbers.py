"""The order of measure numbers, and the ids made from them."""

from __future__ import annotations

import random
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.values.model import Id
from records.values.numbers import clean_number, new_id, number_order, slug

NUMBERS = st.text(alphabet="0123456789.-–/ абвгґіIVX№²", max_size=12) | st.text(max_size=30)
quick = settings(max_examples=60)


def fits(identity: str) -> bool:
    return msgspec.convert(identity, Id) == identity and "\n" not in identity


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "1.1", "1.2", "1.10", "2", "2-1", "3", "10"],
        ["1.1.1.4.1", "1.1.1.4.2", "1.1.1.10.1", "1.1.2"],
        ["7", "7.1", "7-1", "7а", "7б", "7в", "7г", "7ґ", "7д", "7є", "7и", "7і", "7ї", "7й", "8"],
        ["2", "2¹", "2²", "2¹⁰", "3"],
        ["I", "I.1", "I.2", "I.10", "II.1", "IV.1", "IX.1", "X.1"],
        ["І.1", "ІІ.1", "ІV.1", "ІХ.1", "Х.1", "ХІІ.1"],
        ["99", "I.1", "XIV.3", "A.1", "B.1", "C.1", "D.1", "додатковий 1", "додатковий 2", "додатковий 10"],
        ["№ 2", "№ 10", "захід", "…"],
        ["09", "10", "011"],
        ["9", "9" * 6000, "1" + "0" * 6000],
    ],
)
def test_programme_order(ordered: list[str]) -> None:
    """Numbers sort as in a programme: 2 before 10, 2-1 after 2, letters alphabetically."""
    shuffled = ordered[:]
    random.Random(7).shuffle(shuffled)
    assert ordered == sorted(shuffled, key=number_order)


@quick
@given(st.lists(NUMBERS, max_size=8))
def test_order_is_total(numbers: list[str]) -> None:
    """Any texts can be ordered, the result does not depend on the input order, and no two texts are equal."""
    other_way = numbers[::-1]
    assert sorted(numbers, key=number_order) == sorted(other_way, key=number_order)
    assert len(set(numbers)) == len({number_order(number) for number in numbers})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4.", "4"),
        (" 1.1. ", "1.1"),
        ("\u00a07а\u00a0.", "7а"),
        ("1.\n2", "1. 2"),
        ("5.\u200b", "5"),
        ("...", ""),
        ("2-1", "2-1"),
    ],
)
def test_clean_number(typed: str, kept: str) -> None:
    """Cleaning a number removes only surrounding spaces, invisible characters and the final dot."""
    assert kept == clean_number(typed)


@quick
@given(NUMBERS)
def test_cleaning_twice(text: str) -> None:
    """Cleaning a clean number changes nothing."""
    assert clean_number(text) == clean_number(clean_number(text))


# The examples in the table of Cabinet resolution 55 of 27.01.2010.
RESOLUTION = """
Алушта Alushta; Андрій Andrii; Борщагівка Borshchahivka; Борисенко Borysenko; Вінниця Vinnytsia;
Володимир Volodymyr; Гадяч Hadiach; Богдан Bohdan; Згурський Zghurskyi; Ґалаґан Galagan; Ґорґани Gorgany;
Донецьк Donetsk; Дмитро Dmytro; Рівне Rivne; Олег Oleh; Есмань Esman; Єнакієве Yenakiieve; Гаєвич Haievych;
Короп’є Koropie; Житомир Zhytomyr; Жанна Zhanna; Жежелів Zhezheliv; Закарпаття Zakarpattia;
Казимирчук Kazymyrchuk; Медвин Medvyn; Михайленко Mykhailenko; Іванків Ivankiv; Іващенко Ivashchenko;
Їжакевич Yizhakevych; Кадиївка Kadyivka; Мар’їне Marine; Йосипівка Yosypivka; Стрий Stryi; Олексій Oleksii;
Київ Kyiv; Коваленко Kovalenko; Лебедин Lebedyn; Леонід Leonid; Миколаїв Mykolaiv; Маринич Marynych;
Ніжин Nizhyn; Наталія Nataliia; Одеса Odesa; Онищенко Onyshchenko; Полтава Poltava; Петро Petro;
Решетилівка Reshetylivka; Рибчинський Rybchynskyi; Суми Sumy; Соломія Solomiia; Тернопіль Ternopil;
Троць Trots; Ужгород Uzhhorod; Уляна Uliana; Фастів Fastiv; Філіпчук Filipchuk; Харків Kharkiv;
Христина Khrystyna; Біла Bila; Церква Tserkva; Стеценко Stetsenko; Чернівці Chernivtsi;
Шевченко Shevchenko; Шостка Shostka; Кишеньки Kyshenky; Щербухи Shcherbukhy; Гоща Hoshcha;
Гаращенко Harashchenko; Юрій Yurii; Корюківка Koriukivka; Яготин Yahotyn; Ярошенко Yaroshenko;
Костянтин Kostiantyn; Знам’янка Znamianka; Феодосія Feodosiia; Згорани Zghorany; Розгон Rozghon"""


@pytest.mark.parametrize("pair", [pair.split() for pair in RESOLUTION.split(";")])
def test_transliteration(pair: list[str]) -> None:
    """Names are transliterated as in the resolution's own examples."""
    ukrainian, latin = pair
    assert latin.lower() == slug(ukrainian)


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("7а", "7a"),
        ("1.1.1.4.1", "1.1.1.4.1"),
        ("1.1.", "1.1"),
        ("2–1", "2-1"),
        ("2¹", "2-1"),
        ("ІІ.3", "ii.3"),
        ("Загальний відділ", "zahalnyi-viddil"),
        ("Відділ “Є-рада” № 5", "viddil-ye-rada-no-5"),
        ("Café", "cafe"),
        ("../../etc", "etc"),
        ("…", "x"),
        ("", "x"),
    ],
)
def test_slug(text: str, identity: str) -> None:
    """An id keeps letters, digits and single dots; everything else becomes a hyphen."""
    assert identity == slug(text)


@quick
@given(st.text(max_size=200))
def test_slug_is_an_id(text: str) -> None:
    """The slug of any text is a valid id."""
    assert fits(slug(text))
    assert re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", slug(text))


@quick
@given(st.lists(st.text(alphabet="1аб.-", max_size=90), max_size=12))
def test_new_ids_are_unique(names: list[str]) -> None:
    """Ids made one after another are valid and never collide."""
    taken: set[str] = set()
    for name in names:
        identity = new_id(name, taken)
        assert fits(identity)
        assert identity not in taken
        taken.add(identity)


def test_collision() -> None:
    """A taken id gets the suffix -2, then -3, within the maximum length."""
    assert new_id("7а", {"7a"}) == "7a-2"
    assert new_id("7а", {"7a", "7a-2"}) == "7a-3"
    assert new_id("а" * 100, {"a" * 80}) == "a" * 78 + "-2"
