"""What the set-up says to whoever started it, always in Chinese and in English."""

from __future__ import annotations

import sys


class Refusal(Exception):
    """The set-up cannot go on; carries what the person can do about it in both languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english


def say(chinese: str, english: str) -> None:
    """One line of progress, in both languages."""
    print(f"» {chinese} · {english}", flush=True)


def complain(chinese: str, english: str) -> None:
    """A message of several words on the error stream, one language a line."""
    print(f"{chinese}\n{english}", file=sys.stderr, flush=True)
