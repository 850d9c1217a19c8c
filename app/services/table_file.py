"""Rows of a table that somebody keeps in a CSV or Excel file.

The first sheet of an .xlsx is read with the standard library alone: residents' lists need texts, numbers and dates of one sheet and no
more, and this file comes from outside, so sizes are bounded and no document type is parsed. (openpyxl would do it, with two more
packages in every installer and without those bounds.)
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape

from app.errors import KnownError

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 256
LONGEST = 2_000
"""Characters of a cell: no field of a resident is near it."""

_SAFE_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; an ID number that was typed as one has lost its last ones."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})\d+")
# ECMA-376 part 1, 18.8.30: number formats 14–17, 22 are dates; 27–36 and 50–58 are in Chinese workbooks
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


_BROKEN = (zipfile.BadZipFile, zlib.error, Xml.ParseError, csv.Error, LookupError, ValueError, RuntimeError, EOFError)
"""RuntimeError: a workbook behind a password, or packed in a way that nobody uses."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text; ``blunt`` where a number has more digits than a spreadsheet keeps."""

    text: str = ""
    blunt: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> list[str]:
        """As texts."""
        return [cell.text for cell in self.cells]


def rows(path: Path) -> list[Row]:
    """Every row that is not empty. KnownError ``file_unreadable``, ``table_old_excel``, ``table_large``, ``table_broken``."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise KnownError("file_unreadable", file=str(path)) from fault
    return rows_of(data, path.name)


def rows_of(data: bytes, name: str) -> list[Row]:
    """The same of bytes that came otherwise; ``name``: as errors call it."""
    if len(data) > MOST_BYTES:
        raise KnownError("table_large", file=name)
    if data.startswith(_OLD_EXCEL):
        raise KnownError("table_old_excel", file=name)
    try:
        found = list(_excel(data) if data.startswith(b"PK") else _csv(data))
    except _BROKEN as bad:
        raise KnownError("table_broken", file=name) from bad
    return [row for row in found if any(text.strip() for text in row.texts)]


# ---- CSV


def _csv(data: bytes) -> Iterator[Row]:
    text = _decoded(data)
    head = text[: text.find("\n")] if "\n" in text else text
    comma = max((",", "\t", ";", "，"), key=head.count)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=comma), 1):
        yield Row(_counted(number), tuple(Cell(_bare(cell)) for cell in cells[:MOST_COLUMNS]))


def _decoded(data: bytes) -> str:
    """UTF-8, or what a Chinese Windows writes. ValueError where it is neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _bare(text: str) -> str:
    """Without what keeps Excel from taking a number for one: ="110…", '110…."""
    plain = text.strip()
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.removeprefix("'")[:LONGEST]


def _counted(number: int) -> int:
    if number > MOST_ROWS:
        raise ValueError("too many rows")
    return number


# ---- Excel


def _excel(data: bytes) -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(one.file_size for one in book.infolist()) > MOST_UNPACKED:
            raise ValueError("too large")
        target, since_1904 = _first_sheet(book)
        texts = _shared(book)
        dates = _date_styles(book)
        begin = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        for number, found in enumerate(_elements(book, target, "row"), 1):
            yield _row(found, _counted(int(found.get("r", number))), texts, dates, begin)


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, bool]:
    workbook = _root(book, "xl/workbook.xml")
    sheet = workbook.find(f"{_MAIN}sheets/{_MAIN}sheet")
    properties = workbook.find(f"{_MAIN}workbookPr")
    relations = {one.get("Id"): one.get("Target", "") for one in _root(book, "xl/_rels/workbook.xml.rels")}
    target = relations["" if sheet is None else sheet.get(_REL, "")]
    old = properties is not None and properties.get("date1904") in ("1", "true")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}", old


def _root(book: zipfile.ZipFile, name: str) -> Xml.Element:
    with book.open(name) as file:
        return Xml.fromstring(_plain(file).read(MOST_UNPACKED))


def _elements(book: zipfile.ZipFile, name: str, tag: str) -> Iterator[Xml.Element]:
    """One after the other, let go of behind."""
    with book.open(name) as file:
        for _, element in Xml.iterparse(_plain(file)):
            if element.tag == _MAIN + tag:
                yield element
                element.clear()


def _plain(file: IO[bytes]) -> IO[bytes]:
    """ValueError where a document type stands at the head: spreadsheets have none, attacks have."""
    head = file.read(4_096)
    if b"<!" in head.replace(b"<!--", b""):
        raise ValueError("document type")
    file.seek(0)
    return file


def _shared(book: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    return [_written(one) for one in _elements(book, name, "si")] if name in book.namelist() else []


def _written(element: Xml.Element) -> str:
    """The text of a string item, without how it is pronounced."""
    runs = [element, *element.findall(f"{_MAIN}r")]
    return "".join(one.text or "" for run in runs for one in run.findall(f"{_MAIN}t"))[:LONGEST]


def _date_styles(book: zipfile.ZipFile) -> frozenset[int]:
    if "xl/styles.xml" not in book.namelist():
        return frozenset()
    styles = _root(book, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", "0"))
        for one in styles.iter(f"{_MAIN}numFmt")
        if re.search("[yYdD]", _NOT_CODE.sub("", one.get("formatCode", "")))
    }
    used = styles.find(f"{_MAIN}cellXfs")
    return frozenset(
        place for place, one in enumerate(used if used is not None else ()) if int(one.get("numFmtId", "0")) in _DATE_FORMATS | own
    )


def _row(found: Xml.Element, number: int, texts: Sequence[str], dates: frozenset[int], begin: date) -> Row:
    cells: list[Cell] = []
    for one in found.findall(f"{_MAIN}c"):
        place = _column(one.get("r", ""), len(cells))
        if place >= MOST_COLUMNS:
            break
        cells += [Cell()] * (place - len(cells))
        cells[place:] = [_cell(one, texts, dates, begin)]
    return Row(number, tuple(cells))


def _column(name: str, default: int) -> int:
    found = _CELL.fullmatch(name)
    if found is None:
        return default
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _cell(one: Xml.Element, texts: Sequence[str], dates: frozenset[int], begin: date) -> Cell:
    kind, value = one.get("t", "n"), one.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        inline = one.find(f"{_MAIN}is")
        return Cell(_bare("" if inline is None else _written(inline)))
    if kind == "s":
        return Cell(_bare(texts[int(value)]))
    if kind != "n" or not value:
        return Cell(_bare(value))
    return _number(value, int(one.get("s", "0")) in dates, begin)


def _number(value: str, is_date: bool, begin: date) -> Cell:
    try:
        number = Decimal(value)
    except InvalidOperation as bad:
        raise ValueError("not a number") from bad
    if is_date and 0 < number < 2_958_466:  # the year 9999
        return Cell((begin + timedelta(days=int(number))).isoformat())
    whole = number == number.to_integral_value() and abs(number) < Decimal(10) ** 30
    return Cell(f"{number:f}".split(".")[0] if whole else value, blunt=whole and abs(number) >= 10**_SAFE_DIGITS)


# ---- written


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sheet.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet.xml"/></Relationships>',
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def one_sheet(head: Iterable[str], tables: Iterable[tuple[str, Sequence[Sequence[str]]]], foot: Sequence[str] = ()) -> list[Sequence[str]]:
    """Rows of a sheet: lines of ``head``, each table with its title above it, lines of ``foot``; an empty row between."""
    made: list[Sequence[str]] = [[line] for line in head]
    for title, rows in tables:
        made += [[], [title], *rows]
    return [*made, *([[], *([line] for line in foot)] if foot else [])]


def write_excel(path: Path, table: Sequence[Sequence[str]]) -> None:
    """A sheet of texts: in a CSV a spreadsheet would take ID numbers for numbers and round them. KnownError ``table_unwritable``."""
    lines = "".join(f"<row>{''.join(map(_text_cell, row))}</row>" for row in table)
    sheet = f'<worksheet xmlns="{_MAIN[1:-1]}"><sheetData>{lines}</sheetData></worksheet>'
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for name, text in {**_PARTS, "xl/sheet.xml": sheet}.items():
                book.writestr(name, _HEAD + text)
    except OSError as fault:
        raise KnownError("table_unwritable", file=str(path)) from fault


def _text_cell(text: str) -> str:
    if not text:
        return "<c/>"  # keeps its place; most cells of a year's examinations are empty
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_CONTROL.sub("", text))}</t></is></c>'
