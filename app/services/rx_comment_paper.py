"""The monthly review as a report: how the lot was drawn, by doctor and by code, then the work sheet in the order of the standard."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.clock import iso
from app.domain.rx_comment import CommentClass
from app.errors import KnownError
from app.printing.forms import label, words
from app.printing.report import Report, Section, report_pdf
from app.rules.reviewing import review_policy
from app.services.desk import Desk
from app.services.rx_comment import PERMISSION, CommentMonth, DoctorComments, RxComments
from app.services.rx_document import local_minute
from app.services.rx_worksheet import Sums, WorkRow, sums
from app.services.table_file import write_excel
from app.store import review_numbers
from app.store.audit import Act
from app.store.unit_of_work import detail
from app.texts import text

KIND = "rx_comment"
"""As printers and audit trail call it."""
_FORM = "rx_worksheet"
_ON_A_LINE = 4
_WIDTHS = (9, 20, 12, 40, 13, 12, 12, 15, 14, 20, 18, 20, 20, 13, 36)


class CommentPaper:
    """Asks for ``rx.review``; names no resident."""

    def __init__(self, desk: Desk, comments: RxComments) -> None:
        self._desk, self._comments = desk, comments

    def report(self, month: date) -> Report:
        """The month as it stands now. Raises KnownError ``comment_unknown`` where no lot was drawn."""
        shown, rows = self._comments.of_month(month), self._comments.work_sheet(month)
        names = self._desk.read(PERMISSION, review_numbers.names)
        by = dict.fromkeys(names.get(row.comment.practitioner, "") for row in rows if row.comment is not None)
        at = local_minute(iso(self._desk.clock.now()))
        made = comment_report(shown, rows, self._desk.who.organization.name, tuple(by), at)
        return replace(made, about=(*made.about, _again(*self._comments.drawn_again(month))))

    def pdf(self, month: date) -> bytes:
        """The report on A4. Raises KnownError ``comment_unknown``, ``font_missing``."""
        return report_pdf(self.report(month))

    def printed(self, pdf: bytes) -> None:
        """Note in the audit trail that a report left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._desk.write(PERMISSION, lambda uow: uow.note(Act("print", KIND, detail=detail(sha256=digest))))

    def save(self, path: Path, month: date) -> None:
        """The report as Excel. Raises KnownError ``comment_unknown``, ``table_unwritable``."""
        write_excel(path, as_table(self.report(month)))


def comment_report(shown: CommentMonth, rows: Sequence[WorkRow], institution: str, commented_by: Sequence[str], at: str) -> Report:
    """``commented_by``: who looked; ``at``: when the report was made. KnownError ``comment_unknown`` for a month that was not drawn."""
    lot = shown.sample
    if lot is None:
        raise KnownError("comment_unknown")
    told = sums(rows)
    about = (
        label(_FORM, "lot", month=f"{shown.month:%Y-%m}", population=lot.population, size=len(lot.sheets), seed=lot.seed),
        label(_FORM, "who", who="、".join(commented_by) or label(_FORM, "nobody"), done=told.looked_at, all=told.sheets),
    )
    sections = (_by_doctor(shown.doctors), _by_code(shown.codes), _work_sheet(rows, told))
    return Report(label(_FORM, "title"), institution, at, about, sections, (*words(_FORM, "notes"), *_results(told), *_numbers(rows)))


def _again(population: int, same: bool) -> str:
    """Whether the lot can be drawn again from what stands now."""
    return label(_FORM, "again" if same else "changed", population=population)


def _numbers(rows: Sequence[WorkRow]) -> list[str]:
    """Which sheets they are, as printed on them, a few on a line."""
    numbers = [f"{place}：{row.number}" for place, row in enumerate(rows, start=1)]
    lines = [numbers[first : first + _ON_A_LINE] for first in range(0, len(numbers), _ON_A_LINE)]
    return [label(_FORM, "which"), *(" · ".join(line) for line in lines)]


def _by_doctor(doctors: Sequence[DoctorComments]) -> Section:
    kinds = [text(f"comment_class.{kind.value}") for kind in CommentClass]
    rows = tuple(
        (
            one.name or label(_FORM, "together"),
            str(one.looked_at),
            *(str(one.by_class.get(kind, 0)) for kind in CommentClass),
            share(one.by_class.get(CommentClass.REASONABLE, 0), one.looked_at),
        )
        for one in doctors
    )
    head = tuple(words(_FORM, "doctor_columns"))
    return Section(
        label(_FORM, "by_doctor"), (30, 18, *(18 for _ in kinds), 30), (*head[:2], *kinds, head[2]), rows, frozenset(range(1, 7))
    )


def _by_code(codes: Sequence[tuple[str, int]]) -> Section:
    known = review_policy().comment_codes
    rows = tuple((code, known.get(code, ""), str(count)) for code, count in codes)
    return Section(label(_FORM, "by_code"), (15, 120, 20), tuple(words(_FORM, "code_columns")), rows, frozenset({2}))


def _work_sheet(rows: Sequence[WorkRow], told: Sums) -> Section:
    lines = [_line(number, row) for number, row in enumerate(rows, start=1)]
    total = label(_FORM, "total"), "", "", "", f"A={told.items}", f"C={told.antibiotics}", f"E={told.injections}", f"G={told.essential}"
    lines.append((*total, f"I={told.generic}", f"K={yuan(told.amount_fen)}", "", "", "", f"O={told.reasonable}", ""))
    numbers = frozenset({4, 5, 6, 7, 8, 9, 13})
    return Section(label(_FORM, "sheets"), _WIDTHS, tuple(words(_FORM, "columns")), tuple(lines), numbers, frozenset({len(rows)}))


def _line(number: int, one: WorkRow) -> tuple[str, ...]:
    codes = "" if one.comment is None else " ".join((*one.comment.codes, one.comment.note)).strip()
    return (
        *(str(number), one.day.isoformat(), one.age, one.diagnoses, str(one.items), str(int(one.antibiotic)), str(int(one.injection))),
        *(str(one.essential), str(one.generic), "" if one.amount_fen is None else yuan(one.amount_fen)),
        *(one.doctor, one.reviewers, one.dispensers, "" if one.reasonable is None else str(int(not one.reasonable)), codes),
    )


def _results(told: Sums) -> tuple[str, ...]:
    """The shares and means, each with what stands above and below the line."""
    given = {
        "b": mean(told.items, told.sheets),
        "d": share(told.antibiotics, told.sheets),
        "f": share(told.injections, told.sheets),
        "h": share(told.essential, told.items),
        "j": share(told.generic, told.items),
        "l": mean(told.amount_fen, told.priced, 100),
        "priced": told.priced,
        "p": share(told.reasonable, told.looked_at),
    }
    return tuple(label(_FORM, key, **given) for key in ("result_items", "result_shares", "result_amount", "result_reasonable"))


def share(above: int, below: int) -> str:
    """``34.5% (29/84)``, to one decimal place; — where nothing is below the line."""
    return f"{100 * above / below:.1f}% ({above}/{below})" if below else "—"


def mean(above: int, below: int, unit: int = 1) -> str:
    """``2.4``, to one decimal place; — where nothing is below the line."""
    return f"{above / below / unit:.1f}" if below else "—"


def yuan(fen: int) -> str:
    """``86.40``."""
    return f"{fen // 100}.{fen % 100:02d}"


def as_table(report: Report) -> list[list[str]]:
    """The report as rows of texts, for Excel."""
    rows = [[report.title, report.institution, report.printed_at], *([line] for line in report.about)]
    for section in report.sections:
        rows += [[], [section.title], list(section.head), *map(list, section.rows)]
    return [*rows, [], *([note] for note in report.notes)]
