"""Lists that people keep: which column is what, and rows that could not be taken given back with their reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from app.domain.ids import tidy
from app.errors import KnownError
from app.services import table_file
from app.services.table_file import Cell, Row
from app.texts import Texts

_HEADER_WITHIN = 10
_BESIDE = re.compile(r"[\s*＊:：]|[(（\[【].*?[)）\]】]")
Reason = tuple[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the header stands and what is in which column; ``unused`` are headers nobody knows."""

    header: Row
    places: Mapping[str, int]
    unused: tuple[str, ...]

    def cells(self, row: Row) -> dict[str, Cell]:
        """A row's cells by what they are."""
        return {field: row.cells[place] if place < len(row.cells) else Cell() for field, place in self.places.items()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: why, as message codes with facts."""

    row: Row
    reasons: tuple[Reason, ...]


@cache
def words_of(file: str) -> Mapping[str, Mapping[str, str]]:
    """Table → word → what it stands for, from a file of ``app/data``."""
    given = tomllib.loads(files("app").joinpath("data", file).read_text(encoding="utf-8"))
    return {table: {bare(word): key for key, words in rows.items() for word in words} for table, rows in given.items()}


def columns_of(rows: Sequence[Row], known: Mapping[str, str], error: str = "table_no_header") -> Columns:
    """The header among the first rows. KnownError ``error``: no row names at least a name and one more column."""
    for row in rows[:_HEADER_WITHIN]:
        places: dict[str, int] = {}
        unused: list[str] = []
        for place, text in enumerate(row.texts):
            field = known.get(bare(text))
            if field is not None and field not in places:
                places[field] = place
            elif text.strip():
                unused.append(text.strip())
        if "name" in places and len(places) > 1:
            return Columns(row, places, tuple(unused))
    raise KnownError(error)


def bare(text: str) -> str:
    """A header or word without blanks, stars and what stands in brackets."""
    return _BESIDE.sub("", tidy(text)).lower() or tidy(text).lower()


def write_refused(target: Path, columns: Columns, refused: Sequence[Refusal], words: Texts, say: Callable[[Refusal], str]) -> None:
    """An Excel file of the rows as they were, each with number and reason; mended, it can be taken itself. KnownError ``table_unwritable``."""
    head = [words.say("resident_row.number"), words.say("resident_row.reason"), *columns.header.texts]
    lines = [[str(one.row.number), say(one), *one.row.texts] for one in refused]
    table_file.write_excel(target, [head, *lines])
