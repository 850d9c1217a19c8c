"""The rules that the product ships with, read once for all tests of a process: reading takes a third of a second and changes nothing."""

from __future__ import annotations

import functools

from app.rules.pack import Pack, load_pack


@functools.cache
def shipped_pack() -> Pack:
    """What the product runs with."""
    return load_pack()
