"""Whose form of a resource stands."""

from __future__ import annotations

import pytest

from sync.merge import Decision, decide


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (None, None, "t", Decision.THEIRS),
        ("b", "b", "t", Decision.THEIRS),
        ("b", "o", "b", Decision.OURS),
        ("b", "o", "o", Decision.SAME),
        (None, "o", "o", Decision.SAME),
        ("b", "o", "t", Decision.CLASH),
        (None, "o", "t", Decision.CLASH),
        ("b", None, "t", Decision.THEIRS),
        ("b", None, "b", Decision.THEIRS),
    ],
)
def test_decisions(base: str | None, ours: str | None, theirs: str, expected: Decision) -> None:
    """H7: an unsent edit is never overwritten, and what moved only at the peer is always taken."""
    assert decide(base, ours, theirs) is expected
