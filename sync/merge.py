"""Whose form of a resource stands when a peer's arrives: decided from what both sides last agreed on."""

from __future__ import annotations

from enum import Enum


class Decision(Enum):
    """What to do with a peer's form."""

    SAME = "same"
    """Both say the same; only the peer's version is noted."""
    THEIRS = "theirs"
    """Nothing unsent here: take the peer's form."""
    OURS = "ours"
    """The peer has not moved since we agreed: ours stays and is sent."""
    CLASH = "clash"
    """Both changed: ours stays as it is, theirs is kept beside it, a person decides. Nothing is lost on either side."""


def decide(base: str | None, ours: str | None, theirs: str) -> Decision:
    """Three-way decision on content hashes (:func:`sync.canonical.content_hash`).

    ``base`` is what both last agreed on, None where they never did; ``ours`` None where there is no such
    record here. No clock takes part.
    """
    if ours == theirs:
        return Decision.SAME
    if ours is None or ours == base:
        return Decision.THEIRS
    return Decision.OURS if theirs == base else Decision.CLASH
