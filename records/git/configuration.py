"""Keys of a repository's own configuration that have git run a program, or look away."""

from __future__ import annotations

import re

#: What `init` registers: records are merged by field, never line by line.
MERGE_DRIVER = ("merge.prozvit.driver", "prozvit merge-driver %O %A %B %P")
#: As git writes keys: section and name in small letters, what stands between them as it is.
_PROGRAMS = re.compile(
    r"""
    core\.(?:fsmonitor|hookspath|sshcommand|editor|pager|askpass|gitproxy|alternaterefscommand)
    | (?:sequence\.editor|diff\.external|interactive\.difffilter|web\.browser|imap\.tunnel|init\.templatedir)
    | pager\..* | hook\..* | instaweb\..* | sendemail\..*cmd
    | gpg\.(?:.*\.)?(?:program|defaultkeycommand)
    | filter\..*\.(?:clean|smudge|process)
    | diff\..*\.(?:command|textconv)
    | merge\..*\.driver
    | (?:mergetool|difftool|guitool|browser|man)\..*\.(?:cmd|path)
    | trailer\..*\.(?:cmd|command)
    | credential\.(?:.*\.)?helper
    | remote\..*\.(?:uploadpack|receivepack|vcs)
    | uploadpack\.packobjectshook
    | protocol\.ext\..*
    """,
    re.VERBOSE | re.DOTALL,
)
#: What has `git fsck` say less than it sees.
_MUTES = re.compile(r"(?:fetch\.|receive\.)?fsck\..*", re.DOTALL)
_OFF = {"", "false", "no", "off", "0"}
#: Keys that take a word of yes or no as well as a program.
_SWITCHES = re.compile(r"core\.fsmonitor|pager\..*", re.DOTALL)


def runs_program(key: str, value: str) -> bool:
    """Say whether a key with this value has git run a program, other than our own merge driver."""
    if (key, value) == MERGE_DRIVER:
        return False
    if key.startswith("alias."):
        return value.lstrip().startswith("!")
    if key.startswith("submodule.") and key.endswith(".update"):
        return value.startswith("!")
    if _PROGRAMS.fullmatch(key) is None:
        return False
    return _SWITCHES.fullmatch(key) is None or value.lower() not in _OFF


def mutes(key: str) -> bool:
    """Say whether a key has git's own check of the repository look away."""
    return _MUTES.fullmatch(key) is not None
