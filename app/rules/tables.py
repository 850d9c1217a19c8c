"""Strict CSV tables of the further rule data: a cell that is not understood refuses the whole file, with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.rules.formulary import PackError

_T = TypeVar("_T")
PROOF = ("source", "basis")
"""Columns every row of further data fills: the document it comes from, and one short phrase of our own why it holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; every cell is stripped text."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, what: str) -> PackError:
        """The error that names file, line and ``what`` is wrong with it."""
        return PackError("pack_broken", file=self.file, place=f"{self.line}: {what}")

    def read(self, column: str, reader: Callable[[str], _T]) -> _T:
        """A cell through a reader that raises ValueError or ArithmeticError for what it does not know; the error then names the cell."""
        try:
            return reader(self.cells[column])
        except (ValueError, ArithmeticError, KeyError, TypeError) as error:
            raise self.refuse(f"{column} {self.cells[column]!r}") from error


def read_rows(file: str, data: bytes, columns: Sequence[str]) -> Iterator[Row]:
    """All rows of a UTF-8 CSV whose header is exactly ``columns``. Raises PackError: unknown or missing column, wrong number of
    cells, no source or basis, no row at all."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        header = next(reader, [])
        if tuple(header) != tuple(columns):
            raise PackError("pack_broken", file=file, place=f"1: {', '.join(sorted(set(header) ^ set(columns))) or 'columns'}")
        yield from _rows(file, reader, columns)
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackError("pack_broken", file=file, place=str(error)) from error


def _rows(file: str, reader: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Row]:
    found = False
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if len(cells) != len(columns):
            raise PackError("pack_broken", file=file, place=f"{line}: {len(cells)} cells")
        row = Row(file, line, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})
        empty = [column for column in PROOF if column in row.cells and not row[column]]
        if empty:
            raise row.refuse(f"no {empty[0]}")
        found = True
        yield row
    if not found:
        raise PackError("pack_empty", file=file)


def words(cell: str) -> tuple[str, ...]:
    """``a; b`` → the parts."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
