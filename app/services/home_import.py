"""Home readings of many residents from a CSV or Excel list: each row to its resident, what cannot be taken given back with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from app.domain.home_slip import SlipLine
from app.domain.ids import tidy
from app.domain.person import Person
from app.services import table_file
from app.services.desk import Desk
from app.services.home_readings import COLUMNS, READ, WRITE, HomeReadings
from app.services.list_rows import Columns, Reason, Refusal, columns_of, words_of, write_refused
from app.services.table_file import Cell, Row
from app.store import people
from app.store.audit import Act
from app.store.database import Reading
from app.texts import Texts, load_texts

TEMPLATE = ("姓名", "身份证号", "日期", "时间", "收缩压", "舒张压", "脉搏", "血糖", "餐前餐后", "体重")
"""Columns of the empty list that is given out."""


@dataclass(frozen=True, slots=True)
class HomeImported:
    """What became of a list. ``urgent``: residents whom a doctor should look at today; ``errors``: the file of rows not taken."""

    added: int
    already: int
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]
    urgent: int = 0
    errors: Path | None = None


class HomeImport:
    """Reads lists in for whoever may take readings down (``home.write``)."""

    def __init__(self, desk: Desk, readings: HomeReadings | None = None) -> None:
        self._desk, self._readings = desk, readings or HomeReadings(desk)

    def template(self, path: Path) -> None:
        """An empty list with its columns. KnownError ``table_unwritable``."""
        self._desk.allow(WRITE)
        table_file.write_excel(path, [TEMPLATE])

    def take(self, path: Path, language: str = "zh_CN") -> HomeImported:
        """Keep every row that can be; the others go into an Excel file beside ``path``. KnownError ``table_…``, ``file_unreadable``."""
        actor = self._desk.allow(WRITE)
        rows = table_file.rows(path)
        columns = columns_of(rows, words_of(COLUMNS)["columns"])
        refused: list[Refusal] = []
        urgent: set[str] = set()
        added = already = 0
        for row in (row for row in rows if row.number > columns.header.number):
            person, reasons = self._row(columns, row)
            if person is None or reasons:
                refused.append(Refusal(row, tuple(reasons)))
                continue
            taken = self._readings.keep(person.id, self._lines(columns, row))
            added, already = added + taken.added, already + taken.already
            urgent |= {person.id} if taken.urgent else set()
            if taken.refused:
                refused.append(Refusal(row, tuple((one.problem, {}) for one in taken.refused)))
        detail = f"added={added} already={already} refused={len(refused)}"
        self._desk.store.write(lambda uow: uow.note(Act("import", "measurement", detail=detail)), actor).result()
        found = HomeImported(added, already, tuple(refused), columns.unused, len(urgent))
        return replace(found, errors=_give_back(path, columns, refused, load_texts(language)))

    def _row(self, columns: Columns, row: Row) -> tuple[Person | None, list[Reason]]:
        cells = columns.cells(row)
        if cells.get("id_number", Cell()).blunt:
            return None, [("blunt_number", {})]
        person = self._desk.read(READ, lambda conn: _whose(conn, {key: cell.text for key, cell in cells.items()}))
        if person is None:
            return None, [("nobody", {})]
        return person, [] if self._lines(columns, row) else [("no_value", {})]

    def _lines(self, columns: Columns, row: Row) -> list[SlipLine]:
        told = {key: cell.text.strip() for key, cell in columns.cells(row).items()}
        return self._readings.read("\n".join(_slips(told)))


def reasons_of(words: Texts, one: Refusal) -> str:
    """Why a row was not taken, in a line."""
    return " ".join(words.say(f"home_line.{code}", facts) for code, facts in one.reasons)


def _whose(conn: Reading, told: Mapping[str, str]) -> Person | None:
    """By a number that stands beside the right name, else by name and phone where that is one human only."""
    name, numbers = tidy(told.get("name", "")), (told.get("id_number", ""), told.get("record_no", ""))
    for number in (tidy(one).upper() for one in numbers if one.strip()):
        found = [people.get(conn, key) for key in people.holders(conn, number)]
        return next((one for one in found if one is not None and tidy(one.name) == name), None)
    phone = tidy(told.get("phone", ""))
    if not name or not phone:
        return None
    named = [one for one in people.named(conn, name) if phone in {held.number for held in one.phones}]
    return named[0] if len({frozenset(people.linked(conn, one.id)) for one in named}) == 1 else None


def _slips(told: Mapping[str, str]) -> Iterator[str]:
    """The row as the lines of a slip."""
    when = f"{told.get('day', '')} {_clock(told.get('time', ''))}".strip()
    systolic, diastolic = told.get("systolic", ""), told.get("diastolic", "")
    if systolic or diastolic:
        yield f"{when} {systolic}/{diastolic} {told.get('pulse', '')}".strip()
    if told.get("glucose", ""):
        yield f"{when} {told.get('context', '') or '血糖'} {told['glucose']}"
    if told.get("weight", ""):
        yield f"{when} 体重 {told['weight']}"


def _clock(text: str) -> str:
    """A time of day; a spreadsheet keeps it as a fraction of a day."""
    try:
        share = Decimal(text)
    except InvalidOperation:
        return text
    if not 0 < share < 1:
        return text
    minutes = int(share * 24 * 60 + Decimal("0.5"))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _give_back(path: Path, columns: Columns, refused: Sequence[Refusal], words: Texts) -> Path | None:
    if not refused:
        return None
    target = path.with_name(f"{path.stem}{words.say('resident_row.file')}.xlsx")
    write_refused(target, columns, refused, words, lambda one: reasons_of(words, one))
    return target
