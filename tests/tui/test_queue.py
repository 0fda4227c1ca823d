"""The queue of a review: one after another, also while it grows and shrinks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.review.queue import Queue

KEYS = ["a", "b", "c", "d", "e"]


def begun(*waiting: str) -> Queue:
    """Return a queue that was just begun."""
    queue = Queue()
    queue.take(KEYS, waiting)
    return queue


def test_in_order() -> None:
    """It goes forth in the order of all, past the last, and back to what still waits."""
    queue = begun("d", "b")
    assert (queue.current, queue.place, len(queue)) == ("b", 1, 2)
    queue.forward()
    assert (queue.current, queue.place) == ("d", 2)
    queue.forward()
    assert (queue.current, queue.place, queue.left) == (None, 0, ["b", "d"])
    queue.back()
    assert queue.current == "d"
    queue.back()
    queue.back()
    assert queue.current == "b"


def test_places_stay() -> None:
    """What is done keeps its place in the count, and nobody goes back to it."""
    queue = begun("a", "b", "c")
    queue.forward()
    queue.take(KEYS, ["b", "c"])
    assert (queue.current, queue.place, len(queue)) == ("b", 2, 3)
    queue.back()
    assert queue.current == "b"


def test_grows() -> None:
    """What is submitted meanwhile comes in its turn; after the last it comes at once."""
    queue = begun("c")
    queue.take(KEYS, ["c", "a", "d"])
    assert (queue.current, queue.place, len(queue)) == ("c", 2, 3)
    queue.forward()
    queue.forward()
    queue.take(KEYS, ["a", "c", "d", "e"])
    assert queue.current == "e"


def test_gone() -> None:
    """Where what is looked at is no more in the programme, the next comes."""
    queue = begun("a", "b", "c")
    queue.forward()
    queue.take(["a", "c"], ["a", "c"])
    assert queue.current == "c"


@given(st.lists(st.sets(st.sampled_from(KEYS)), min_size=1), st.data())
def test_always_somewhere(waits: list[set[str]], data: st.DataObject) -> None:
    """Whatever happens, what is looked at is there and counted."""
    queue = Queue()
    for waiting in waits:
        present = [key for key in KEYS if key in waiting or data.draw(st.booleans())]
        queue.take(present, [key for key in present if key in waiting])
        data.draw(st.sampled_from([queue.forward, queue.back, lambda: None]))()
        assert queue.current is None or queue.current in present
        assert 0 <= queue.place <= len(queue)
        assert (queue.place == 0) is (queue.current is None)
