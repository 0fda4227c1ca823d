"""A council’s own templates, which override ours and run in a sandbox: text and markup, not programs.

The sandbox limits what a template may read and spend; this module finds and fills templates and reports where
one fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, TemplateError, TemplateNotFound, TemplateSyntaxError

from exporters.allowance import Refused
from exporters.environment import TEMPLATES, options
from exporters.report import NotExported
from exporters.sandbox import Sandbox
from records.language import Message
from records.values.layout import TEMPLATES as FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

#: The prefix by which a council’s template refers to ours: "prozvit/report.html.j2".
OURS = "prozvit/"
#: The page limit in bytes; a report of 10,000 measures with long texts takes a quarter of it.
_LARGEST_PAGE = 256 * 1024 * 1024


class BadTemplate(NotExported):
    """A council’s own template cannot be read or filled: file, line, problem."""


def fill_own(name: str, values: Mapping[str, Any], templates: Mapping[str, bytes]) -> bytes:
    """Return a template filled in the sandbox, as UTF-8; raise `BadTemplate` if a template fails."""
    sandbox = Sandbox(loader=_loader(templates), autoescape=True, **options())
    try:
        return b"".join(_bounded(sandbox.get_template(name).generate(sandbox.guarded(values))))
    except TemplateSyntaxError as error:
        raise _bad(error.filename or f"{FOLDER}{name}", error.lineno, _said(error)) from error
    except RecursionError as error:
        problem = Message("it leads back to itself; ours is called “{name}”", name=f"{OURS}{name}")
        raise _bad(FOLDER + name, _place(error.__traceback__)[1], problem) from error
    # A template can raise any exception, and its author must be told of each.
    except Exception as error:
        file, line = _place(error.__traceback__)
        raise _bad(file or f"{FOLDER}{name}", line, _said(error)) from error


def _loader(templates: Mapping[str, bytes]) -> FunctionLoader:
    """Return the loader: the council’s own template if there is one, else ours; after `OURS`, only ours."""
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
            raise Refused("the page is too long")
        yield data


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """Return the file and line where a template failed: the innermost of the council’s, else of ours."""
    found = ("", 1)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(FOLDER) or (file.startswith(OURS) and not found[0].startswith(FOLDER)):
            found = (file, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _said(error: Exception) -> Message | str:
    """Return the problem as a translatable message if it is a known one, else in the engine’s words."""
    match error:
        case Refused():
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
