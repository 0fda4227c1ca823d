"""`submit`, `return` and `accept` change the review of several measures in one commit, or of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.identity import Identity
from tests.tui.cli.conftest import PERIOD, PROGRESS, Program

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER = "measures/2017/6/2017-Q4.toml"
WHY = ("--period", PERIOD)


def review(program: Program, number: str) -> tuple[str, bool] | None:
    """Return the state of a measure's review and whether it has lapsed."""
    found = program.json("show", number, *WHY)["progress"][PERIOD]["review"]
    return None if found is None else (found["state"], found["lapsed"])


@pytest.fixture
def as_login(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def become(login: str) -> None:
        who = Identity(login, login, f"{login}@rada.example")
        monkeypatch.setattr("records.register.identify", lambda _officers: who)

    return become


def closed_to(program: Program, text: str) -> None:
    """Let officers.toml, with the given text, rule."""
    rules = program.folder / "register.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("open = true", "open = false"), encoding="utf-8"
    )
    (program.folder / "officers.toml").write_text(text, encoding="utf-8")
    program.commit()


def test_way(program: Program) -> None:
    """An answer is submitted, returned with a note, submitted again and accepted; an edit voids that."""
    assert program("submit", "4", *WHY).code == 0
    assert review(program, "4") == ("submitted", False)
    answer = program("return", "4", "--note", "Додайте дату.", *WHY)
    assert answer.code == 0, answer.err
    assert "Note: Додайте дату." in program("show", "4").out
    assert "  Додайте дату.\n" in program.git("log", "-1", "--format=%B")
    program("submit", "4", *WHY)
    answer = program("accept", "4", "--basis", "протокол № 3", *WHY)
    assert answer.out.startswith("Saved: ")
    assert "Prozvit-Basis: протокол № 3" in program.git("log", "-1")
    assert review(program, "4") == ("accepted", False)
    edited = program("set", "4", "percent=60", "--reason", "Уточнено", *WHY)
    assert "it is to be submitted and accepted again" in edited.err
    assert review(program, "4") == ("accepted", True)
    assert "Now: accepted, then changed: it counts as not accepted" in program("show", "4").out
    assert program("list").out.splitlines()[2].endswith("accepted, then changed")


def test_several(program: Program) -> None:
    """Several measures change in one commit; if one is refused, none changes."""
    program("set", "6", "percent=20", "text=Готуємо.", "--reason", "Подано", *WHY)
    head = program.head
    refused = program("accept", "4", "6", *WHY)
    assert refused.code == 1
    assert "Measure 4" in refused.err
    assert "Measure 6" in refused.err
    assert program("submit", "6", "10", *WHY).code == 1
    assert program.head == head
    assert program("submit", "6", "4", "6", *WHY).code == 0
    assert program.git("rev-list", "--count", f"{head}..HEAD") == "1\n"
    files = program.git("show", "--name-only", "--format=", "HEAD").split()
    assert files == [PROGRESS, OTHER]


def test_again(program: Program) -> None:
    """A measure already in the requested state is reported and is no failure; the others still change."""
    program("set", "6", "percent=20", "text=Готуємо.", "--reason", "Подано", *WHY)
    program("submit", "4", *WHY)
    head = program.head
    answer = program("submit", "4", *WHY)
    assert (answer.code, program.head) == (0, head)
    assert "Measure 4, quarter IV of 2017: that is so already (submitted)." in answer.err
    assert program("submit", "4", "6", *WHY).code == 0
    assert review(program, "6") == ("submitted", False)


def test_return_asks(program: Program) -> None:
    """`return` without a note is refused, since the unit would not know what to mend."""
    program("submit", "4", *WHY)
    answer = program("return", "4", *WHY)
    assert answer.code == 1
    assert "--note" in answer.err


def test_own(program: Program) -> None:
    """Accepting one's own answer works but gives a warning, as does a doubtful value."""
    program("set", "6", "percent=20", "text=Готуємо.", "--reason", "Подано", *WHY)
    program("submit", "6", "4", *WHY)
    answer = program("accept", "6", "4", *WHY)
    assert answer.code == 0
    assert "warning: measure 6: You wrote this answer" in answer.err
    assert "warning: measure 6: The text is very short" in answer.err
    assert "measure 4: You wrote" not in answer.err


def test_rights(program: Program, as_login: Callable[[str], None]) -> None:
    """Only the lead unit submits, and only the authorised officer accepts and returns."""
    closed_to(
        program,
        '[officers.lead]\nunits = ["office"]\n\n[officers.other]\nunits = ["legal"]\n\n'
        '[officers.boss]\nrole = "authorised"\n\n[officers.admin]\nrole = "administrator"\n',
    )
    for login, command, code in (
        ("other", ("submit", "4"), 1),
        ("lead", ("submit", "4"), 0),
        ("lead", ("accept", "4"), 1),
        ("lead", ("return", "4", "--note", "Н"), 1),
        ("admin", ("accept", "4"), 1),
        ("boss", ("return", "4", "--note", "Н"), 0),
        ("lead", ("submit", "4"), 0),
        ("boss", ("accept", "4"), 0),
    ):
        as_login(login)
        assert program(*command, *WHY).code == code, (login, command)
    assert review(program, "4") == ("accepted", False)


def test_for_a_unit(program: Program, as_login: Callable[[str], None]) -> None:
    """The authorised officer enters a unit's answer only on the basis of the unit's letter."""
    closed_to(program, '[officers.boss]\nrole = "authorised"\nunits = ["legal"]\n')
    as_login("boss")
    said = ("set", "6", "percent=20", "text=За листом відділу.", "--reason", "Лист", *WHY)
    refused = program(*said)
    assert refused.code == 1
    assert "Загальний відділ" in refused.err
    assert "--basis" in refused.err
    assert program(*said, "--basis", "лист № 5 від 09.01.2018").code == 0
    own = ("set", "10", "percent=20", "text=Своє виконання заходу.", "--reason", "Подано", *WHY)
    assert program(*own).code == 0
    # Submitting alone enters nothing on the unit's behalf, so it needs no letter.
    assert program("submit", "6", *WHY).code == 0
