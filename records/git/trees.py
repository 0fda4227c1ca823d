"""Git's trees as they are kept: entries of mode, name and object, read folder by folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = "40000"
_FILES = {"100644", "100755"}
#: Name to mode (octal) and object.
Entries = dict[str, tuple[str, str]]


def is_file(mode: str) -> bool:
    """Say whether a mode is that of a file, also one that can be run: no link, folder or submodule."""
    return mode in _FILES


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


def folders_in(root: str, path: str, read: Callable[[str], bytes]) -> list[str]:
    """Return the names of the folders in a folder of the tree `root`; none where it is not there."""
    tree = root
    for name in path.split("/"):
        mode, tree = parse_tree(read(tree)).get(name, ("", ""))
        if mode != FOLDER:
            return []
    return [name for name, (mode, _) in parse_tree(read(tree)).items() if mode == FOLDER]


def changed_files(
    old: str, new: str, read: Callable[[str], bytes], path: str = ""
) -> dict[str, tuple[str, str] | None]:
    """Return the files in which the tree `new` differs from `old`, by their paths; None for one that is gone.

    Only folders that differ are read; "" stands for a folder that is not there. `path` comes before each
    name, and ends in a slash where it is not empty.
    """
    before, after = (parse_tree(read(tree)) if tree else {} for tree in (old, new))
    found: dict[str, tuple[str, str] | None] = {}
    for name in before.keys() | after.keys():
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        inside = [entry[1] if entry and entry[0] == FOLDER else "" for entry in (was, now)]
        if any(inside):
            found |= changed_files(inside[0], inside[1], read, f"{path}{name}/")
        if now is not None and now[0] != FOLDER:
            found[path + name] = now
        elif was is not None and was[0] != FOLDER:
            found[path + name] = None
    return found


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
