"""Translatable messages for errors of the operating system."""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import TYPE_CHECKING

from records.language import Message, english

if TYPE_CHECKING:
    from collections.abc import Mapping

_REFUSAL_NAMES: Mapping[int, str] = MappingProxyType(
    english(
        {
            errno.ENOENT: "there is no such file or folder",
            errno.EACCES: "there is no right to it",
            errno.EPERM: "it is not allowed",
            errno.EEXIST: "it is there already",
            errno.ENOTDIR: "a part of the path is no folder",
            errno.EISDIR: "it is a folder",
            errno.ENOTEMPTY: "the folder is not empty",
            errno.ENAMETOOLONG: "the name is too long",
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the quota is used up",
            errno.EFBIG: "the file would be too large",
            errno.EROFS: "it can be read only",
            errno.ENXIO: "it is a pipe, a socket or a device",
            errno.EIO: "the disk fails",
        }
    )
)


def refusal_of(error: OSError) -> Message | str:
    """Return the reason for an OSError: a message for the common ones, else the system’s own text."""
    template = _REFUSAL_NAMES.get(error.errno or 0)
    return Message(template) if template is not None else error.strerror or str(error)
