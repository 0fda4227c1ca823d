"""Configuration keys that make git run a program or skip its own checks."""

from __future__ import annotations

import re

#: The driver that `init` registers: records are merged by field, never by line.
MERGE_DRIVER = ("merge.prozvit.driver", "prozvit merge-driver %O %A %B %P")
#: Keys in git’s spelling: section and name in lower case, the subsection between them unchanged.
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
#: Keys that make `git fsck` report less than it finds.
_MUTES = re.compile(r"(?:fetch\.|receive\.)?fsck\..*", re.DOTALL)
_OFF = {"", "false", "no", "off", "0"}
#: Keys that accept a boolean as well as a program.
_SWITCHES = re.compile(r"core\.fsmonitor|pager\..*", re.DOTALL)


def runs_program(key: str, value: str) -> bool:
    """Return whether the key with this value makes git run a program other than our own merge driver."""
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
    """Return whether the key suppresses findings of `git fsck`."""
    return _MUTES.fullmatch(key) is not None
