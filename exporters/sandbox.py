"""The sandbox for a council’s templates: it limits what they read and how much they compute and write.

Templates have no access to files, the clock, random numbers or Python. `Sandbox.is_safe_attribute` decides
what they may read, and an `Allowance` how much they may spend: a page is refused before it fills the memory.
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

#: A report takes about 25 steps per measure; this allows 10,000 measures many times over, in some ten
#: seconds.
_MOST_STEPS = 4_000_000
#: For all texts made for a page. Each part of a page is joined about four times, which for 10,000 measures
#: comes to some hundred million characters.
_MOST_CHARACTERS = 192 * 1024 * 1024
#: The largest operand, the largest exponent, and the longest `range` or option of a filter.
_LARGEST, _LONGEST_POWER, _LONGEST_RANGE = 2**32, 16, 10_000
#: The longest text whose methods may be called; the longest text of a report has a third of it.
_LONGEST_CALLED = 100_000
#: Filters whose output varies between runs or has no bound.
_LEFT_OUT = {"random", "batch", "center", "format", "indent", "slice"}
_LEFT_OUT |= {"pprint", "tojson", "urlize", "wordwrap", "xmlattr"}
#: Filters that do not iterate over their value.
_OF_ONE = {"attr", "count", "d", "default", "first", "last", "length"}
#: Filters that iterate over a list; all others produce a text.
_OF_LISTS = {"dictsort", "groupby", "items", "join", "list", "map", "max", "min", "reject", "rejectattr"}
_OF_LISTS |= {"reverse", "select", "selectattr", "sort", "sum", "unique"}
#: The most characters that a filter makes of one, if it is more than an escape has.
_GROWING = {"urlencode": 12}
#: The allowed methods of a text: none makes it longer.
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
#: Fields that would lead out of the report.
_HIDDEN = {"register", "records", "trail", "templates"}


class Sandbox(ImmutableSandboxedEnvironment):
    """The Jinja environment for the templates of one page."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "-"})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        #: The readable fields of each type met so far.
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
        """Return a page’s values with those functions wrapped that could write more than allowed."""
        guards = {"say": self._guarded, "show": self._weighed}
        return {key: guards[key](value) if key in guards else value for key, value in values.items()}

    # Called by Jinja’s generated code, and by the calls that `mark` inserts

    def _generate(self, source: nodes.Template, *arguments: Any, **values: Any) -> str:
        mark(source, self)
        return super()._generate(source, *arguments, **values)

    def step(self, characters: int = 0) -> bool:
        """Count one step of a template, and the literal characters that it writes in that step."""
        self.allowance.step()
        self.allowance.make(characters)
        return True

    def written(self, value: Any) -> Any:
        """Count a part of a text being joined, and return it."""
        self.allowance.write(value)
        return value

    def held(self, value: Any) -> Any:
        """Count a list, or a slice of a list or text, and return it."""
        self.allowance.hold(value)
        return value

    @pass_context
    def _output(self, _context: Context, value: Any) -> Any:
        """Count and return an output value; `pass_context` keeps Jinja from folding constants uncounted."""
        return self.written(value)

    def call(self, context: Context, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call a function for a template and count its result."""
        of = getattr(called, "__self__", None)
        if isinstance(of, str) and len(of) > _LONGEST_CALLED:
            raise Refused("the text is too long to be taken apart")
        made = super().call(context, called, *given, **named)
        return made if of is self else self.held(made)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator to small numbers only: repeating a text, or a power, could fill the memory."""
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
        """Return whether a template may read an attribute."""
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
        # Methods of numbers can return byte strings of any length.
        return attr in _OF_TEXTS if isinstance(obj, str) else not isinstance(obj, int | float | bytes)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Refuse the `format` methods of a text, which can pad to any width."""
        if getattr(value, "__name__", "") in {"format", "format_map"}:
            raise Refused("texts are not formatted here")
        return None

    def _guarded(self, say: Callable[..., str]) -> Callable[..., str]:
        """Return `say` for a template’s own texts, whose places may hold plain names only."""

        def guarded(template: str, /, **values: object) -> str:
            for _, name, spec, conversion in Formatter().parse(template):
                if name is not None:
                    if spec or conversion or not name.isidentifier():
                        raise Refused("a place in a text holds a name alone: {name}", name=name)
                    self.allowance.write(values.get(name))
            return say(template, **values)

        return guarded

    def _weighed(self, show: Callable[[Any], str]) -> Callable[[Any], str]:
        """Return `show` with the length of its values counted."""

        def weighed(value: Any) -> str:
            for each in value if isinstance(value, list | tuple) else ():
                self.allowance.write(each)
            return show(value)

        return weighed

    # Filters

    def _bounded(self, name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter with its input and output counted."""
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
        """Count the input of a filter; refuse options that would make it expensive."""
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
        """Join the parts of a text after counting each."""
        if attribute is not None:
            value = map(filters.make_attrgetter(self, attribute), value)
        parts = list(value)
        self.allowance.write(parts)
        self.allowance.make(len(parts) * length(between))
        made: str = filters.do_join(context, parts, between)
        return made

    @pass_eval_context
    def _replace(self, context: EvalContext, text: Any, old: str, new: str, count: int | None = None) -> str:
        """Replace parts of a text after counting all insertions."""
        places = max(form.count(str(old)) for form in (str(text), str(escape(text))))
        self.allowance.make(places * length(new))
        return filters.do_replace(context, text, old, new, count)


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise Refused("the range is too long")
    return numbers


def _fields(kind: type) -> frozenset[str]:
    """Return the fields and properties of a type that a template may read."""
    names = {*getattr(kind, "__struct_fields__", ())}
    names |= {name for name, each in vars(kind).items() if isinstance(each, property | cached_property)}
    return frozenset(names - _HIDDEN)
