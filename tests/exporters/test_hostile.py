"""Hostile texts never add markup to the pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from exporters.html import to_fragment, to_html
from exporters.index import Entry, File, to_index
from exporters.report import report
from records.sanitise import visible
from records.texts import prose
from records.values.model import Contact, Deadline, Evidence, Programme, ReportRules, Signatory, Unit
from records.values.periods import Period
from tests.exporters.pages import Page, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
# One for each injection route that OWASP lists: elements, attributes, addresses, styles, encodings, comments.
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<style>@import '//x.example/a.css';</style>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<form action=//x.example><input name=a autofocus onfocus=alert(1)></form>",
    "<details open ontoggle=alert(1)>",
    "<table background='javascript:alert(1)'><td>",
    '"><b x="',
    "' onmouseover='alert(1)",
    '" onmouseover=alert(1) x="',
    "` onmouseover=alert(1) `",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<%= 1 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3Cscript&#x3E;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//x.example)",
    '[a](https://x.example/" onclick="x)',
    "![a](https://x.example/a.png)",
    "<https://x.example/>",
    "{{ 7 * 7 }}{% for a in b %}{# c #}",
    "${7*7} #{7*7}",
    "expression(alert(1))",
    "}; * { background: url(//x.example) } x {",
]
hostile = st.lists(
    st.sampled_from([*ATTACKS, "<", ">", "&", "\n", "- ", "а б", "**ж**", "\u202e", "\x1b[31m", "\x00"]),
    max_size=6,
).map("".join)
quick = settings(max_examples=25)


@quick
@given(hostile, hostile, hostile, hostile)
@example("</td><td>", '"><script>', "</style><script>", "</title>")
def test_hostile_values_are_words(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    title: str,
    unit: str,
    text: str,
    body: str,
) -> None:
    """Hostile titles, units, deadlines, texts and documents leave the page's markup unchanged."""
    evidence = (Evidence(title=title, url=body), Evidence(url=f"javascript:{title}"))
    record = make_record(
        title=title, text=text, deadline=Deadline(text=title), section=unit, evidence=evidence, percent=None
    )
    snapshot = make_snapshot([record, make_record("2", section=unit)])
    snapshot = structs.replace(snapshot, units={"general-office": Unit(name=unit or "В")})
    page = Page(to_html(report(snapshot, Q4)))
    assert {"#", "http"} >= {"#" if each.startswith("#") else each[:4] for each in page.values("a", "href")}
    assert [folded(each) for each in prose.plain(text)] == [folded(each) for each in page.paragraphs[0]]
    assert not {"\x1b", "\x00", "\u202e"} & set(page.text)


def test_every_attack_in_every_place_is_words(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """Every attack is printed as text in headings, table, signatures and foot of page, fragment and index."""
    records = [
        make_record(
            f"{place}{attack}"[:40],
            attack,
            title=attack,
            section=attack,
            deadline=Deadline(text=attack),
            evidence=(Evidence(title=attack, ref=attack, url=attack),),
        )
        for place, attack in enumerate(ATTACKS)
    ]
    all_of_them = "".join(ATTACKS)
    who = Signatory(position=all_of_them, name=all_of_them)
    snapshot = make_snapshot(
        records,
        report=ReportRules(heading=all_of_them, title=all_of_them, approval=who, signatures=(who,)),
        contact=Contact(name=all_of_them, phone=all_of_them, email=all_of_them),
    )
    old = snapshot.rules.programmes[0]
    programme = Programme(
        id=old.id, title=all_of_them, from_=old.from_, until=old.until, decision=all_of_them, url=all_of_them
    )
    fields = {name: getattr(snapshot.rules, name) for name in snapshot.rules.__struct_fields__}
    rules = type(snapshot.rules)(**fields | {"body": all_of_them, "programmes": (programme,)})
    made = report(structs.replace(snapshot, rules=rules), Q4)
    styles = set()
    listed = [
        Entry(made.totals, all_of_them, old.from_, 2, (File("HTML", "a.html"),), "", None, None, all_of_them)
    ]
    framed = b'<!DOCTYPE html><html lang="uk"><title>x</title>' + to_fragment(made)
    for data in (to_html(made), framed, to_index(structs.replace(snapshot, rules=rules), listed)):
        page = Page(data)
        styles |= {"".join(each.itertext()) for each in page.root.iter("style")}
        assert {each.partition(":")[0] for each in page.values("a", "href") if not each.startswith("#")} <= {
            "https",
            "a.html",
        }
        assert all(re.fullmatch(r"[\w.-]+", value) for _, name, value in page.attributes if name == "id")
        assert folded(visible(all_of_them)) in folded(page.text.replace("\u00a0", " "))
    assert not [each for each in styles if "x.example" in each]
