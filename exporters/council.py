"""A council's own templates, laid over ours, in a sandbox: what they hold is words and markup, no program.

A template reads the fields of the report and nothing else: no file, no clock, no chance, no Python. Long
ranges, products and pages are refused, and one that takes more steps than any report; who may change a
template could still fill the memory.
"""

from __future__ import annotations

from collections.abc import Sized
from datetime import date
from enum import Enum
from functools import cached_property, wraps
from string import Formatter
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, TemplateError, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporters.environment import TEMPLATES, options
from exporters.report import NotExported
from exporters.stepping import mark_steps
from records.language import Message
from records.values.layout import TEMPLATES as FOLDER
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from jinja2 import nodes
    from jinja2.runtime import Context

#: What a template of the council's calls ours by: "prozvit/report.html.j2".
OURS = "prozvit/"
#: A page as large as this is no report: 10,000 measures of long texts are a quarter of it.
_LARGEST_PAGE = 256 * 1024 * 1024
#: A measure of a report takes some 25: those of 10,000 measures many times over, in some ten seconds.
_MOST_STEPS = 4_000_000
#: The largest number that is calculated with, the largest exponent, the longest `range`.
_LARGEST, _LONGEST_POWER, _LONGEST_RANGE = 2**32, 16, 10_000
#: Filters that give another page each time, or a text as long as anybody likes.
_LEFT_OUT = {"random", "batch", "center", "format", "indent", "slice"}
#: What a filter takes as one value.
_OF_ONE = (str, Undefined)
#: A text's methods, those that can't make it longer.
_OF_TEXTS = {"lower", "upper", "strip", "split", "startswith", "endswith"}
#: Modules whose values a template may read, field by field.
_READABLE = {
    f"{package}.{module}"
    for package, modules in {
        "exporters": ("model", "totals", "charts", "index", "comparing.model"),
        "records": ("values.model", "texts.prose", "texts.inline"),
    }.items()
    for module in modules
}
#: Fields that lead out of the report.
_HIDDEN = {"register", "records", "trail", "templates"}


class BadTemplate(NotExported):
    """A council's own template that can't be read or filled: file, line, problem."""


def fill_own(name: str, values: Mapping[str, Any], templates: Mapping[str, bytes]) -> bytes:
    """Return a template filled in the sandbox, as UTF-8; raise `BadTemplate` where one of them fails."""
    sandbox = _Sandbox(loader=_loader(templates), autoescape=True, **options())
    given = {key: _guarded(value) if key == "say" else value for key, value in values.items()}
    try:
        return b"".join(_bounded(sandbox.get_template(name).generate(given)))
    except TemplateSyntaxError as error:
        raise _bad(error.filename or f"{FOLDER}{name}", error.lineno, _said(error)) from error
    except RecursionError as error:
        problem = Message("it leads back to itself; ours is called “{name}”", name=f"{OURS}{name}")
        raise _bad(FOLDER + name, _place(error.__traceback__)[1], problem) from error
    # A template can fail in as many ways as a program, and each is its author's to mend.
    except Exception as error:
        file, line = _place(error.__traceback__)
        raise _bad(file or f"{FOLDER}{name}", line, _said(error)) from error


class _Refused(SecurityError):
    """What the sandbox does not let a template do."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.told = Message(template, **values)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Where a council's templates run."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        #: What may be read of each kind of value that was met.
        self._readable: dict[type, frozenset[str]] = {}
        self._left = _MOST_STEPS
        self.filters = {
            name: self._counted(filter_) for name, filter_ in self.filters.items() if name not in _LEFT_OUT
        }
        self.globals = {name: self.globals[name] for name in ("dict", "namespace")} | {"range": _range}

    def _generate(self, source: nodes.Template, *arguments: Any, **values: Any) -> str:
        mark_steps(source, self, "step")
        return super()._generate(source, *arguments, **values)

    def step(self, steps: int = 1) -> bool:
        """Count steps that a template takes; raise `_Refused` where they are too many."""
        self._left -= steps
        if self._left < 0:
            raise _Refused("it takes too many steps: loops in loops go over too much")
        return True

    def _counted(self, filter_: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter for which each value that it goes over is a step."""
        place = 1 if hasattr(filter_, "jinja_pass_arg") else 0

        @wraps(filter_)
        def counted(*given: Any, **named: Any) -> Any:
            value = given[place]
            self.step(len(value) if isinstance(value, Sized) and not isinstance(value, _OF_ONE) else 1)
            return filter_(*given, **named)

        return counted

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say whether a template may read an attribute."""
        if not super().is_safe_attribute(obj, attr, value):
            return False
        kind = type(obj)
        if isinstance(obj, date):
            return attr in {"year", "month", "day", "hour", "minute", "second"}
        if isinstance(obj, Enum):
            return attr == "value"
        if isinstance(obj, Period):
            return attr == "code"
        if kind.__module__.partition(".")[0] in {"exporters", "records"}:
            if kind not in self._readable:
                self._readable[kind] = _fields(kind) if kind.__module__ in _READABLE else frozenset()
            return attr in self._readable[kind]
        return not isinstance(obj, str) or attr in _OF_TEXTS

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Refuse `format` of a text: it pads to any width."""
        if getattr(value, "__name__", "") in {"format", "format_map"}:
            raise _Refused("texts are not formatted here")
        return None

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with small numbers: a product of a text, or a power, can fill the memory."""
        largest = (_LARGEST, _LONGEST_POWER if operator == "**" else _LARGEST)
        if not all(
            isinstance(each, int | float) and abs(each) <= most
            for each, most in zip((left, right), largest, strict=True)
        ):
            raise _Refused("only small numbers are calculated with")
        return super().call_binop(context, operator, left, right)


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise _Refused("the range is too long")
    return numbers


def _guarded(say: Callable[..., str]) -> Callable[..., str]:
    """Return `say` for a template's own words: their places hold names and nothing that leads further."""

    def guarded(template: str, /, **values: object) -> str:
        for _, name, spec, conversion in Formatter().parse(template):
            if name is not None and (spec or conversion or not name.isidentifier()):
                raise _Refused("a place in a text holds a name alone: {name}", name=name)
        return say(template, **values)

    return guarded


def _fields(kind: type) -> frozenset[str]:
    """Return the fields and properties that a template may read of a value."""
    names = {*getattr(kind, "__struct_fields__", ())}
    names |= {name for name, each in vars(kind).items() if isinstance(each, property | cached_property)}
    return frozenset(names - _HIDDEN)


def _loader(templates: Mapping[str, bytes]) -> FunctionLoader:
    """Return what finds a template: the council's own, else ours; ours alone by its name after `OURS`."""
    ours = {each.name: each for each in TEMPLATES.iterdir()}

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name in templates:
            file, source = f"{FOLDER}{name}", templates[name].decode(errors="replace")
        elif (own := name.removeprefix(OURS)) in ours:
            file, source = f"{OURS}{own}", ours[own].read_text(encoding="utf-8")
        else:
            return None
        return source, file, lambda: True

    return FunctionLoader(load)


def _bounded(parts: Iterator[str]) -> Iterator[bytes]:
    left = _LARGEST_PAGE
    for part in parts:
        data = part.encode()
        left -= len(data)
        if left < 0:
            raise _Refused("the page is too long")
        yield data


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """Return the file and line where a template failed: the innermost of the council's own, else of ours."""
    found = ("", 1)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(FOLDER) or (file.startswith(OURS) and not found[0].startswith(FOLDER)):
            found = (file, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _said(error: Exception) -> Message | str:
    """Return what is wrong: in words for people, where it is known, else as the engine says it."""
    match error:
        case _Refused():
            return error.told
        case TemplateNotFound():
            return Message("there is no template “{name}”", name=error.name)
        case TemplateError():
            return (error.message or type(error).__name__).rstrip(".")
        case _:
            return f"{type(error).__name__}: {error}"


def _bad(file: str, line: int, problem: Message | str) -> BadTemplate:
    return BadTemplate(
        "The council’s own template fails: {file}, line {line}: {problem}. Mend it, record it "
        "(prozvit commit) and export again.",
        file=file,
        line=line,
        problem=problem,
    )
