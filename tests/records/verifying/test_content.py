"""Contents of commits: forged messages, records, paths, modes and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from records.rules.findings import Code
from records.values.changes import SUBMITTED, Action
from tests.records.conftest import MEASURE, PROGRESS, progress
from tests.records.verifying.council import ADMIN, CHIEF, CLERK, KYIV, Council

#: Longer than the part shown in a message.
_LONG = 'odd = "' + "довгий " * 30 + '"'


def _by_clerk(council: Council, files: dict[str, object], message: str, **more: object) -> str:
    return council.commit(files, message, by=CLERK, key=CLERK.key, **more)


def _message(council: Council, **values: object) -> str:
    """Return the message that prozvit writes for a progress, leaving main where it was."""
    head = council.head
    council.save(progress(**values), CLERK)
    message = council.message()
    council.move(head)
    return message


def test_forged_message(council: Council) -> None:
    """A message in prozvit's format that names fields other than those changed is found, field by field."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20").replace("Готуємо", "Провели")
    forged = _by_clerk(council, {PROGRESS: text}, message)
    (found,) = council.found()
    assert (found.code, found.commit, found.path, found.key) == (
        Code.UNDECLARED_CHANGE,
        forged,
        PROGRESS,
        "text",
    )


@pytest.mark.parametrize(
    ("true", "told"),
    [
        ("20 %", "15 %"),
        ("Відсоток: 10 → 20", "Відсоток: 10 → 15"),
        ("\n\n  Проведено", "\n\nСтатус: Виконано\n\n  Проведено"),
    ],
)
def test_other_words(council: Council, true: str, told: str) -> None:
    """A message that names the right fields but misstates their values is found."""
    message = _message(council, percent=20)
    assert true in message
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    forged = _by_clerk(council, {PROGRESS: text}, message.replace(true, told))
    assert council.findings() == [(Code.UNDECLARED_CHANGE, forged)]


def test_same_words(council: Council) -> None:
    """The correct message is accepted from any program."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    _by_clerk(council, {PROGRESS: text}, message)
    assert council.findings() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Prozvit-Format: 1", "Prozvit-Format: 2"),
        ("Prozvit-Action: progress", "Prozvit-Action: nothing"),
        ("Prozvit-Action: progress", "Prozvit-Action: init"),
        ("Prozvit-Fields: percent", "Prozvit-Fields: percent, text"),
        ("Prozvit-Measure: 2017/4\n", "Prozvit-Measure: 2017/10\n"),
        ("  Проведено нараду\n", ""),
    ],
)
def test_forged_trailers(council: Council, old: str, new: str) -> None:
    """Trailers that don't belong to the change, and a missing reason, are found."""
    message = _message(council, percent=20)
    assert old in message
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    forged = _by_clerk(council, {PROGRESS: text}, message.replace(old, new))
    found = council.findings()
    assert found
    assert set(found) == {(Code.UNDECLARED_CHANGE, forged)}


def test_hidden_file(council: Council) -> None:
    """A file changed besides those that the message names is found."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    more = PROGRESS.replace("Q4", "Q3")
    forged = _by_clerk(council, {PROGRESS: text, more: text}, message)
    found = council.found()
    assert [(each.code, each.commit, each.path) for each in found] == [(Code.UNDECLARED_CHANGE, forged, more)]


@pytest.mark.parametrize(
    ("path", "text", "key"),
    [
        (PROGRESS, "status = \n", ""),
        (PROGRESS, 'status = "done"\n', ""),
        (PROGRESS, 'status = "implemented"\npercent = 10\n', "percent"),
        (PROGRESS, 'status = "in-progress"\ntext = "a\\u202eb"\n', "text"),
        (PROGRESS.replace("2017-Q4", "2019-Q4"), 'status = "in-progress"\n', ""),
        (PROGRESS.replace("2017-Q4", "2017-H2"), 'status = "in-progress"\n', ""),
        (PROGRESS.replace("/4/", "/5/"), 'status = "in-progress"\n', ""),
        (MEASURE, 'number = "10"\ntitle = "Другий"\nresponsible = ["office"]\n', "number"),
        (MEASURE, 'number = "4"\ntitle = "З"\nresponsible = ["nobody"]\n', "responsible.0"),
        (MEASURE, None, ""),
        ("units.toml", '[units.office]\nname = "Загальний відділ"\n', "units.legal"),
        ("register.toml", None, ""),
    ],
)
def test_invalid(council: Council, path: str, text: str | None, key: str) -> None:
    """A record that is invalid alone or together with others is found at the commit that made it so."""
    forged = council.commit({path: text}, by=CHIEF, key=CHIEF.key)
    invalid = [each for each in council.found() if each.code is Code.INVALID_RECORD]
    assert {each.commit for each in invalid} == {forged}
    assert (path, key) in {(each.path, each.key) for each in invalid}


def test_programme_in_use(council: Council) -> None:
    """Rules that leave measures without their programme, or progress without its period, are found."""
    text = council.text("register.toml")
    council.commit({"register.toml": text.replace("quarter", "year")}, by=ADMIN, key=ADMIN.key)
    forged = council.commit(
        {"register.toml": text.replace('id = "2017"', 'id = "2018"')}, by=ADMIN, key=ADMIN.key
    )
    keys = {each.key for each in council.found() if each.code is Code.INVALID_RECORD}
    assert keys == {"cadence", "programmes"}
    assert (Code.INVALID_RECORD, forged) in council.findings()


def test_unknown_field(council: Council) -> None:
    """A key that no version defines gives one warning."""
    text = council.text(PROGRESS)
    made = council.commit({PROGRESS: f'mood = "good"\n{text}'}, by=CLERK, key=CLERK.key)
    council.save(progress(percent=20), CLERK)
    unknown = [each for each in council.found() if each.code is Code.UNKNOWN_FIELD]
    assert [(each.commit, each.key, each.severity) for each in unknown] == [(made, "mood", "warning")]


@pytest.mark.parametrize(
    ("path", "mode", "codes"),
    [
        ("notes.txt", "100644", {Code.UNEXPECTED_PATH}),
        ("measures/2017/4/notes.toml", "100644", {Code.UNEXPECTED_PATH}),
        ("measures/.gitattributes", "100644", {Code.UNEXPECTED_PATH}),
        (".gitattributes", "100644", {Code.UNEXPECTED_PATH}),
        (".gitmodules", "100644", {Code.UNEXPECTED_PATH}),
        ("README.md", "100755", {Code.UNEXPECTED_MODE}),
        ("templates/report.html", "120000", {Code.UNEXPECTED_MODE}),
        ("templates/part", "160000", {Code.UNEXPECTED_MODE}),
        ("officers.toml", "120000", {Code.UNEXPECTED_MODE}),
    ],
)
def test_shape(council: Council, path: str, mode: str, codes: set[Code]) -> None:
    """Links, submodules, executable bits, foreign attributes and files outside the layout are found."""
    blob = council.head if mode == "160000" else council.blob("* filter=x\n" if "git" in path else "../up")
    forged = council.commit({path: (mode, blob)}, by=ADMIN, key=ADMIN.key)
    found = [each for each in council.found() if each.code in {Code.UNEXPECTED_PATH, Code.UNEXPECTED_MODE}]
    assert {each.code for each in found} == codes
    assert {(each.commit, each.path) for each in found} == {(forged, path)}


def test_template(council: Council) -> None:
    """A council's own template and a reworded README are no findings."""
    council.commit({"templates/report.html": "<html>", "README.md": "Реєстр\n"}, by=ADMIN, key=ADMIN.key)
    assert {each.code for each in council.found()} == {Code.OUTSIDE}


def test_backwards(council: Council) -> None:
    """A commit dated before its parent is found."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    forged = _by_clerk(council, {PROGRESS: text}, message, at=council.later(seconds=-1))
    assert council.findings() == [(Code.TIME_BACKWARDS, forged)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("odd = [{}, 1]", "odd = [1, {}]"),
        (_LONG, "odd = 5"),
        ("odd = {a = [[]]}", "odd = 1979-05-27"),
        ('"odd\\"" = nan', "odd = inf"),
    ],
)
def test_odd_values(council: Council, before: str, after: str) -> None:
    """Odd values under unknown keys, and oddly quoted keys, don't stop a verification."""
    text = council.text(PROGRESS)
    trailers = "Prozvit-Action: progress\nProzvit-Measure: 2017/4\nProzvit-Period: 2017-Q4\n"
    fields = 'Prozvit-Fields: odd, "odd\\x", odd.a, "odd\\""\nProzvit-Format: 1\n'
    for line in (before, after):
        _by_clerk(council, {PROGRESS: f"{line}\n{text}"}, f"Зміна\n\n  Так\n\n{trailers}{fields}")
        _by_clerk(
            council,
            {PROGRESS: f"{line}\n{text}".replace("10", "20")},
            f"Зміна\n\n  Так\n\n{trailers}Prozvit-Fields: percent\nProzvit-Format: 1\n",
        )
    assert {each.code for each in council.found()} == {Code.UNDECLARED_CHANGE, Code.UNKNOWN_FIELD}


def test_told_odd_values(council: Council) -> None:
    """Changes of such values are described like any others, and the recomposed message matches."""
    text = council.text(PROGRESS)
    for line in ("odd = [{}, 1]", _LONG, "odd = 5", "odd = [{a = 1}]"):
        council.record(Action.PROGRESS, {PROGRESS: f"{line}\n{text}"}, CLERK)
    assert {each.code for each in council.found()} == {Code.UNKNOWN_FIELD}


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=25)])
def test_ahead(council: Council, ahead: timedelta) -> None:
    """A commit dated in the future is found, except within the tolerance for a fast clock."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    forged = _by_clerk(council, {PROGRESS: text}, message, at=datetime.now(UTC) + ahead)
    expected = [(Code.TIME_BACKWARDS, forged)] if ahead > timedelta(hours=24) else []
    assert council.findings() == expected


def test_author_after_committer(council: Council) -> None:
    """A commit authored after it was committed is found."""
    message = _message(council, percent=20)
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    committed = datetime(2017, 3, 1, tzinfo=KYIV)
    forged = _by_clerk(
        council, {PROGRESS: text}, message, at=committed + timedelta(hours=1), committed=committed
    )
    assert council.findings() == [(Code.TIME_BACKWARDS, forged)]


def test_author_before_committer(council: Council) -> None:
    """A prozvit commit with an earlier author date is found, since prozvit sets both to the same time."""
    message = council.message()
    at = council.later()
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    forged = council.commit(
        {PROGRESS: text}, message, CLERK, at=at - timedelta(days=900), committed=at, key=CLERK.key
    )
    assert (Code.TIME_BACKWARDS, forged) in council.findings()


def test_word_of_another_time(council: Council) -> None:
    """A review with a time other than its commit's is found."""
    council.save(replace(progress(percent=20), word=SUBMITTED), CLERK)
    assert council.found() == []
    text = re.sub("(?m)^at = .*$", "at = 2016-01-01T00:00:00+02:00", council.text(PROGRESS))
    forged = council.record(Action.SUBMIT, {PROGRESS: text}, CLERK)
    assert (Code.UNDECLARED_CHANGE, forged) in council.findings()


def test_no_clock(council: Council) -> None:
    """A time beyond the calendar is a finding and doesn't stop the verification."""
    saved = council.save(progress(percent=20), CLERK)
    data = council.git("cat-file", "commit", saved)
    stamp = str(int(council.later(seconds=0).timestamp())).encode()
    forged = council.store(data.replace(stamp + b" +0200", b"9" * 18 + b" +9999"))
    assert (Code.TIME_BACKWARDS, forged) in council.findings()
