"""Keyed messages shown outside widgets: one folder per language, one file per area, every table merged by name.

``{fact}`` is filled from the facts; ``{fact:table}`` shows the word of that table for the fact, or the fact itself
where the table does not know it. A row is a sentence, or a group of ``what``, ``kept`` and ``do``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.errors import KnownError

LANGUAGES = ("zh_CN", "en")
UNKNOWN_ERROR, UNKNOWN_REASON = "unknown", "bug"
_MISSING = "?"


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, what was kept of the user's work, and what to do; the last two may be empty."""

    what: str
    kept: str = ""
    advice: str = ""

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.kept, self.advice) if part)


Row = str | Message


@dataclass(frozen=True, slots=True)
class Texts:
    """All words of one language."""

    language: str
    tables: Mapping[str, Mapping[str, Row]]

    def word(self, table: str, key: object) -> str:
        """The word of a table, or the key itself where it is a name already."""
        row = self.tables.get(table, {}).get(str(key))
        return str(key) if row is None else str(row)

    def say(self, key: str, facts: Mapping[str, object] | None = None) -> str:
        """The sentence of ``table.key``. Raises KeyError for a key that no table has."""
        return str(self.message(key, facts))

    def message(self, key: str, facts: Mapping[str, object] | None = None) -> Message:
        """The parts of ``table.key``; a plain sentence is all ``what``. Raises KeyError."""
        table, _, name = key.partition(".")
        row = self.tables[table][name]
        parts = Message(row) if isinstance(row, str) else row
        fill = _Filler(self, facts or {}).fill
        return Message(fill(parts.what), fill(parts.kept), fill(parts.advice))

    def error(self, error: KnownError) -> Message:
        """The words of a known error; one without words is named by its code, never shown as a traceback."""
        if error.code in self.tables["error"]:
            return self.message(f"error.{error.code}", error.facts)
        return self.message(f"error.{UNKNOWN_ERROR}", {"code": error.code})

    def reason(self, reason: str, facts: Mapping[str, object] | None = None) -> Message:
        """The words of a device's reason (``device_drivers.errors.Reason``)."""
        known = reason if reason in self.tables["device"] else UNKNOWN_REASON
        return self.message(f"device.{known}", facts)


class _Filler(string.Formatter):
    """Fills a row; a fact that is missing shows as ? rather than hiding the sentence."""

    def __init__(self, texts: Texts, facts: Mapping[str, object]) -> None:
        self._texts, self._facts = texts, facts

    def fill(self, row: str) -> str:
        return self.vformat(row, (), self._facts)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), _MISSING)

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._texts.word(format_spec, value) if format_spec else str(value)


@cache
def load_texts(language: str) -> Texts:
    """``zh_CN`` or ``en``. Raises FileNotFoundError for another."""
    if language not in LANGUAGES:
        raise FileNotFoundError(language)
    tables: dict[str, dict[str, Row]] = {}
    for file in files(__package__).joinpath(language).iterdir():
        if file.name.endswith(".toml"):
            for table, rows in tomllib.loads(file.read_text(encoding="utf-8")).items():
                tables.setdefault(table, {}).update({key: _row(row) for key, row in rows.items()})
    return Texts(language, tables)


def _row(row: str | Mapping[str, str]) -> Row:
    return row if isinstance(row, str) else Message(row["what"], row.get("kept", ""), row.get("do", ""))


_chosen = LANGUAGES[0]


def choose_language(language: str) -> None:
    """The language of `text` and `error_text` where none is named; for the whole process. FileNotFoundError for an unknown one."""
    global _chosen
    _chosen = load_texts(language).language


def chosen_language() -> str:
    """``zh_CN`` until another was chosen."""
    return _chosen


def text(key: str, facts: Mapping[str, object] | None = None, language: str | None = None) -> str:
    """The sentence of ``table.key`` in the chosen or the named language. Raises KeyError for an unknown key."""
    return load_texts(language or _chosen).say(key, facts)


def error_text(error: KnownError, language: str | None = None) -> Message:
    """What happened, what was kept, what to do."""
    return load_texts(language or _chosen).error(error)


def reason_text(reason: str, facts: Mapping[str, object] | None = None, language: str | None = None) -> Message:
    """The same for a device's reason."""
    return load_texts(language or _chosen).reason(reason, facts)
