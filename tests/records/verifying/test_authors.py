"""Authors of commits: forged signatures, keys, names and rights."""

from __future__ import annotations

from datetime import datetime

import pytest

from records.rules.findings import Code
from records.values.changes import Action
from tests.records.conftest import MEASURE, PROGRESS, progress
from tests.records.verifying.council import (
    ADMIN,
    CHIEF,
    CLERK,
    KYIV,
    LAWYER,
    Council,
    Key,
    Person,
)

_OTHERS = PROGRESS.replace("/4/", "/10/")


def test_unsigned(council: Council) -> None:
    """A commit without a signature is found if the rules require one."""
    saved = council.save(progress(percent=20), CLERK)
    data = council.git("cat-file", "commit", saved)
    head, _, rest = data.partition(b"\ngpgsig ")
    bare = council.store(head + b"\n\n" + rest.partition(b"-----END SSH SIGNATURE-----\n")[2].lstrip())
    assert council.findings() == [(Code.UNSIGNED, bare)]


def test_bad_signature(council: Council) -> None:
    """A signature over other content is found: the percent was changed after signing."""
    saved = council.save(progress(percent=20), CLERK)
    signed = council.git("cat-file", "commit", saved)
    tree = council.tree("main", {PROGRESS: council.text(PROGRESS).replace("20", "21")})
    told = signed.replace(b" 20 %\n", b" 21 %\n").replace("→ 20".encode(), "→ 21".encode())
    forged = council.store(told.replace(signed[5:45], tree.encode(), 1))
    assert council.findings() == [(Code.BAD_SIGNATURE, forged)]


@pytest.mark.parametrize("namespace", [b"file", b""])
def test_other_purpose(council: Council, namespace: bytes) -> None:
    """A signature made for a purpose other than git is invalid."""
    saved = council.save(progress(percent=20), CLERK)
    data = _bare(council.git("cat-file", "commit", saved))
    from records.git.commits import with_signature

    forged = council.store(with_signature(data, CLERK.key.sign(data, namespace)))
    assert council.findings() == [(Code.BAD_SIGNATURE, forged)]


def test_unknown_key(council: Council) -> None:
    """A signature with an unknown key is found."""
    forged = council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    assert council.findings() == [(Code.UNKNOWN_KEY, forged)]


def test_another_key(council: Council) -> None:
    """A valid signature under another officer's name is found."""
    forged = council.save(progress(percent=20), CLERK, key=LAWYER.key)
    assert council.findings() == [(Code.SIGNER_MISMATCH, forged)]


def test_another_name(council: Council) -> None:
    """An officer's commit under another's name is found, even with their own address and key."""
    poser = Person("clerk", CHIEF.name, CLERK.email)
    forged = council.save(progress(percent=20), poser, key=CLERK.key)
    assert council.findings() == [(Code.SIGNER_MISMATCH, forged)]


def test_another_committer(council: Council) -> None:
    """A commit with different author and committer is found."""
    saved = council.save(progress(percent=20), CLERK)
    data = _bare(council.git("cat-file", "commit", saved))
    stamp = data.partition(b"\ncommitter ")[2].partition(b"\n")[0]
    forged_data = data.replace(b"committer " + stamp, b"committer " + _of(CHIEF, stamp))
    forged = council.sign(council.store(forged_data), CLERK.key)
    assert council.findings() == [(Code.SIGNER_MISMATCH, forged)]


def _of(person: Person, stamp: bytes) -> bytes:
    return f"{person.name} <{person.email}> ".encode() + stamp.partition(b"> ")[2]


def _bare(data: bytes) -> bytes:
    from records.git.commits import without_signature

    return without_signature(data)[0]


def test_expired_key(council: Council) -> None:
    """A key is valid up to and including the day it was closed, and not after."""
    good = council.save(progress(percent=20), CLERK, datetime(2017, 6, 30, 23, tzinfo=KYIV), Key("old"))
    bad = council.save(progress(percent=30), CLERK, datetime(2017, 7, 1, 1, tzinfo=KYIV), Key("old"))
    assert good != bad
    assert council.findings() == [(Code.EXPIRED_KEY, bad)]


def test_back_dated(council: Council) -> None:
    """Back-dating a commit does not help an expired key: its parents' dates give it away."""
    council.save(progress(percent=20), CLERK, datetime(2017, 8, 1, tzinfo=KYIV))
    saved = council.save(progress(percent=30), CLERK, datetime(2017, 8, 2, tzinfo=KYIV))
    data = _bare(council.git("cat-file", "commit", saved))
    now, then = (str(int(datetime(2017, month, 2, tzinfo=KYIV).timestamp())).encode() for month in (8, 6))
    forged = council.sign(council.store(data.replace(now, then)), Key("old"))
    assert council.findings() == [(Code.TIME_BACKWARDS, forged)]


def test_hand_commit(council: Council) -> None:
    """A stranger's commit by plain git is found as outside, unsigned and not allowed."""
    text = council.text(PROGRESS).replace("10", "90")
    forged = council.commit({PROGRESS: text})
    assert council.findings() == [
        (Code.UNSIGNED, forged),
        (Code.NOT_ALLOWED, forged),
        (Code.OUTSIDE, forged),
    ]


def test_hand_commit_signed(council: Council) -> None:
    """An officer's commit by hand, signed and within their rights, is only a warning."""
    made = council.commit({PROGRESS: council.text(PROGRESS).replace("10", "90")}, by=CLERK, key=CLERK.key)
    verdict = council.verify()
    assert [(each.code, each.commit) for each in council.found()] == [(Code.OUTSIDE, made)]
    assert verdict.ok


def test_anothers_measure(council: Council) -> None:
    """An officer's change to another unit's progress is found."""
    text = 'status = "in-progress"\npercent = 5\n'
    forged = council.commit({_OTHERS: text}, by=CLERK, key=CLERK.key)
    assert council.findings() == [(Code.NOT_ALLOWED, forged), (Code.OUTSIDE, forged)]


def test_promotion(council: Council) -> None:
    """An officer who makes themselves an administrator is judged by the officers before the commit."""
    before, mark, after = council.text("officers.toml").partition("[officers.clerk]\n")
    theirs = before + mark + 'role = "administrator"\n' + after
    promoted = council.commit({"officers.toml": theirs}, by=CLERK, key=CLERK.key)
    assert council.findings() == [(Code.NOT_ALLOWED, promoted), (Code.OUTSIDE, promoted)]


def test_rolled_back_officers(council: Council) -> None:
    """Restoring an old officers.toml does not make its author's expired key valid for that commit."""
    old = council.text("officers.toml")
    left = old.replace(f'key = "{CLERK.key.line}"', f'key = "{CLERK.key.line}"\nuntil = 2017-02-01')
    council.commit({"officers.toml": left}, by=ADMIN, key=ADMIN.key, at=datetime(2017, 3, 1, tzinfo=KYIV))
    back = council.commit({"officers.toml": old}, by=CLERK, key=CLERK.key)
    codes = council.findings()
    assert (Code.EXPIRED_KEY, back) in codes
    assert (Code.NOT_ALLOWED, back) in codes


def test_vanished(council: Council) -> None:
    """Removing an officer's entry is found, even by an administrator: their commits would have no author."""
    text = council.text("officers.toml")
    start, end = text.index("[officers.lawyer]"), len(text)
    gone = council.record(Action.REGISTER, {"officers.toml": text[:start] + text[end:]}, ADMIN)
    assert (Code.INVALID_RECORD, gone) in council.findings()


def test_officer_who_left(council: Council) -> None:
    """An officer who left may write until their last day, and not after it."""
    text = council.text("officers.toml")
    before, mark, after = text.partition("[officers.clerk]\n")
    ended = before + mark + "until = 2017-02-01\n" + after
    council.commit({"officers.toml": ended}, by=ADMIN, key=ADMIN.key)
    council.save(progress(percent=20), CLERK, datetime(2017, 2, 1, 12, tzinfo=KYIV))
    late = council.commit(
        {PROGRESS: council.text(PROGRESS).replace("20", "30")},
        by=CLERK,
        key=CLERK.key,
        at=datetime(2017, 2, 2, 12, tzinfo=KYIV),
    )
    errors = [(each.code, each.commit) for each in council.found() if each.severity == "error"]
    assert errors == [(Code.NOT_ALLOWED, late)]


def test_auditor(council: Council) -> None:
    """An auditor may write nothing."""
    more = '\n[officers.rev]\nname = "Ревізор"\nemail = "rev@rada.example"\nrole = "auditor"\n'
    more += f'\n[[officers.rev.keys]]\nkey = "{Key("rev").line}"\n'
    council.commit({"officers.toml": council.text("officers.toml") + more}, by=ADMIN, key=ADMIN.key)
    rev = Person("rev", "Ревізор", "rev@rada.example")
    forged = council.commit({PROGRESS: council.text(PROGRESS).replace("10", "30")}, by=rev, key=rev.key)
    assert (Code.NOT_ALLOWED, forged) in council.findings()


def test_on_behalf(council: Council) -> None:
    """Progress that the authorised officer entered for a unit is reported, but is not an error."""
    made = council.save(progress(percent=20, basis="лист № 7"), CHIEF)
    assert council.findings() == [(Code.ON_BEHALF, made)]
    assert council.verify().ok


def test_on_behalf_of_new(council: Council) -> None:
    """Progress imported with its new measure and unit is reported for that unit, without a basis."""
    measure = council.text(MEASURE)
    new = {
        "units.toml": council.text("units.toml") + '\n[units.schools]\nname = "Відділ освіти"\n',
        MEASURE.replace("/4/", "/7/"): measure.replace('"4"', '"7"').replace("office", "schools"),
        PROGRESS.replace("/4/", "/7/"): council.text(PROGRESS),
    }
    council.record(Action.IMPORT, new, CHIEF)
    [found] = council.found()
    assert found.message.values == {"login": "chief", "unit": "Відділ освіти"}


def test_vouched(council: Council) -> None:
    """Only its author's own signed merge vouches for an unsigned commit from before signing was required."""
    asking = council.text("register.toml")
    lax = asking.replace("require_signature = true", "require_signature = false")
    since = council.commit({"register.toml": lax}, by=ADMIN, key=ADMIN.key)
    answer = council.text(PROGRESS).replace("10", "20")
    unsigned = council.commit({PROGRESS: answer}, by=CLERK)
    main = council.commit({"register.toml": asking}, by=ADMIN, key=ADMIN.key, parents=(since,))
    for by, key, missing in ((CLERK, CLERK.key, None), (CHIEF, CHIEF.key, unsigned), (CLERK, None, "merge")):
        merge = council.commit({PROGRESS: answer}, by=by, key=key, parents=(main, unsigned))
        bare = [commit for code, commit in council.findings() if code is Code.UNSIGNED]
        assert bare == ([] if missing is None else [merge if missing == "merge" else unsigned])


def test_self_accepted(council: Council) -> None:
    """An officer who accepts their own progress is reported; accepting another's is not."""
    from records.values.changes import Action, Change, Edit, Word
    from records.values.model import ReviewState

    accept = Change(Action.ACCEPT, (Edit(PROGRESS, {}),), "Прийнято", word=Word(ReviewState.ACCEPTED))
    council.save(accept, CHIEF)
    assert council.findings() == []
    council.save(progress(percent=20, basis="лист № 7"), CHIEF)
    accepted = council.save(accept, CHIEF)
    assert council.findings()[-1] == (Code.SELF_ACCEPTED, accepted)
    # When verification continues from a saved state, the writer is looked up in the history.
    again = Change(Action.RETURN, (Edit(PROGRESS, {}),), "Повернуто", word=Word(ReviewState.RETURNED))
    council.save(again, CHIEF)
    council.verify()
    accepted = council.save(accept, CHIEF)
    assert council.findings()[-1] == (Code.SELF_ACCEPTED, accepted)


def test_open(council: Council) -> None:
    """In an open register rights are not checked; after it is closed they are, from the next commit on."""
    opened = council.text("register.toml").replace("open = false", "open = true")
    council.commit({"register.toml": opened}, by=ADMIN, key=ADMIN.key)
    council.commit({_OTHERS: 'status = "in-progress"\npercent = 5\n'}, by=CLERK, key=CLERK.key)
    closed = opened.replace("open = true", "open = false")
    council.commit({"register.toml": closed}, by=CHIEF, key=CHIEF.key)
    forged = council.commit({_OTHERS: 'status = "in-progress"\npercent = 6\n'}, by=CLERK, key=CLERK.key)
    errors = [(each.code, each.commit) for each in council.found() if each.severity == "error"]
    assert errors == [(Code.NOT_ALLOWED, forged)]


def test_broken_rules(council: Council) -> None:
    """Unreadable rules don't open the register: the last valid rules stay in force."""
    broken = council.commit({"register.toml": "open = \n"}, by=ADMIN, key=ADMIN.key)
    forged = council.commit({PROGRESS: council.text(PROGRESS).replace("10", "90")})
    codes = council.findings()
    assert (Code.INVALID_RECORD, broken) in codes
    assert (Code.UNSIGNED, forged) in codes
    assert (Code.NOT_ALLOWED, forged) in codes
