"""Names of products in a few long texts: what begins with some letters, holds them or nearly begins so, among thousands, in milliseconds.

A text search runs in C over some hundred kilobytes; a tree or a table of letter groups would be many times larger and no faster.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.ids import tidy
from app.store.pinyin import initials_of, pinyin_of

_SALTS = (
    *(
        "注射用",
        "盐酸",
        "硫酸氢",
        "硫酸",
        "苯磺酸",
        "马来酸",
        "富马酸",
        "酒石酸",
        "枸橼酸",
        "氢溴酸",
        "醋酸",
        "磷酸",
        "重组",
        "复方",
        "消旋",
    ),
    "单硝酸",
)
EXACT, BEGINS, HOLDS, NEAR = range(4)
NEAR_FROM = 4
"""Letters; one of them may be wrong when nothing else is found."""
_FULL_SPELLINGS = 2


@dataclass(frozen=True, slots=True)
class Naming:
    """What one product is called. ``also``: former and trade names."""

    drug: str
    name: str
    name_en: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How a product was found. ``word``: the former or trade name, '' = its own; ``spelled``: by letters that stand for characters."""

    drug: str
    rank: int
    length: int  # of the key: the shorter, the more of it was typed
    word: str
    spelled: bool


def plain(text: str) -> str:
    """As typed and as indexed: letters, digits and characters only."""
    return "".join(char for char in tidy(text).casefold() if char.isalnum())


class DrugIndex:
    """Built once for a set of names: about 80 µs and 200 bytes for each."""

    def __init__(self, namings: tuple[Naming, ...]) -> None:
        self.namings = namings
        self._drugs: list[str] = []
        written, short, full = _Lines(), _Lines(), _Lines()
        for number, one in enumerate(namings):
            self._drugs.append(one.drug)
            written.add(number, "", plain(one.name_en))
            for name, word in _names(one):
                written.add(number, word, plain(name))
                short.add(number, word, *initials_of(name))
                full.add(number, word, *pinyin_of(name)[:_FULL_SPELLINGS])
        self._written, self._short, self._full = (_Keys(lines) for lines in (written, short, full))

    def find(self, text: str) -> list[Match]:
        """Every product with a name that begins with ``text`` or, from two characters or four letters on, holds it; once each, in no order.

        Where there is none: those whose initials differ in one letter.
        """
        word = plain(text)
        if not word:
            return []
        found: dict[int, Match] = {}
        for keys, spelled in ((self._written, False), (self._short, True), (self._full, True)):
            for number, length, name in keys.beginning(word):
                self._keep(found, number, EXACT if length == len(word) else BEGINS, length, name, spelled)
        if len(word) > (NEAR_FROM - 1 if word.isascii() else 1):
            for number, length, name in self._written.holding(word):
                self._keep(found, number, HOLDS, length, name, False)
        if not found and len(word) >= NEAR_FROM:
            for number, length, name in self._short.near(word):
                self._keep(found, number, NEAR, length, name, True)
        return list(found.values())

    def _keep(self, found: dict[int, Match], number: int, rank: int, length: int, name: str, spelled: bool) -> None:
        before = found.get(number)
        if before is None or rank < before.rank:
            found[number] = Match(self._drugs[number], rank, length, name, spelled)


class _Lines:
    """Keys being gathered."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.owners = array("I")
        self.words: list[str] = []

    def add(self, owner: int, word: str, *keys: str) -> None:
        """Keys of one product; ``word``: the name they spell, '' = its own."""
        for key in keys:
            if key:
                self.keys.append(key)
                self.owners.append(owner)
                self.words.append(word)


class _Keys:
    """Keys in one text, a line each."""

    def __init__(self, lines: _Lines) -> None:
        self._owners, self._words = lines.owners, lines.words
        self._starts = array("I")
        at = 1
        for key in lines.keys:
            self._starts.append(at)
            at += len(key) + 1
        self._text = "\n" + "".join(f"{key}\n" for key in lines.keys)

    def beginning(self, word: str) -> Iterator[tuple[int, int, str]]:
        """(product, length of the key, name) of each key that begins so."""
        return (self._key(at + 1) for at in self._places("\n" + word))

    def holding(self, word: str) -> Iterator[tuple[int, int, str]]:
        """The same of each key with the word anywhere in it."""
        return (self._key(at) for at in self._places(word))

    def near(self, word: str) -> Iterator[tuple[int, int, str]]:
        """The same of each key that begins so but for one letter."""
        wrong = "|".join(f"{re.escape(word[:at])}[^\n]{re.escape(word[at + 1 :])}" for at in range(len(word)))
        return (self._key(found.start() + 1) for found in re.finditer(f"\n(?:{wrong})", self._text))

    def _places(self, word: str) -> Iterator[int]:
        at = self._text.find(word)
        while at >= 0:
            yield at
            at = self._text.find(word, at + 1)

    def _key(self, at: int) -> tuple[int, int, str]:
        number = bisect_right(self._starts, at) - 1
        start = self._starts[number]
        return self._owners[number], self._text.index("\n", start) - start, self._words[number]


def _names(one: Naming) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((one.name, bare_name(one.name))):
        yield name, ""
    for name in one.also:
        yield name, name


def bare_name(name: str) -> str:
    """Without the salt: 苯磺酸氨氯地平片 is asked for as 氨氯地平."""
    salt = next((salt for salt in _SALTS if name.startswith(salt) and len(name) > len(salt) + 2), "")
    return name.removeprefix(salt)
