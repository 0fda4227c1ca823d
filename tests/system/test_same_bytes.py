"""Two exports of one commit by the real program are byte-identical, whatever the environment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from exporters.formats import FORMATS
from tests.system.calling import PERIOD, Caller, installed

pytestmark = installed


def exported(call: Caller, to: Path) -> dict[str, bytes]:
    """Export in every format; return the files' bytes by their relative paths."""
    done = call("export", PERIOD, "--format", ",".join(FORMATS), "--to", str(to), "--json")
    files = [Path(each["path"]) for each in json.loads(done.stdout)["files"]]
    return {file.relative_to(to).as_posix(): file.read_bytes() for file in files}


def test_elsewhere(call: Caller, made: Path, tmp_path: Path) -> None:
    """Another clone, folder, time zone, locale and hash seed change no byte of any format."""
    call.environment["PYTHONHASHSEED"] = "1"
    expected = exported(call, tmp_path / "one")
    clone = tmp_path / "інша тека" / "клон"
    subprocess.run(["git", "clone", "-q", str(made), str(clone)], check=True)
    other = Caller(clone)
    other.environment |= {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    found = exported(other, tmp_path / "two")
    assert expected.keys() == found.keys()
    assert [name for name, data in expected.items() if found[name] != data] == []
