"""Where a council's templates run: they read the fields of the report, and spend no more than a report does.

No file, no clock, no chance, no Python. What a template may read is told by `Sandbox.is_safe_attribute`,
what it may spend by its `Allowance`: a page is refused before it fills the memory.
"""

from __future__ import annotations

from collections.abc import Sized
from datetime import date
from enum import Enum
from functools import cached_property, wraps
from string import Formatter
from typing import TYPE_CHECKING, Any

from jinja2 import Undefined, filters, pass_context, pass_eval_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from exporters.allowance import Allowance, Refused, length
from exporters.stepping import mark
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2 import nodes
    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

#: A measure of a report takes some 25: those of 10,000 measures many times over, in some ten seconds.
_MOST_STEPS = 4_000_000
#: Of all texts that are made for a page; each part of one is put together some four times. Of 10,000 measures
#: those are some hundred millions.
_MOST_CHARACTERS = 192 * 1024 * 1024
#: The largest number that is calculated with, the largest exponent, the longest `range`, what a filter takes.
_LARGEST, _LONGEST_POWER, _LONGEST_RANGE = 2**32, 16, 10_000
#: The longest text that a method of it is called of: the longest of a report is a third of it.
_LONGEST_CALLED = 100_000
#: Filters that give another page each time, or a text as long as anybody likes.
_LEFT_OUT = {"random", "batch", "center", "format", "indent", "slice"}
_LEFT_OUT |= {"pprint", "tojson", "urlize", "wordwrap", "xmlattr"}
#: Filters that look at a value and go through nothing of it.
_OF_ONE = {"attr", "count", "d", "default", "first", "last", "length"}
#: Filters that go through the values of a list; all others make a text.
_OF_LISTS = {"dictsort", "groupby", "items", "join", "list", "map", "max", "min", "reject", "rejectattr"}
_OF_LISTS |= {"reverse", "select", "selectattr", "sort", "sum", "unique"}
#: How many characters one becomes at most, where that is more than an escape has.
_GROWING = {"urlencode": 12}
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


class Sandbox(ImmutableSandboxedEnvironment):
    """Where the templates of one page run."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "-"})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        #: What may be read of each kind of value that was met.
        self._readable: dict[type, frozenset[str]] = {}
        self.allowance = Allowance(_MOST_STEPS, _MOST_CHARACTERS)
        self.finalize = self._output
        own = {"join": self._join, "replace": self._replace}
        self.filters = {
            name: self._bounded(name, own.get(name, filter_))
            for name, filter_ in self.filters.items()
            if name not in _LEFT_OUT
        }
        self.globals = {name: self.globals[name] for name in ("dict", "namespace")} | {"range": _range}

    def guarded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a page is filled with, whose functions write no more than may be written."""
        guards = {"say": self._guarded, "show": self._weighed}
        return {key: guards[key](value) if key in guards else value for key, value in values.items()}

    # What the compiler and what `mark` has put into templates call

    def _generate(self, source: nodes.Template, *arguments: Any, **values: Any) -> str:
        mark(source, self)
        return super()._generate(source, *arguments, **values)

    def step(self, characters: int = 0) -> bool:
        """Count a step that a template takes, and the characters of its own that it writes on the way."""
        self.allowance.step()
        self.allowance.make(characters)
        return True

    def written(self, value: Any) -> Any:
        """Return a part of a text that is put together, counted."""
        self.allowance.write(value)
        return value

    def held(self, value: Any) -> Any:
        """Return a list, or what was cut out of a list or a text, counted."""
        self.allowance.hold(value)
        return value

    @pass_context
    def _output(self, _context: Context, value: Any) -> Any:
        """Return what is written, counted; the context is asked for lest constants be written uncounted."""
        return self.written(value)

    def call(self, context: Context, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call what a template calls; what that gives is counted."""
        of = getattr(called, "__self__", None)
        if isinstance(of, str) and len(of) > _LONGEST_CALLED:
            raise Refused("the text is too long to be taken apart")
        made = super().call(context, called, *given, **named)
        return made if of is self else self.held(made)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with small numbers: a product of a text, or a power, can fill the memory."""
        largest = (_LARGEST, _LONGEST_POWER if operator == "**" else _LARGEST)
        if operator == "+" and not isinstance(left, int | float):
            for each in (left, right):
                (self.allowance.write if isinstance(each, str) else self.allowance.hold)(each)
        elif not all(
            isinstance(each, int | float) and abs(each) <= most
            for each, most in zip((left, right), largest, strict=True)
        ):
            raise Refused("only small numbers are calculated with")
        return super().call_binop(context, operator, left, right)

    # What may be read and called

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
        # A number's own methods give its bytes, as many as anybody likes.
        return attr in _OF_TEXTS if isinstance(obj, str) else not isinstance(obj, int | float | bytes)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Refuse `format` of a text: it pads to any width."""
        if getattr(value, "__name__", "") in {"format", "format_map"}:
            raise Refused("texts are not formatted here")
        return None

    def _guarded(self, say: Callable[..., str]) -> Callable[..., str]:
        """Return `say` for a template's own words: their places hold names and nothing that leads further."""

        def guarded(template: str, /, **values: object) -> str:
            for _, name, spec, conversion in Formatter().parse(template):
                if name is not None:
                    if spec or conversion or not name.isidentifier():
                        raise Refused("a place in a text holds a name alone: {name}", name=name)
                    self.allowance.write(values.get(name))
            return say(template, **values)

        return guarded

    def _weighed(self, show: Callable[[Any], str]) -> Callable[[Any], str]:
        """Return `show` for values that are not too long."""

        def weighed(value: Any) -> str:
            for each in value if isinstance(value, list | tuple) else ():
                self.allowance.write(each)
            return show(value)

        return weighed

    # Filters

    def _bounded(self, name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter that is counted: what it goes through, and what it gives."""
        place = 1 if hasattr(filter_, "jinja_pass_arg") else 0

        @wraps(filter_)
        def bounded(*given: Any, **named: Any) -> Any:
            self._count(name, given[place], [*given[place + 1 :], *named.values()])
            made = filter_(*given, **named)
            if isinstance(made, str):
                self.allowance.make(len(made))
            return made

        return bounded

    def _count(self, name: str, value: Any, options: Sequence[Any]) -> None:
        """Count a value that is given to a filter; refuse options that a filter makes much of."""
        if any(isinstance(each, int | float) and abs(each) > _LONGEST_RANGE for each in options):
            raise Refused("only small numbers are calculated with")
        if name == "sum" and any(isinstance(each, list | tuple) for each in options):
            raise Refused("only small numbers are calculated with")
        if isinstance(value, Undefined) or name in _OF_ONE:
            self.allowance.step()
        elif name in _OF_LISTS:
            self.allowance.step(len(value) if isinstance(value, Sized) else 1)
        else:
            self.allowance.step()
            for _ in range(_GROWING.get(name, 1)):
                self.allowance.write(value)

    @pass_eval_context
    def _join(
        self, context: EvalContext, value: Any, between: str = "", attribute: str | int | None = None
    ) -> str:
        """Put the parts of a text together, each counted before."""
        if attribute is not None:
            value = map(filters.make_attrgetter(self, attribute), value)
        parts = list(value)
        self.allowance.write(parts)
        self.allowance.make(len(parts) * length(between))
        made: str = filters.do_join(context, parts, between)
        return made

    @pass_eval_context
    def _replace(self, context: EvalContext, text: Any, old: str, new: str, count: int | None = None) -> str:
        """Replace parts of a text; all that comes in their place is counted before."""
        places = max(form.count(str(old)) for form in (str(text), str(escape(text))))
        self.allowance.make(places * length(new))
        return filters.do_replace(context, text, old, new, count)


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise Refused("the range is too long")
    return numbers


def _fields(kind: type) -> frozenset[str]:
    """Return the fields and properties that a template may read of a value."""
    names = {*getattr(kind, "__struct_fields__", ())}
    names |= {name for name, each in vars(kind).items() if isinstance(each, property | cached_property)}
    return frozenset(names - _HIDDEN)
