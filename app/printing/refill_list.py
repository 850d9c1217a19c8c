"""续方名单 on A4: who runs out when, to take along on the round through the villages; a column to tick who was reached."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.table import PrintedTable, table_pdf

_WIDTHS = (22.0, 20.0, 27.0, 24.0, 25.0, 44.0, 20.0, 8.0)
"""Day, days left, who, village, phone, medicines, last seen, tick."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """The cells of a row as they are printed, the medicines one below the other."""

    day: str
    left: str
    who: str
    village: str
    phone: str
    medicines: tuple[str, ...]
    last_seen: str


@dataclass(frozen=True, slots=True)
class PrintedList:
    """``what``: the days and the village asked for."""

    institution: str
    what: str
    printed_at: str
    rows: tuple[ListedRow, ...]


def refill_list_pdf(given: PrintedList) -> bytes:
    """A4 upright, as many pages as it takes, each with the head of the table. Raises FontMissing."""
    rows = tuple(
        ((one.day,), (one.left,), (one.who,), (one.village,), (one.phone,), one.medicines or ("",), (one.last_seen,), ("",))
        for one in given.rows
    )
    return table_pdf(PrintedTable("refill_list", given.institution, given.what, given.printed_at, _WIDTHS, rows))
