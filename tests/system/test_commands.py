"""The real program, as scripts call it: what it prints, how it exits, what it leaves in the register."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).parent / "prozvit")
PERIOD = "2017-Q4"
PROGRESS = f"measures/2017/4/{PERIOD}.toml"

pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="prozvit is not installed in this Python")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the machine's own settings counts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PROZVIT_"))}
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb", **more}


class Caller:
    """Calls the program in one folder."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder = folder
        self.environment = environment(folder.parent, PROZVIT_LANG=language)

    def __call__(self, *arguments: str, code: int = 0, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a command; hold it to its exit code, and to never showing a traceback."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            **({"stdin": subprocess.DEVNULL} | options),  # type: ignore[call-overload]
        )
        said = f"prozvit {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, said
        assert done.returncode == code, said
        return done

    def json(self, *arguments: str) -> dict[str, object]:
        """Return the one JSON document that a command prints."""
        return json.loads(self(*arguments, "--json").stdout)

    def git(self, *arguments: str) -> str:
        """Return what stock git says of the folder."""
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def state(self) -> dict[str, str]:
        """Return all that the folder and its history hold, drafts and locks aside."""
        files = {
            str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in self.folder.rglob("*")
            if file.is_file() and ".git" not in file.relative_to(self.folder).parts
        }
        return {
            **files,
            "HEAD": self.git("rev-parse", "HEAD"),
            "status": self.git("status", "--porcelain"),
            "refs": self.git("for-each-ref"),
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands") / "register"
    call = Caller(folder.parent)
    call("init", str(folder), "--body", "Зразківська міська рада", "--programme", "Програма на 2017 рік")
    call = Caller(folder)
    for number, deadline in (("4", "Протягом року"), ("10", "Постійно"), ("7а", "до 01.07.2017")):
        call(
            *("add", number, "--title", f"Захід {number}", "--deadline", deadline),
            *("--responsible", "Загальний відділ", "--reason", "За текстом програми"),
        )
    call("set", "4", "percent=50", "text=Готуємо наради.", "--period", PERIOD, "--reason", "Подано")
    return folder


@pytest.fixture
def call(made: Path, tmp_path: Path) -> Caller:
    return Caller(Path(shutil.copytree(made, tmp_path / "register", symlinks=True)))


def test_made(call: Caller) -> None:
    """`init` and `add` make a register that git finds whole, clean and told commit by commit."""
    assert call.git("fsck", "--strict") == ""
    assert call.git("status", "--porcelain") == ""
    subjects = call.git("log", "--reverse", "--format=%s").splitlines()
    assert len(subjects) == 5
    assert subjects[-1] == "Захід 4, IV квартал 2017 року: Виконується, 50 %"
    assert sorted(call.git("ls-files").splitlines()) == [
        ".gitattributes",
        "README.md",
        "measures/2017/10/measure.toml",
        "measures/2017/4/2017-Q4.toml",
        "measures/2017/4/measure.toml",
        "measures/2017/7a/measure.toml",
        "register.toml",
        "units.toml",
    ]


def test_list(call: Caller) -> None:
    """`list` shows each measure of the open period in programme order, and says of which it is."""
    lines = call("list").stdout.splitlines()
    assert lines[0] == "Зразківська міська рада · quarter IV of 2017"
    assert [line.split()[0] for line in lines[2:-1]] == ["4", "7а", "10"]
    assert lines[2].split()[-3:] == ["In", "progress", "50"]
    assert lines[-1] == "3 measures"


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ([], ["4", "7а", "10"]),
        (["--missing"], ["7а", "10"]),
        (["--overdue"], ["7а"]),
        (["--status", "in-progress"], ["4"]),
        (["--search", "НАРАДИ готуємо"], ["4"]),
        (["--unit", "загальний ВІДДІЛ"], ["4", "7а", "10"]),
        (["--period", "IV кв 2017", "--missing"], ["7а", "10"]),
        (["--period", "2017-Q1", "--status", "in-progress"], []),
        (["--at", "HEAD~1", "--status", "in-progress"], []),
    ],
    ids=" ".join,
)
def test_filters(call: Caller, options: list[str], numbers: list[str]) -> None:
    """Each option of `list` leaves the measures that it names."""
    document = call.json("list", *options)
    assert [measure["number"] for measure in document["measures"]] == numbers


def test_list_json(call: Caller) -> None:
    """`list --json` has the shape that scripts rely on: nothing absent, only the asked period."""
    document = call.json("list", "--period", PERIOD)
    head = call.git("rev-parse", "HEAD").strip()
    assert list(document) == ["register", "commit", "period", "measures"]
    assert [document[key] for key in ("register", "commit", "period")] == [
        "Зразківська міська рада",
        head,
        PERIOD,
    ]
    first, second, _ = document["measures"]
    assert first == {
        "id": "4",
        "programme": "2017",
        "number": "4",
        "title": "Захід 4",
        "retired": None,
        "deadline": {
            "text": "Протягом року",
            "kind": "within-year",
            "from": "2017-01-01",
            "until": "2017-12-31",
        },
        "responsible": [{"id": "zahalnyi-viddil", "name": "Загальний відділ"}],
        "section": None,
        "indicator": None,
        "funding": None,
        "overdue": False,
        "progress": {
            PERIOD: {
                "status": "in-progress",
                "percent": 50,
                "text": "Готуємо наради.",
                "paragraphs": ["Готуємо наради."],
                "completed": None,
                "evidence": [],
                "review": None,
            }
        },
    }
    assert second["progress"] == {PERIOD: None}
    assert call.json("show", "4", "--period", PERIOD) == first


def test_set(call: Caller) -> None:
    """`set` of two keys is one commit of two lines, with trailers and reason, and the tree is clean."""
    before = call.git("rev-parse", "HEAD").strip()
    call("set", "4", "percent=80", "status=in-progress", "--period", PERIOD, "--reason", "Уточнено")
    assert call.git("diff", "--numstat", before, "HEAD") == f"1\t1\t{PROGRESS}\n"
    call("set", "4", "percent=90", "status=partly", "--period", PERIOD, "--reason", "Ще", "--basis", "№ 5")
    assert call.git("diff", "--numstat", "HEAD~1", "HEAD") == f"2\t2\t{PROGRESS}\n"
    assert call.git("log", "--format=%P", "-1").strip() == call.git("rev-parse", "HEAD~1").strip()
    trailers = call.git("log", "-1", "--format=%(trailers:only,unfold)").splitlines()
    assert [line for line in trailers if line] == [
        "Prozvit-Action: progress",
        "Prozvit-Measure: 2017/4",
        f"Prozvit-Period: {PERIOD}",
        "Prozvit-Fields: status, percent",
        "Prozvit-Basis: № 5",
        "Prozvit-Format: 1",
    ]
    assert "\n  Ще\n" in call.git("log", "-1", "--format=%B")
    assert call.git("status", "--porcelain") == ""


def test_nothing_to_change(call: Caller) -> None:
    """`set` of what is there already makes no commit and is no failure."""
    before = call.state()
    done = call("set", "4", "percent=50", "--period", PERIOD, "--reason", "Те саме")
    assert done.stderr == "Nothing to change.\n"
    assert call.state() == before


def test_dry_run(call: Caller) -> None:
    """`set --dry-run` shows the commit message that it would make and writes nothing."""
    before = call.state()
    done = call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Уточнено", "--dry-run")
    assert "Prozvit-Fields: percent" in done.stdout
    assert call.state() == before


def test_values(call: Caller, tmp_path: Path) -> None:
    """A value comes from a file, from standard input, or as typed with a leading @; lists are JSON."""
    text = tmp_path / "text.txt"
    text.write_text("Перше.\nДруге.\n", encoding="utf-8")
    common = ("--period", PERIOD, "--reason", "Уточнено")
    call("set", "4", f"text=@{text}", *common)
    assert progress(call)["paragraphs"] == ["Перше.", "Друге."]
    with text.open(encoding="utf-8") as typed:
        call("set", "4", "text=-", "percent=51", *common, stdin=typed)
    assert progress(call)["text"] == "Перше.\nДруге."
    assert progress(call)["percent"] == 51
    call("set", "4", "text=@@так", 'evidence=[{"title": "Наказ", "ref": "№ 5"}]', *common)
    assert progress(call)["text"] == "@так"
    assert progress(call)["evidence"][0]["ref"] == "№ 5"
    call("set", "4", 'responsible=["zahalnyi-viddil", "Юридичний відділ"]', *common)
    assert "юр" in call("show", "4").stdout.casefold()
    assert call.git("show", "--stat", "--format=", "HEAD").count("|") == 2


def progress(call: Caller) -> dict[str, object]:
    """Return the progress of measure 4."""
    return call.json("show", "4", "--period", PERIOD)["progress"][PERIOD]


def test_base(call: Caller) -> None:
    """A field that changed since the version a caller had seen is refused, with both values and who."""
    base = call.git("rev-parse", "HEAD").strip()
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Перший")
    before = call.state()
    common = ("--period", PERIOD, "--reason", "Другий", "--base", base)
    done = call("set", "4", "percent=70", *common, code=1)
    for said in (PROGRESS, "percent", "60", "70"):
        assert said in done.stderr
    assert call.state() == before
    call("set", "4", "text=Інше поле.", *common)
    assert progress(call)["percent"] == 60


def test_retire(call: Caller) -> None:
    """A retired measure leaves the lists from its period on, and its history stays."""
    call("retire", "4", "--period", PERIOD, "--reason", "Рішення ради")
    assert [each["number"] for each in call.json("list")["measures"]] == ["7а", "10"]
    assert len(call.json("list", "--period", "2017-Q3")["measures"]) == 3
    assert call.json("history", "4")["changes"][0]["action"] == "retire"


def test_history(call: Caller) -> None:
    """`history --json` tells each change newest first: fields, from what to what, who and why."""
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Уточнено", "--basis", "лист № 7")
    changes = call.json("history", "4")["changes"]
    head, parent = call.git("log", "-1", "--format=%H %P").split()
    at = call.git("log", "-1", "--format=%cI").strip()
    email = call.git("log", "-1", "--format=%ae").strip()
    by = changes[0].pop("by")
    assert by.keys() == {"login", "name", "email"}
    assert by["email"] == email
    assert changes[0] == {
        "commit": head,
        "parents": [parent],
        "at": at,
        "measure": "2017/4",
        "period": PERIOD,
        "action": "progress",
        "reason": "Уточнено",
        "basis": "лист № 7",
        "fields": [{"key": "percent", "old": 50, "new": 60}],
        "signature": "none",
        "through": "prozvit",
    }
    assert [each["action"] for each in changes] == ["progress", "progress", "create"]
    assert len(call.json("history", "--limit", "2")["changes"]) == 2
    assert call.json("history", "--field", "title", "4")["changes"][0]["action"] == "create"
    assert "» Уточнено" in call("history", "4", "--period", PERIOD).stdout


def test_export(call: Caller, tmp_path: Path) -> None:
    """`export` writes the same bytes for the same commit, and says where, how long and their sha256."""
    first = call.json("export", PERIOD, "--to", str(tmp_path / "one"))
    call("export", PERIOD, "--to", str(tmp_path / "two"), "--format", "md,html")
    assert first["period"] == PERIOD
    assert first["commit"] == call.git("rev-parse", "HEAD").strip()
    assert [each["format"] for each in first["files"]] == ["md", "html"]
    for each in first["files"]:
        file = Path(each["path"])
        assert file.parent == tmp_path / "one"
        assert file.stem == f"zvit-{PERIOD}"
        data = file.read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert (tmp_path / "two" / file.name).read_bytes() == data
    assert "Готуємо наради." in (tmp_path / "one" / f"zvit-{PERIOD}.md").read_text(encoding="utf-8")


def test_schema(call: Caller) -> None:
    """`schema` prints one JSON Schema a kind of file."""
    kinds = ["register", "units", "officers", "measure", "progress", "period"]
    assert sorted(json.loads(call("schema").stdout)) == sorted(kinds)
    assert json.loads(call("schema", "progress").stdout)["properties"].keys() >= {"status", "percent"}


def test_doctor(call: Caller) -> None:
    """`doctor` finds a fresh register in order, and says what is edited by hand."""
    assert call.json("doctor")["ok"] is True
    (call.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    assert PROGRESS in call("doctor").stdout


BAD = {
    "unknown command": (["lst"], 2, "lst"),
    "unknown option": (["list", "--colour"], 2, "--colour"),
    "no such period": (["list", "--period", "2017-Q5"], 2, "2017-Q5"),
    "no such number": (["show", "99"], 1, "99"),
    "percent above": (["set", "4", "percent=101", "--period", PERIOD, "--reason", "x"], 1, "101"),
    "percent below": (["set", "4", "percent=-1", "--period", PERIOD, "--reason", "x"], 1, "-1"),
    "no percent": (["set", "4", "percent=half", "--period", PERIOD, "--reason", "x"], 2, "half"),
    "contradiction": (
        ["set", "4", "status=implemented", "percent=5", "--period", PERIOD, "--reason", "x"],
        1,
        "Implemented",
    ),
    "no status": (["set", "4", "status=done", "--period", PERIOD, "--reason", "x"], 1, "done"),
    "no field": (["set", "4", "colour=red", "--period", PERIOD, "--reason", "x"], 2, "colour"),
    "no value": (["set", "4", "percent", "--period", PERIOD, "--reason", "x"], 2, "percent"),
    "no date": (["set", "4", "completed=учора", "--period", PERIOD, "--reason", "x"], 2, "учора"),
    "no list": (["set", "4", "evidence=[oops", "--period", PERIOD, "--reason", "x"], 2, "evidence"),
    "list of numbers": (["set", "4", "responsible=[1]", "--reason", "x"], 2, "responsible"),
    "evidence of numbers": (
        ["set", "4", "evidence=[1]", "--period", PERIOD, "--reason", "x"],
        2,
        "evidence",
    ),
    "no file": (["set", "4", "text=@nowhere.txt", "--period", PERIOD, "--reason", "x"], 2, "nowhere.txt"),
    "no reason": (["set", "4", "percent=60", "--period", PERIOD], 1, "--reason"),
    "two of one number": (
        ["add", "4", "--title", "Т", "--deadline", "Постійно", "--responsible", "Відділ", "--reason", "x"],
        1,
        "4",
    ),
    "no number": (
        ["add", " ", "--title", "Т", "--deadline", "Постійно", "--responsible", "Відділ", "--reason", "x"],
        1,
        "number",
    ),
    "no such unit": (["list", "--unit", "nobody"], 2, "nobody"),
    "no such commit": (["list", "--at", "deadbeef"], 1, "deadbeef"),
    "an option for a commit": (["list", "--at", "--output=x"], 1, "--output=x"),
    "no such programme": (["list", "--programme", "1999"], 2, "1999"),
    "no such format": (["export", PERIOD, "--format", "pdf"], 2, "pdf"),
    "period of no programme": (["export", "2031-Q1"], 2, "2031"),
    "no such schema": (["schema", "colour"], 2, "colour"),
    "no such day": (["history", "--since", "yesterday"], 2, "yesterday"),
    "no such base": (["set", "4", "percent=60", "--base", "deadbeef", "--reason", "x"], 1, "deadbeef"),
    "no screen": ([], 2, "terminal"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(call: Caller, name: str) -> None:
    """Bad input gives its exit code and a line that names it, and writes nothing."""
    arguments, code, said = BAD[name]
    before = call.state()
    done = call(*arguments, code=code)
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert call.state() == before


@pytest.mark.parametrize("name", ["no such period", "no reason", "contradiction", "no such schema"])
def test_in_ukrainian(call: Caller, name: str) -> None:
    """Complaints are Ukrainian unless asked otherwise."""
    arguments, code, _ = BAD[name]
    plain = Caller(call.folder, language="")
    done = plain(*arguments, code=code)
    last = re.sub(r"[«'‘“(].*?[»'’”)]|--\w+|\S*\.toml", "", done.stderr.splitlines()[-1])
    assert re.search(r"[а-яіїєґ]{4}", last)


def test_no_register(tmp_path: Path) -> None:
    """Where there is no register, the commands say so; `init` and `schema` need none."""
    call = Caller(tmp_path)
    assert "no register" in call("list", code=1).stderr
    assert "no register" in call("--register", str(tmp_path), "list", code=1).stderr
    assert "no register" in call("list", "--register", str(tmp_path / "nowhere"), code=1).stderr
    call("schema")
    assert list(tmp_path.iterdir()) == []


def test_which_register(call: Caller, tmp_path: Path) -> None:
    """The register is the one named, else the environment's, else the nearest one upward."""
    inside = Caller(call.folder / "measures" / "2017")
    assert inside("list").stdout == call("list").stdout
    away = Caller(tmp_path)
    assert away("list", "--register", "register").stdout == call("list").stdout
    assert away("--register=register", "list").stdout == call("list").stdout
    away.environment["PROZVIT_REGISTER"] = str(call.folder)
    assert away("list").stdout == call("list").stdout


def test_invalid_toml(call: Caller) -> None:
    """A record that is no TOML is named with its line by `check`; committed, `list` shows the rest."""
    (call.folder / PROGRESS).write_text('status = "partly\n', encoding="utf-8")
    assert PROGRESS in call("check", code=1).stdout
    call("list")
    commit(call)
    done = call("list", code=1)
    assert PROGRESS in done.stderr
    assert "7а" in done.stdout
    refused = call("export", PERIOD, code=1)
    assert PROGRESS in refused.stderr
    assert list(call.folder.glob("zvit*")) == []


def test_wrong_type(call: Caller) -> None:
    """A value of the wrong type is named with its file, its key and what is expected."""
    (call.folder / PROGRESS).write_text('status = "partly"\npercent = "many"\n', encoding="utf-8")
    [finding] = call_json(call, "check", code=1)["findings"]
    assert finding["severity"] == "error"
    assert finding["path"] == PROGRESS
    assert "percent" in finding["message"]
    assert "whole number" in finding["message"]


def call_json(call: Caller, *arguments: str, code: int) -> dict[str, object]:
    """Return the JSON document of a command that found something."""
    return json.loads(call(*arguments, "--json", code=code).stdout)


def commit(call: Caller) -> None:
    """Commit the folder's files as somebody without this program does."""
    who = ("-c", "user.name=Хтось", "-c", "user.email=x@rada.example")
    call.git(*who, "commit", "-q", "-a", "-m", "Вручну")


def test_hostile_text(call: Caller) -> None:
    """What a hand-made commit says can't command the terminal of who reads the history."""
    file = call.folder / PROGRESS
    file.write_text('status = "partly"\npercent = 1\ntext = "\\u001b[2J\\u202eтекст"\n', encoding="utf-8")
    who = ("-c", "user.name=Х\x9bтось", "-c", "user.email=x@rada.example")
    call.git(*who, "commit", "-q", "-a", "-m", "Вручну \x1b]0;x\x07")
    for command in (["history"], ["history", "--json"], ["show", "4"], ["list"], ["check"]):
        done = subprocess.run(
            [PROGRAM, *command], cwd=call.folder, env=call.environment, capture_output=True, check=False
        )
        said = (done.stdout + done.stderr).decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said), command


def test_no_git(call: Caller, tmp_path: Path) -> None:
    """Without git on PATH the program says what to install."""
    call.environment["PATH"] = str(tmp_path)
    done = call("list", code=1)
    assert "git" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_room(call: Caller) -> None:
    """Where nothing more can be written, the save says so and the register is as it was."""

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))

    before = call.state()
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "x", code=1, preexec_fn=no_room)
    assert call.state() == before
    assert call.git("fsck", "--strict") == ""
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "x")


def mounted(call: Caller, mount: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a mount namespace of its own, where `mount` has been done first."""
    if os.getuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a file system")
    script = f'{mount} || exit 99; shift 1; exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", str(call.folder), *command],
        cwd=call.folder.parent,
        env=call.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip(f"a file system can't be mounted here: {done.stderr.strip()}")
    return done


def test_read_only(call: Caller) -> None:
    """A register on a read-only file system lists, and refuses a save in one line."""
    read_only = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    program = (PROGRAM, "--register", str(call.folder))
    assert "7а" in mounted(call, read_only, *program, "list").stdout
    before = call.state()
    saving = ("set", "4", "percent=60", "--period", PERIOD, "--reason", "x")
    done = mounted(call, read_only, *program, *saving)
    assert done.returncode == 1
    assert "right to write" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert call.state() == before


def test_full_disk(call: Caller, tmp_path: Path) -> None:
    """On a full disk a save says so, the register stays whole, and with room the save succeeds."""
    disk = tmp_path / "disk"
    disk.mkdir()
    there = disk / "register"
    save = f'"{PROGRAM}" --register "{there}" set 4 percent=60 --period {PERIOD} --reason x'
    script = (
        f'cp -a "{call.folder}" "{there}"; head -c 8M /dev/zero >"{disk}/fill" 2>/dev/null; '
        f'{save}; test $? = 1 && rm "{disk}/fill" && git -C "{there}" status --porcelain '
        f'&& git -C "{there}" fsck --strict && {save}'
    )
    done = mounted(call, f'mount -t tmpfs -o size=2m none "{disk}"', "sh", "-c", script)
    assert done.returncode == 0, done.stderr
    assert "Nothing was saved" in done.stderr
    assert done.stdout.startswith("Saved: ")


def test_broken_pipe(call: Caller) -> None:
    """A reader that has had enough ends the program quietly."""
    done = subprocess.run(
        ["sh", "-c", f'("{PROGRAM}" history --json; echo "code $?" >&2) | head -c 1'],
        cwd=call.folder,
        env=call.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "code 0\n"


def test_interrupted(call: Caller) -> None:
    """Ctrl-C ends a command with code 130 and without a traceback, and nothing is saved."""
    before = call.state()
    process = subprocess.Popen(
        [PROGRAM, "set", "4", "text=-", "--period", PERIOD, "--reason", "x"],
        cwd=call.folder,
        env=call.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert [text.strip() for text in said] == ["", ""]
    assert call.state() == before


def test_demo(tmp_path: Path) -> None:
    """Without a terminal `demo` says what it made and writes the last report; a second run keeps it."""
    call = Caller(tmp_path)
    done = call("demo", "sample")
    assert "28 measures" in done.stdout
    assert (tmp_path / "sample-export" / "zvit-2025-Q4.html").stat().st_size > 10_000
    assert call("demo", "sample").stdout == done.stdout
    assert call("list", "--register", "sample", code=0).stderr == ""


def test_init_refused(tmp_path: Path) -> None:
    """`init` takes no folder with anything in it, and no register without body or programme."""
    call = Caller(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("x", encoding="utf-8")
    named = ("--body", "Рада", "--programme", "Програма на 2017 рік")
    assert "full" in call("init", "full", *named, code=2).stderr
    assert "--body" in call("init", "new", *named[2:], code=2).stderr
    call("init", "new", "--body", "  ", *named[2:], code=2)
    call("init", "new", *named, "--to", "2016-12-31", code=2)
    call("init", "new", *named, "--key", "key.pub", code=2)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["full"]
