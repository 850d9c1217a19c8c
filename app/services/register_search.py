"""Finds somebody in a list that is read already: by name, pinyin, initials, village or the end of the phone number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from app.domain.ids import tidy
from app.store import pinyin


class Named(Protocol):
    """What every list of residents has."""

    @property
    def name(self) -> str: ...
    @property
    def village(self) -> str: ...
    @property
    def phone(self) -> str: ...


R = TypeVar("R", bound=Named)


def found(rows: Iterable[R], text: str) -> list[R]:
    """Those whose name or village holds the text, whose pinyin or initials begin with it, or whose phone ends with it; all for an empty text."""
    asked = tidy(text).casefold().replace(" ", "")
    return [one for one in rows if _fits(one, asked)] if asked else list(rows)


def _fits(one: Named, asked: str) -> bool:
    if asked.isascii() and asked.isalpha():
        return any(key.startswith(asked) for key in _spelled(one.name)) or asked in one.name.casefold()
    if asked.isdigit() and one.phone.endswith(asked):
        return True
    return asked in one.name.casefold() or asked in one.village.casefold()


@lru_cache(maxsize=50_000)
def _spelled(name: str) -> tuple[str, ...]:
    return (*pinyin.name_initials(name), *pinyin.name_pinyin(name))
