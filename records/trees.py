"""Git's trees as they are kept: entries of mode, name and object, read folder by folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = "40000"
#: Name to mode (octal) and object.
Entries = dict[str, tuple[str, str]]


def parse_tree(data: bytes) -> Entries:
    """Return the entries of a tree from the bytes that git keeps of it."""
    entries = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        entries[name.decode(errors="replace")] = (mode.decode(), data[end + 1 : end + 21].hex())
        at = end + 21
    return entries


def files_under(root: str, places: Iterable[str], read: Callable[[str], bytes]) -> Entries:
    """Return the files at some paths, and directly in some folders, of the tree `root`; by their paths.

    `read` gives an object's bytes. A path that is not there is left out.
    """
    files: Entries = {}
    trees = {"": parse_tree(read(root))}

    def folder(path: str) -> Entries:
        if path not in trees:
            above, _, name = path.rpartition("/")
            mode, tree = folder(above).get(name, ("", ""))
            trees[path] = parse_tree(read(tree)) if mode == FOLDER else {}
        return trees[path]

    for place in places:
        above, _, name = place.rpartition("/")
        entry = folder(above).get(name)
        if entry is not None and entry[0] != FOLDER:
            files[place] = entry
        elif entry is not None:
            inside = folder(place)
            files |= {f"{place}/{inner}": each for inner, each in inside.items() if each[0] != FOLDER}
    return files
