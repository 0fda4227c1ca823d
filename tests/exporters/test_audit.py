"""The page with a period's trail: its content, its safety against hostile texts, and its commands."""

from __future__ import annotations

import html
import re
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from exporters.audit import to_audit
from exporters.formats import with_trail
from exporters.report import NotExported, report
from records.identity import Identity
from records.language import Message
from records.register import Register
from records.rules.findings import Code, Finding
from records.trail.period_trail import PeriodTrail, period_trail, read_trail
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.model import Unit
from records.values.periods import Period
from tests.exporters.browser import judged, needs_browser, seen
from tests.records.conftest import CLERK, KYIV, MEASURE, PROGRESS, git, measure, progress, rules

if TYPE_CHECKING:
    from pathlib import Path

    from exporters.model import Report

Q4 = Period(2017, "Q4")
NASTY = "</code></pre><script>alert(1)</script>{{ 7*7 }} & \u202e**ж**"
#: The tags that the page uses.
TAGS = set(
    re.findall(
        r"\w+",
        "html head meta title style body a header h1 span p main section h2 h3 ul li article strong del ins "
        "pre code div footer",
    )
)


@pytest.fixture
def lived(tmp_path: Path) -> Register:
    """Return a register whose one measure was written, submitted, edited by hand and moved."""
    made = Register.create(
        tmp_path / "register",
        rules=rules(),
        units={"office": Unit(name="Загальний відділ")},
        author=CLERK,
        at=datetime(2017, 1, 10, 9, tzinfo=KYIV),
    )
    made.save(measure("4"), author=CLERK, at=datetime(2017, 1, 11, 9, tzinfo=KYIV))
    first = progress(basis="лист № 5", percent=40, status="in-progress", text="Готуємо наради.")
    made.save(first, author=CLERK, at=datetime(2017, 12, 1, 9, tzinfo=KYIV))
    last = Edit(PROGRESS, {("percent",): 60, ("text",): "Проведено наради."})
    change = Change(Action.SUBMIT, (last,), NASTY, word=SUBMITTED)
    made.save(change, author=CLERK, at=datetime(2018, 1, 3, 9, tzinfo=KYIV))
    made.save(progress(path="measures/2017/4/2017-Q3.toml", percent=5), author=CLERK)
    return made


def exported(register: Register, findings: list[Finding] | None = None, **filters: str) -> Report:
    """Return the report of the fourth quarter with its trail."""
    snapshot = register.snapshot()

    def read(only: object) -> PeriodTrail:
        return period_trail(register, snapshot, Q4, "2017", only=only, findings=findings)

    return with_trail(report(snapshot, Q4, **filters), ["audit"], read)


def trail_of(made: Report) -> PeriodTrail:
    """Return the trail of a report that has one."""
    assert made.trail is not None
    return made.trail


def words(page: bytes) -> str:
    """Return the visible text of a page, with runs of whitespace folded."""
    body = re.sub(r"<[^>]+>", "", page.decode().partition("<body>")[2])
    return " ".join(html.unescape(body).split())


def commands(page: bytes) -> list[str]:
    """Return the commands that a page shows, in order."""
    blocks = re.findall(r"<pre><code>(.*?)</code></pre>", page.decode(), re.DOTALL)
    return [html.unescape(line) for block in blocks for line in block.splitlines()]


def run(register: Register, command: str) -> str:
    """Run a command from the page in the register's folder, as a reader would, and return its output."""
    shell = ["bash", "-ceo", "pipefail", command]
    done = subprocess.run(shell, cwd=register.path, capture_output=True, check=True)
    return done.stdout.decode()


def test_what_it_tells(lived: Register) -> None:
    """Every change to the period's records is listed, oldest first, with author, time, values and reason."""
    told = words(to_audit(exported(lived)))
    assert "Змін: 3; осіб: 1; заходів: 1, із них у звіті: 1." in told
    assert f"{CLERK.name} <{CLERK.email}> · без підпису" in told
    assert "Відсоток: 40 → 60" in told
    # A change is struck through and underlined for the eye, and worded for a screen reader.
    assert "вилучено: Готуємо додано: Проведено наради." in told
    assert "Підстава: лист №\u00a05" in told or "Підстава: лист № 5" in told
    assert told.index("11.01.2017") < told.index("01.12.2017 09:00:00 +0200") < told.rindex("03.01.2018")
    assert "2017-Q3" not in told
    assert "<del>40</del> → <ins>60</ins>" in to_audit(exported(lived)).decode()


def test_same_in_same_out(lived: Register) -> None:
    """One commit always gives the same bytes; a report without a trail gives no page."""
    once = to_audit(exported(lived))
    assert once == to_audit(exported(lived))
    with pytest.raises(NotExported):
        to_audit(report(lived.snapshot(), Q4))


def test_hostile_texts(lived: Register) -> None:
    """Texts of people and of hand-made commits are printed as text wherever they appear."""
    nasty = Identity("x", 'A"><b>', "x@`id`$(id)'.example")
    lived.save(measure("5", title=NASTY), author=nasty)
    lived.save(progress(NASTY, "measures/2017/5/2017-Q4.toml", NASTY, text=NASTY, percent=1), author=nasty)
    broken = f'number = "{{{{x}}}}<i>"\nsection = """{NASTY}"""'
    lived.path.joinpath(MEASURE).write_text(broken, encoding="utf-8")
    git(lived, "-c", f"user.name={NASTY}", "-c", "user.email=<i>", "commit", "-qam", f"{NASTY}\n\n{NASTY}")
    # The report itself is refused if a record can't be read.
    snapshot = lived.snapshot("HEAD~1")
    broken_since = replace(snapshot, provenance=replace(snapshot.provenance, commit=lived.head()))
    trail = period_trail(lived, broken_since, Q4, "2017")
    page = to_audit(replace(report(snapshot, Q4), trail=trail)).decode()
    assert set(re.findall(r"<([a-z0-9]+)", page)) <= TAGS
    assert "49" not in re.findall(r"alert\(1\)&lt;/script&gt;(\S+)", page)
    assert "\u202e" not in page
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page


def test_commands(lived: Register, tmp_path: Path) -> None:
    """The page's commands run as printed and confirm its claims: a change, a checksum, a signer."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    lived.path.joinpath(PROGRESS).write_text('status = "partly"\npercent = 99\n', encoding="utf-8")
    sign = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "-c", "user.email=o@rada.example")
    git(lived, *sign, "-c", "user.name=О", "commit", "-S", "-qam", "x\n\ngpgsig y\n -----END")
    public = key.with_suffix(".pub").read_text()
    (lived.path / "allowed_signers").write_text(f"o@rada.example {public}")
    page = to_audit(exported(lived))
    assert "підпис невідомим ключем" in words(page)
    by_hand = [each for each in commands(page) if not each.startswith("prozvit")]
    printed = {command: run(lived, command) for command in by_hand}
    assert any("+percent = 60" in each or "{+60+}" in each for each in printed.values())
    [sum_] = [each.split()[0] for command, each in printed.items() if "sha256sum" in command]
    assert f"sha256:{sum_}" in git(lived, "show", f"HEAD~2:{PROGRESS}")
    [verdict] = [each for command, each in printed.items() if "ssh-keygen" in command]
    assert 'Good "git" signature for o@rada.example' in verdict
    assert printed["git rev-parse --is-shallow-repository"] == "false\n"
    assert next(each for each in commands(page) if each.startswith("prozvit")).endswith("--format audit")


def test_findings(lived: Register) -> None:
    """Findings about the page's commits are listed; those about the copy or other commits are not."""
    commit = git(lived, "rev-parse", "HEAD~1").strip()
    found = [
        Finding(Code.NOT_ALLOWED, Message("{value}", value="Без права"), commit, PROGRESS),
        Finding(Code.CORRUPT, Message("{value}", value="Зіпсовано"), commit),
        Finding(Code.OUTSIDE, Message("{value}", value="Деінде"), lived.head()),
    ]
    told = words(to_audit(exported(lived, found)))
    assert "помилка not-allowed · захід 4, IV квартал 2017 року: Без права" in told
    assert "самого реєстру: 1." in told
    assert "Зіпсовано" not in told
    assert "Деінде" not in told
    assert "історії не перевіряли" in words(to_audit(exported(lived)))


def test_verified(lived: Register) -> None:
    """The trail read for an export contains the findings of a verification."""
    lived.path.joinpath(PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    git(lived, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qam", "Вручну")
    trail = read_trail(lived, lived.snapshot(), Q4, "2017")
    assert trail.findings is not None
    assert {(found.code, found.commit) for found in trail.findings} == {(Code.OUTSIDE, lived.head())}


def test_part_of_a_report(lived: Register) -> None:
    """A partial report shows the trail of its measures only; a whole one also that of a removed measure."""
    lived.save(measure("5", responsible=["office"]), author=CLERK)
    git(lived, "rm", "-rq", "measures/2017/4")
    git(lived, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qm", "Прибрано")
    assert [each.number for each in trail_of(exported(lived)).measures] == ["5", "4"]
    part = trail_of(exported(lived, unit="office"))
    assert [each.number for each in part.measures] == ["5"]
    assert "у реєстрі вже немає" in words(to_audit(exported(lived)))


@needs_browser
def test_page_fits_a_telephone_and_is_for_everybody(lived: Register, tmp_path: Path) -> None:
    """Long words and commands cause no horizontal scrolling, and axe finds nothing."""
    lived.save(progress(text="https://example.gov.ua/" + "a" * 300), author=CLERK)
    page = to_audit(exported(lived))
    for found in seen([(page, 320), (judged(page), 390)], tmp_path):
        assert found["width"] == found["scroll"]
        assert found["broken"] == []
