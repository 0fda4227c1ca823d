"""A comparison as Markdown, with removed words as [-…-] and added ones as {+…+}, as on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.comparing.model import Move
from exporters.comparing.telling import facts, figures, moved, sources, texts, title
from exporters.markdown import heading, paragraph, plain_table
from records.texts.prose import line_to_cell
from records.texts.wordwise import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exporters.comparing.model import Changed, Comparison, Measure
    from records.language import Language
    from records.texts.wordwise import Piece

_MARKS = {Kind.GONE: (r"\[-", r"-\]"), Kind.COME: ("{+", "+}"), Kind.SAME: ("", "")}


def to_markdown(made: Comparison) -> bytes:
    """Return a comparison as a UTF-8 Markdown file."""
    return ("\n\n".join(_blocks(made)) + "\n").encode()


def _blocks(made: Comparison) -> Iterator[str]:
    say, show = made.language.say, made.language.show
    yield f"# {heading(say('Comparison of two periods'))}"
    yield paragraph(title(made))
    yield paragraph(made.body)
    yield paragraph(made.programme.title)
    yield from (f"*{line_to_cell(text)}*" for text in made.filters)
    yield f"## {say('Summary')}"
    yield plain_table(["", show(made.before), show(made.after)], figures(made))
    yield from _moves(made)
    if made.changed:
        yield f"## {say('What changed')}"
        yield paragraph(say("Words that went stand as [-…-], words that came as {marks}.", marks="{+…+}"))
        for each in made.changed:
            yield from _changed(each, made)
    yield from _listed(say("Measures added"), made.added)
    yield from _listed(say("Measures retired"), made.retired)
    yield from _listed(say("Nothing changed"), made.unchanged)
    yield "---"
    yield from map(paragraph, sources(made))


def _moves(made: Comparison) -> Iterator[str]:
    if not made.moves:
        return
    say = made.language.say
    yield f"## {say('From state to state')}"
    yield plain_table(
        [say("From ↓, to →"), *made.kinds.values()],
        (
            (said, *(str(len(made.moves.get(Move(before, after), ()))) for after in made.kinds))
            for before, said in made.kinds.items()
            if any(move.before == before for move in made.moves)
        ),
    )
    told = [
        f"- {line_to_cell(f'{said}: {_numbers(numbers, made.language)}')}" for _, said, numbers in moved(made)
    ]
    if told:
        yield "\n".join(told)


def _changed(each: Changed, made: Comparison) -> Iterator[str]:
    yield f"### {heading(f'{each.number}. {each.title}')}"
    told = [
        f"- **{line_to_cell(name)}:** {line_to_cell(f'{before} → {after}')}"
        for name, before, after in facts(each, made.language)
    ]
    told += [f"- **{line_to_cell(name)}:** {_worded(pieces)}" for name, pieces in texts(each, made.language)]
    yield "\n".join(told)


def _worded(pieces: Iterable[Piece]) -> str:
    return "".join(f"{_MARKS[kind][0]}{_words(text)}{_MARKS[kind][1]}" for kind, text in pieces).strip()


def _words(text: str) -> str:
    return "<br>".join(line_to_cell(part) for part in text.split("\n"))


def _listed(name: str, measures: Sequence[Measure]) -> Iterator[str]:
    if measures:
        yield f"## {heading(name)}"
        yield "\n".join(f"- {paragraph(f'{each.number}. {each.title}')}" for each in measures)


def _numbers(numbers: Sequence[str], language: Language) -> str:
    return f"{len(numbers)} ({language.say('No. {number}', number=', '.join(numbers))})"
