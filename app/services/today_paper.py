"""今日待办 on paper and as Excel, with names and phones: each leaves a line in the audit trail."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.clock import iso
from app.printing.forms import label
from app.printing.table import Cell, PrintedTable, table_pdf
from app.services.desk import Desk
from app.services.registers import NEEDED
from app.services.rx_document import local_minute
from app.services.table_file import write_excel
from app.services.today import TodayList, TodayRow
from app.services.today_words import TodayWords
from app.store.audit import Act
from app.store.unit_of_work import detail
from app.texts import LANGUAGES

KIND = "today_list"
"""As printers and audit trail call it."""

_WIDTHS = (17.0, 27.0, 22.0, 25.0, 44.0, 27.0, 22.0, 6.0)
"""Group, who, village, phone, what, last values, last call, tick."""


class TodayPaper:
    """For whoever may write forms: who goes on the round."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def pdf(self, found: TodayList) -> bytes:
        """The list on A4, phones whole, as it is shown. Raises KnownError ``font_missing``."""
        self._desk.allow(NEEDED)
        words = TodayWords(found.as_of, LANGUAGES[0])
        programme = "" if found.programme is None else words.programme(found.programme)
        what = " · ".join(one for one in (found.as_of.isoformat(), found.village or label(KIND, "all"), programme) if one)
        at, rows = local_minute(iso(self._desk.clock.now())), tuple(_cells(one, words) for one in found.rows)
        cases = f"{what} · {label(KIND, 'cases', n=found.cases)}"
        return table_pdf(PrintedTable(KIND, self._desk.who.organization.name, cases, at, _WIDTHS, rows))

    def printed(self, pdf: bytes) -> None:
        """Note that a list of names and phones left the printer."""
        self._note("print", hashlib.sha256(pdf).hexdigest())

    def export(self, found: TodayList, path: Path, headings: tuple[str, ...]) -> None:
        """The same as Excel, one row a resident; ``headings``: ten words. Raises KnownError ``table_unwritable``."""
        self._desk.allow(NEEDED)
        words = TodayWords(found.as_of)
        write_excel(path, [headings, *(_line(one, words) for one in found.rows)])
        self._note("export", hashlib.sha256(path.read_bytes()).hexdigest())

    def _note(self, action: str, digest: str) -> None:
        self._desk.write(NEEDED, lambda uow: uow.note(Act(action, KIND, detail=detail(sha256=digest))))


def _cells(one: TodayRow, words: TodayWords) -> tuple[Cell, ...]:
    who = f"{one.name} {one.age_text}".strip()
    due = tuple(map(words.due, one.due))
    return (words.group(one.group),), (who,), (one.village,), (one.phone,), due, (words.last(one),), (words.call(one),), ("",)


def _line(one: TodayRow, words: TodayWords) -> list[str]:
    return [
        words.group(one.group),
        one.first.day.isoformat(),
        one.village,
        one.name,
        one.age_text,
        one.phone,
        words.all_due(one),
        words.last(one),
        words.call(one),
        "" if one.promised is None else one.promised.isoformat(),
    ]
