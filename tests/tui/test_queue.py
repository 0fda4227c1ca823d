"""The queue of a review: one answer after another, even as answers join and leave."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.review.queue import Queue

KEYS = ["a", "b", "c", "d", "e"]


def begun(*waiting: str) -> Queue:
    """Return a queue with the given answers waiting."""
    queue = Queue()
    queue.take(KEYS, waiting)
    return queue


def test_in_order() -> None:
    """The queue goes forward in programme order, past the last answer, and back to those still waiting."""
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
    """A finished answer keeps its place in the count, and the queue does not go back to it."""
    queue = begun("a", "b", "c")
    queue.forward()
    queue.take(KEYS, ["b", "c"])
    assert (queue.current, queue.place, len(queue)) == ("b", 2, 3)
    queue.back()
    assert queue.current == "b"


def test_grows() -> None:
    """A newly submitted answer is queued in order; after the last answer it comes up at once."""
    queue = begun("c")
    queue.take(KEYS, ["c", "a", "d"])
    assert (queue.current, queue.place, len(queue)) == ("c", 2, 3)
    queue.forward()
    queue.forward()
    queue.take(KEYS, ["a", "c", "d", "e"])
    assert queue.current == "e"


def test_gone() -> None:
    """If the current answer's measure leaves the programme, the next answer comes up."""
    queue = begun("a", "b", "c")
    queue.forward()
    queue.take(["a", "c"], ["a", "c"])
    assert queue.current == "c"


@given(st.lists(st.sets(st.sampled_from(KEYS)), min_size=1), st.data())
def test_always_somewhere(waits: list[set[str]], data: st.DataObject) -> None:
    """After any sequence of steps the current answer exists and is counted."""
    queue = Queue()
    for waiting in waits:
        present = [key for key in KEYS if key in waiting or data.draw(st.booleans())]
        queue.take(present, [key for key in present if key in waiting])
        data.draw(st.sampled_from([queue.forward, queue.back, lambda: None]))()
        assert queue.current is None or queue.current in present
        assert 0 <= queue.place <= len(queue)
        assert (queue.place == 0) is (queue.current is None)
