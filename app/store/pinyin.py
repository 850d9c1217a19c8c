"""Readings of Chinese text without tones, from the shipped table; loaded at first use (pypinyin itself would cost 54 MB)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

MOST_SPELLINGS = 16
"""Of a name whose characters have several readings each; the most usual readings come first."""


def initials_of(text: str) -> tuple[str, ...]:
    """Every row of initials a text may be typed by: 糖尿病 gives ``tnb``; letters and digits stand for themselves."""
    return _joined([_shortened(_readings(char)) for char in _spoken(text)])


def pinyin_of(text: str) -> tuple[str, ...]:
    """Every full spelling, written together, ü as v."""
    return _joined([_readings(char) for char in _spoken(text)])


def name_initials(name: str) -> tuple[str, ...]:
    """Initials of a personal name; the surname's own reading first (单 is shan), the everyday ones after it."""
    return _of_name(name, initials=True)


def name_pinyin(name: str) -> tuple[str, ...]:
    """Full spellings of a personal name."""
    return _of_name(name, initials=False)


def surname_length(name: str) -> int:
    """How many characters the surname has: two for 欧阳 and its like."""
    return 2 if len(name) > 2 and name[:2] in _surnames() else min(1, len(name))


def _of_name(name: str, initials: bool) -> tuple[str, ...]:
    spoken = _spoken(name)
    spell = initials_of if initials else pinyin_of
    own = _surnames().get(spoken[: surname_length(spoken)])
    if own is None:
        return spell(spoken)
    heads = _joined([_shortened(part) if initials else part for part in own])
    given = spell(spoken[len(own) :]) or ("",)
    whole = [head + rest for head in heads for rest in given]
    return tuple(itertools.islice(dict.fromkeys([*whole, *spell(spoken)]), MOST_SPELLINGS))


def _shortened(readings: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading[:1] for reading in readings))


def _joined(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not parts:
        return ()
    found: Iterable[str] = ("".join(choice) for choice in itertools.islice(itertools.product(*parts), 4 * MOST_SPELLINGS))
    return tuple(itertools.islice(dict.fromkeys(found), MOST_SPELLINGS))


def _spoken(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _readings(char: str) -> tuple[str, ...]:
    found = _table().get(char)
    return (char,) if found is None else tuple(found.split(","))


@cache
def _table() -> dict[str, str]:
    lines = files("app").joinpath("data", "pinyin.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@cache
def _surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    lines = files("app").joinpath("data", "surnames.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {surname: tuple(tuple(one.split(",")) for one in readings.split()) for surname, readings in rows}
