"""The legal prescription form on A5: 前记, 正文, 后记 (处方管理办法 art. 5–7, 附件1)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.prescription import PrescriptionState
from app.printing.fonts import width
from app.printing.forms import label, tint
from app.printing.head import LEFT, RIGHT, check_code, draw_head, head_height
from app.printing.herbal import HerbCell, draw_herbs, herb_reasons, herb_rows
from app.printing.pen import MM, Pen, line_height
from app.printing.sheet import PrescriptionSheet, SheetLine
from app.printing.tail import draw_tail, tail_height
from app.printing.text import NAME_CAP, NOTHING, SafeText, join, safe_text
from app.printing.wrap import wrap

A5 = (148.0, 210.0)
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Type sizes tried until all drugs stand on one page; 五号 = 10.5 points first."""
_RP_HIGH = 10.5
_INDENT = 5.0
_GAP = 1.6
_PALE = (0.88, 0.88, 0.88)
_PALE_RED = (0.97, 0.80, 0.80)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of type of a drug: its text, offset, weight, and what stands at the right margin."""

    text: SafeText
    indent: float = _INDENT
    bold: bool = False
    right: SafeText = NOTHING
    herbs: tuple[HerbCell, ...] = ()


_Block = tuple[_Row, ...]


def prescription_pdf(*sheets: PrescriptionSheet) -> bytes:
    """One sheet, or all that were signed together, as PDF: embedded typeface, no links, no scripts, the same bytes for the same sheets.

    Nothing is cut off: type gets smaller, then the drugs go on to a second page. Raises FontMissing.
    """
    pen = Pen(A5, label("prescription", "title"))
    for number, sheet in enumerate(sheets):
        if number:
            pen.next_page()
        _draw(pen, sheet)
    return pen.done()


def _draw(pen: Pen, sheet: PrescriptionSheet) -> None:
    top, bottom = head_height(sheet), A5[1] - tail_height(sheet)
    code = check_code(sheet)
    size, pages = _paginate(sheet, bottom - top - _RP_HIGH)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            pen.next_page()
        _background(pen, sheet)
        draw_head(pen, sheet, code)
        last = number == len(pages)
        _body(pen, blocks, size, top, bottom, last)
        draw_tail(pen, sheet, bottom, (number, len(pages)))


def _paginate(sheet: PrescriptionSheet, room: float) -> tuple[float, list[list[_Block]]]:
    """The largest type that needs one page, else the smallest on several."""
    for size in _SIZES:
        blocks = _blocks(sheet, size)
        if sum(_high(block, size) for block in blocks) <= room:
            return size, [blocks]
    pages: list[list[_Block]] = [[]]
    for block in blocks:
        if pages[-1] and sum(_high(one, size) for one in pages[-1]) + _high(block, size) > room:
            pages.append([])
        pages[-1].append(block)
    return size, pages


def _blocks(sheet: PrescriptionSheet, size: float) -> list[_Block]:
    """Each drug, or each row of herbs with how they are made and why in spite of a finding."""
    if not sheet.decoction:
        return [_block(number, line, size) for number, line in enumerate(sheet.lines, start=1)]
    rows: list[_Block] = [(_Row(NOTHING, herbs=row),) for row in herb_rows(sheet.lines, size)]
    said = [(safe_text(sheet.decoction), True), *((text, False) for text in herb_reasons(sheet.lines))]
    return [*rows, tuple(_Row(text, bold=bold) for part, bold in said for text in wrap(part, size, (RIGHT - LEFT - _INDENT) * MM))]


def _high(block: _Block, size: float) -> float:
    return len(block) * line_height(size) + _GAP


def _block(number: int, line: SheetLine, size: float) -> _Block:
    """The rows of one drug: name, form and strength with the quantity at the right, usage, reasons."""
    room = (RIGHT - LEFT - _INDENT) * MM
    quantity = safe_text(line.quantity, NAME_CAP)
    title = join("  ", (safe_text(line.name, 3 * NAME_CAP), safe_text(line.form, NAME_CAP), safe_text(line.strength, NAME_CAP)))
    titles = wrap(title, size, room - width(quantity, size) - 4 * MM)
    rows = [_Row(text, bold=True, right=quantity if n == 0 else NOTHING) for n, text in enumerate(titles)]
    rows += [_Row(text) for part in _remarks(line) for text in wrap(part, size - 0.5, room)]
    return (_numbered(number, rows[0]), *rows[1:])


def _numbered(number: int, row: _Row) -> _Row:
    return _Row(SafeText(f"{number}. {row.text}"), 0, row.bold, row.right)


def _remarks(line: SheetLine) -> list[SafeText]:
    """How to use it, then why in spite of a finding and who signed again beside it."""
    usage = SafeText(f"{label('prescription', 'usage')}：{safe_text(line.usage)}")
    test = label("prescription", "skin_test", result=safe_text(line.skin_test, NAME_CAP)) if line.skin_test else NOTHING
    reasons = tuple(label("prescription", "reason", reason=safe_text(reason)) for reason in line.reasons)
    again = label("prescription", "again", name=safe_text(line.signed_again, NAME_CAP)) if line.signed_again else NOTHING
    return [text for text in (join("  ", (usage, test, safe_text(line.note))), join("  ", (*reasons, again))) if text]


def _background(pen: Pen, sheet: PrescriptionSheet) -> None:
    pen.fill([(0, 0, *A5)], tint(sheet.colour))
    if sheet.state is PrescriptionState.DRAFT:
        pen.watermark(label("prescription", "draft"), 110, _PALE)
    if sheet.state in {PrescriptionState.RETURNED, PrescriptionState.REFUSED}:
        pen.watermark(label("prescription", "stopped"), 70, _PALE_RED)
    if sheet.state is PrescriptionState.CANCELLED:
        pen.watermark(label("prescription", "void"), 110, _PALE_RED)


def _body(pen: Pen, blocks: list[_Block], size: float, top: float, bottom: float, last: bool) -> None:
    pen.text(LEFT, top + 1, SafeText("Rp"), 20, font="Times-Bold")
    y = top + _RP_HIGH
    for block in blocks:
        for row in block:
            pen.text(LEFT + row.indent, y, row.text, size if row.bold else size - 0.5, bold=row.bold)
            pen.right(RIGHT, y, row.right, size, bold=row.bold)
            draw_herbs(pen, row.herbs, y, size)
            y += line_height(size)
        y += _GAP
    if last:
        _close(pen, y, bottom)
    else:
        pen.right(RIGHT, bottom - line_height(8) - 0.5, label("prescription", "continued"), 8)


def _close(pen: Pen, y: float, bottom: float) -> None:
    """Blank space after the last line is crossed by a slash, so that nothing can be added (处方书写规则)."""
    blank = bottom - y
    if blank > 4:
        pen.centred((LEFT + RIGHT) / 2, y, label("prescription", "below_blank"), 8, colour=(0.35, 0.35, 0.35))
    if blank > 12:
        pen.line((RIGHT - 4, y + 5), (LEFT + 4, bottom - 3), 0.35)
