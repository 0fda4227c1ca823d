"""Git’s tree objects in their binary format: entries of mode, name and object id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = "40000"
_FILES = {"100644", "100755"}
#: Maps a name or path to its mode (octal) and object id.
Entries = dict[str, tuple[str, str]]


def is_file(mode: str) -> bool:
    """Return whether a mode is that of a regular file, executable or not: no link, folder or submodule."""
    return mode in _FILES


def parse_tree(data: bytes) -> Entries:
    """Return the entries of a tree object, by name."""
    entries = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        entries[name.decode(errors="replace")] = (mode.decode(), data[end + 1 : end + 21].hex())
        at = end + 21
    return entries


def folders_in(root: str, path: str, read: Callable[[str], bytes]) -> list[str]:
    """Return the names of the subfolders of a folder in the tree `root`; empty if it does not exist."""
    tree = root
    for name in path.split("/"):
        mode, tree = parse_tree(read(tree)).get(name, ("", ""))
        if mode != FOLDER:
            return []
    return [name for name, (mode, _) in parse_tree(read(tree)).items() if mode == FOLDER]


def changed_files(
    old: str, new: str, read: Callable[[str], bytes], path: str = ""
) -> dict[str, tuple[str, str] | None]:
    """Return the files of the tree `new` that differ from the tree `old`, by path; None for a removed file.

    Only folders that differ are read; the id "" stands for a missing folder. `path` is a prefix for every
    name, empty or ending in a slash.
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
    """Return the files of the tree `root` at the given paths, or directly in folders at these paths.

    `read` returns an object’s content. A path that does not exist is left out.
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
