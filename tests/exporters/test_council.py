"""A council's own templates: what they can replace, and what they can't reach."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from exporters.council import BadTemplate
from exporters.html import to_fragment, to_html
from exporters.report import report
from records.values.periods import Period

if TYPE_CHECKING:
    from exporters.model import Report
    from records.files.snapshot import Snapshot

Q4 = Period.from_code("2017-Q4")
OVER = "{% extends 'prozvit/report.html.j2' %}\n"


@pytest.fixture
def made(sample: Snapshot) -> Report:
    return report(sample, Q4)


def filled(made: Report, **templates: str) -> str:
    """Return the page of a report rendered with the council's templates."""
    named = {f"{name}.html.j2": text.encode() for name, text in templates.items()}
    return to_html(structs.replace(made, templates=named)).decode()


def test_blocks_are_laid_over_ours(made: Report) -> None:
    """A council's block replaces or wraps ours, in the page and in the fragment."""
    shield = "{% block heading %}<p>{{ shield }}{{ report.body }} – 100 %</p>{{ super() }}{% endblock %}"
    templates = {"report.html.j2": (OVER + "{% set shield = 'Герб <1> ' %}" + shield).encode()}
    ours = structs.replace(made, templates=templates)
    added = f"<p>Герб &lt;1&gt; {made.body} – 100 %</p>"
    plain = to_html(made).decode()
    assert to_html(ours).decode().replace(added, "", 1) == plain
    assert added in to_fragment(ours).decode()


def test_templates_can_be_parts_of_each_other(made: Report) -> None:
    """A council's template can include its own templates and use our macros."""
    text = OVER + "{% block foot %}{% include 'address.html.j2' %}{{ rows.links(overdue) }}{% endblock %}"
    page = filled(made, report=text, address="вул. Зразкова, 1")
    assert 'вул. Зразкова, 1<a href="#4">4</a>, <a href="#8">8</a>' in " ".join(page.split())


def test_our_templates_give_the_same_in_the_sandbox(made: Report) -> None:
    """A council's template that changes nothing changes no byte of the page."""
    assert filled(made, other="") == to_html(made).decode()
    assert filled(made, report=OVER) == to_html(made).decode()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("{% extends 'report.html.j2' %}", 1, "leads back to itself"),
        ("\n\n{{ nobody }}", 3, "nobody"),
        ("\n{% if %}", 2, "expression"),
        (OVER + "{% block foot %}\n\n{{ 1 / 0 }}{% endblock %}", 4, "division by zero"),
        (OVER + "{% block foot %}{{ set(1) }}{% endblock %}", 2, "TypeError"),
        ("{% include 'gone.html.j2' %}", 1, "gone.html.j2"),
    ],
)
def test_bad_template_is_told_by_file_and_line(made: Report, text: str, line: int, problem: str) -> None:
    """An error in a template is reported with its file, line and remedy."""
    with pytest.raises(BadTemplate) as caught:
        filled(made, report=text)
    said = str(caught.value)
    assert f"templates/report.html.j2, line {line}: " in said
    assert problem in said


@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/passwd' %}",
        "{% include '../html.py' %}",
        "{% import 'os' as os %}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ report|attr('__class__') }}",
        "{{ [report]|map(attribute='__class__')|first ~ '' }}",
        "{{ say.__globals__ }}",
        "{{ say('{a.__class__}', a=report) }}",
        "{{ say('{a:>9}', a=1) }}",
        "{{ '{0.__class__}'.format(report) }}",
        "{{ '{a}'.format_map({'a': 1}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ report.language.translate('x') }}",
        "{{ report.templates }}",
        "{{ report.source.at.now() }}",
        "{{ report.source.at.strftime('%c') }}",
        "{{ [1, 2]|random }}",
        "{{ lipsum() }}",
        "{{ [].append(1) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 9 ** 99999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ 'a'|indent(1000000000) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ [1]|tojson(indent=1000000000) }}",
        "{{ 1.5|round(1000000000, 'ceil') }}",
        "{{ (1).to_bytes(1000000000, 'big') }}",
        "{{ [[1]]|sum(start=[]) }}",
        "{{ report }}",
        "{{ namespace(a=1) ~ '' }}",
        "{% for a in range(1000000000) %}{% endfor %}",
    ],
)
def test_hostile_template_reaches_nothing(made: Report, text: str) -> None:
    """A template reaches no file, Python object, clock or randomness, and can't fill memory in one step."""
    with pytest.raises(BadTemplate):
        filled(made, report=text)


def test_page_without_end_is_refused(made: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that grows far beyond any real report ends in an error."""
    monkeypatch.setattr("exporters.council._LARGEST_PAGE", 10_000)
    with pytest.raises(BadTemplate, match="too long"):
        filled(made, report="{% for a in range(9000) %}{% for b in range(9000) %}а{% endfor %}{% endfor %}")


#: Statements that double the length of the text or list `ns.a`.
DOUBLED = [
    "{% set ns.a = ns.a ~ ns.a %}",
    "{% set ns.a = ns.a + ns.a %}",
    "{% set b %}{{ ns.a }}{{ ns.a }}{% endset %}{% set ns.a = b %}",
    "{% set ns.a = twice(ns.a) %}",
    "{% set b %}{% call both() %}{{ ns.a }}{% endcall %}{% endset %}{% set ns.a = b %}",
    "{% set ns.a = [ns.a, ns.a]|join %}",
    "{% set ns.a = [ns.a, '']|join(ns.a) %}",
    "{% set ns.a = ('-' ~ ns.a)|replace('-', ns.a) %}",
    "{% set ns.a = say('{x}{x}', x=ns.a) %}",
    "{% set ns.a = show([ns.a, ns.a]) %}",
    "{% set ns.a = [ns.a, ns.a]|string|urlencode %}",
    "{% set ns.a = [ns.a, ns.a] %}",
    "{% set ns.a = {'a': ns.a, 'b': ns.a} %}",
    "{% set ns.a = dict(a=ns.a, b=ns.a) %}",
    "{% set ns.l = ns.l + [ns.l] %}",
    "{% set ns.l = ns.l + ns.l %}",
    "{% for b in range(9999) %}{% set ns.l = ns.l + [long[1:]] %}{% endfor %}",
    "{% for b in range(9999) %}{% set ns.l = ns.l + [long|upper] %}{% endfor %}",
    "{% for b in range(9999) %}{% set ns.l = ns.l + [long.upper()] %}{% endfor %}",
    "{% set ns.l = ns.l + ((long ~ long)|list) %}",
]


@pytest.mark.parametrize("text", DOUBLED)
def test_text_without_end_is_refused(made: Report, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Repeated doubling, by whatever means, is refused at its line before it exhausts memory."""
    monkeypatch.setattr("exporters.sandbox._MOST_CHARACTERS", 300_000)
    monkeypatch.setattr("exporters.sandbox._MOST_STEPS", 9_000)
    macros = (
        "{% macro twice(a) %}{{ a }}{{ a }}{% endmacro %}{% macro both() %}{{ caller() }}{{ caller() }}"
        "{% endmacro %}{% set long = range(999)|join %}{% set ns = namespace(a='&', l=[1]) %}"
    )
    tracemalloc.start()
    try:
        with pytest.raises(BadTemplate, match=r"templates/report.html.j2, line [123]: it (makes|takes) too"):
            filled(made, report=f"{macros}\n{{% for i in range(60) %}}\n{text}{{% endfor %}}")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["а" * 500, "{{ 'ж' ~ '" + "а" * 500 + "' }}"])
def test_own_words_are_counted(made: Report, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A template's own output counts towards the limit, even before any of it reaches the page."""
    monkeypatch.setattr("exporters.sandbox._MOST_CHARACTERS", 1_000_000)
    with pytest.raises(BadTemplate, match="makes too much text"):
        filled(made, report=f"{{% set b %}}{{% for i in range(9999) %}}{text}{{% endfor %}}{{% endset %}}")


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99) %}{% for b in range(99) %}{% endfor %}{% endfor %}",
        "{% for a in range(99) %}{% for b in range(99) if b < 0 %}{% endfor %}{% endfor %}",
        "{% for a in range(99) recursive %}{{ loop([1, 2]) if loop.depth < 9 }}{% endfor %}",
        "{% for a in range(99) %}{{ range(99)|sum }}{% endfor %}",
        "{% macro m(n) %}{{ m(n - 1) ~ m(n - 1) if n }}{% endmacro %}{{ m(12) }}",
        (
            "{% set j = k|default(14) - 1 %}{% if j %}{% with k = j %}"
            "{% include 'report.html.j2' %}{% include 'report.html.j2' %}{% endwith %}{% endif %}"
        ),
    ],
)
def test_endless_work_is_refused(made: Report, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A template that takes more steps than any real report is refused at the line of the last step."""
    monkeypatch.setattr("exporters.sandbox._MOST_STEPS", 5_000)
    with pytest.raises(BadTemplate, match=r"templates/report.html.j2, line [12]: it takes too many steps"):
        filled(made, report=f"<!DOCTYPE html>\n{text}")
