"""Tables as they are on the screen, as Excel and on A4; what leaves the printer stands in the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from app.clock import iso
from app.printing.report import Report, Section, report_pdf
from app.services.desk import Desk
from app.services.rx_document import local_minute
from app.services.table_file import write_excel
from app.store.audit import Act
from app.store.unit_of_work import detail

_NARROWEST, _WIDEST = 5, 14
"""Characters of a column on paper."""

Table = Sequence[Sequence[str]]


class ReportPaper:
    """For whoever has a permission. ``kind``: as printers and audit trail call it."""

    def __init__(self, desk: Desk, permission: str, kind: str) -> None:
        self._desk, self._permission, self._kind = desk, permission, kind

    def save(self, path: Path, table: Table) -> None:
        """Write a table as it is on the screen as Excel, and that it left. Raises KnownError ``table_unwritable``."""
        self._desk.allow(self._permission)
        write_excel(path, table)
        self._note("export", path.read_bytes())

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        """Tables as they are on the screen (title, heading and rows) on A4. Raises KnownError ``font_missing``."""
        self._desk.allow(self._permission)
        at = local_minute(iso(self._desk.clock.now()))
        sections = tuple(_section(name, rows) for name, rows in tables if len(rows) > 1)
        return report_pdf(Report(title, self._desk.who.organization.name, at, (), sections, tuple(notes)))

    def printed(self, pdf: bytes) -> None:
        """Note in the audit trail that numbers left the printer."""
        self._note("print", pdf)

    def _note(self, action: str, told: bytes) -> None:
        digest = hashlib.sha256(told).hexdigest()
        self._desk.write(self._permission, lambda uow: uow.note(Act(action, self._kind, detail=detail(sha256=digest))))


def _section(name: str, rows: Table) -> Section:
    """Each column as wide as its longest cell wants, none so narrow that a heading is torn."""
    wide = [max(_NARROWEST, *(min(len(row[n]), _WIDEST) for row in rows)) for n in range(len(rows[0]))]
    return Section(name, tuple(map(float, wide)), tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))
