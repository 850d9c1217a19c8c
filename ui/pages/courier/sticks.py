"""Sticks that are plugged in, as the system mounts them."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QStorageInfo

from ui.pages.courier.model import Stick

PLUGGED = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where desktops mount what somebody plugs in."""


def is_plugged(root: str, windows: bool, system_drive: str = "C:") -> bool:
    """Whether a volume at ``root`` can be a stick: on Windows any drive but the system's, elsewhere by where it is mounted."""
    if windows:
        return bool(root) and not root.upper().startswith(system_drive.upper())
    return any(PurePosixPath(root).is_relative_to(place) for place in PLUGGED)


def plugged() -> list[Stick]:
    """What can be written to, the roomiest name first found."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if volume.isValid() and volume.isReady() and not volume.isReadOnly() and is_plugged(root, sys.platform == "win32"):
            found.append(Stick(Path(root), volume.displayName() or root, volume.bytesAvailable()))
    return sorted(found, key=lambda one: one.name)
