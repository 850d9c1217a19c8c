"""Official sheets of public health on A4: one layout for every form, up to four visits side by side; nothing is cut off, long ones go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, NOTHING, SafeText, join, safe_text
from app.printing.wrap import wrap

A4 = (210.0, 297.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 12.0, 198.0, 11.0, 284.0
_BAND, _LABEL, _LABEL_HALF = 8.0, 33.0, 29.0
_TITLE, _HEAD, _SIZE, _SMALL = 15.0, 10.0, 9.0, 8.0
_PAD, _BOX, _TALL = 0.9, 4.6, 34.0
_GREY = (0.35, 0.35, 0.35)


@dataclass(frozen=True, slots=True)
class PaperCell:
    """An answer. ``options``: code and word of each, printed beside the boxes with what was ``chosen``; else ``text``."""

    text: str = ""
    options: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the sheet: a cell a visit. ``half``: shares its line with the next; ``tall``: room to write in."""

    label: str
    cells: tuple[PaperCell, ...]
    half: bool = False
    tall: bool = False


@dataclass(frozen=True, slots=True)
class PaperSection:
    """Its title stands upright at the left."""

    title: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class FormPaper:
    """One form of one resident. ``head``: label and value of who it is about; ``columns``: visits; ``source``: the standard."""

    title: str
    institution: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[PaperSection, ...]
    columns: int
    source: str
    printed_at: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell ready to draw: where, how wide, which lines; codes in boxes at its right end."""

    x: float
    wide: float
    lines: tuple[SafeText, ...]
    boxes: tuple[SafeText, ...] = ()
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """Pieces of one line of the table, with its height in mm."""

    pieces: tuple[_Piece, ...]
    high: float


def form_paper_pdf(papers: Sequence[FormPaper]) -> bytes:
    """The sheets one after another, each on pages of its own. Raises FontMissing."""
    title = safe_text(papers[0].title, NAME_CAP) if papers else NOTHING
    pen = Pen(A4, title)
    for number, paper in enumerate(papers):
        if number:
            pen.next_page()
        _Sheet(pen, paper).draw()
    return pen.done()


class _Sheet:
    """One form on its pages."""

    def __init__(self, pen: Pen, paper: FormPaper) -> None:
        self._pen, self._paper, self._page = pen, paper, 1

    def draw(self) -> None:
        """All sections; a section that does not fit goes on with its title on the next page."""
        y = self._head()
        for section in self._paper.sections:
            lines = list(_lines(section, self._paper.columns))
            while lines:
                fitting = _fitting(lines, _BOTTOM - y)
                if not fitting:
                    y = self._next()
                    continue
                y = self._section(section.title, lines[:fitting], y)
                del lines[:fitting]
        self._foot()

    def _next(self) -> float:
        self._foot()
        self._pen.next_page()
        self._page += 1
        return self._head()

    def _head(self) -> float:
        pen, paper = self._pen, self._paper
        pen.centred((_LEFT + _RIGHT) / 2, _TOP, safe_text(paper.title, NAME_CAP), _TITLE, bold=True)
        y = _TOP + line_height(_TITLE) + 1
        told = join("    ", tuple(safe_text(f"{name}：{value}") for name, value in paper.head))
        right = safe_text(paper.institution, NAME_CAP)
        for line in wrap(told, _HEAD, (_RIGHT - _LEFT) * MM - width(right, _HEAD) - 12):
            pen.text(_LEFT, y, line, _HEAD)
            if right:
                pen.right(_RIGHT, y, right, _HEAD)
                right = NOTHING
            y += line_height(_HEAD)
        return y + 1

    def _foot(self) -> None:
        pen, paper = self._pen, self._paper
        pen.text(_LEFT, _BOTTOM + 2, safe_text(paper.source, 90), _SMALL, colour=_GREY)
        said = label("form_paper", "foot", at=safe_text(paper.printed_at, NAME_CAP), page=self._page)
        pen.right(_RIGHT, _BOTTOM + 2, said, _SMALL, colour=_GREY)

    def _section(self, title: str, lines: Sequence[_Line], y: float) -> float:
        high = max(sum(line.high for line in lines), _band_high(title))
        spare = high - sum(line.high for line in lines)
        self._band(safe_text(title, NAME_CAP), y, high)
        for number, line in enumerate(lines):
            tall = line.high + (spare if number == len(lines) - 1 else 0)
            self._line(line, y, tall)
            y += tall
        return y

    def _band(self, title: SafeText, y: float, high: float) -> None:
        pen = self._pen
        pen.box(_LEFT, y, _BAND, high, 0.2)
        rows = _stacked(title)
        step = line_height(_SMALL)
        top = y + (high - len(rows) * step) / 2
        for number, row in enumerate(rows):
            pen.centred(_LEFT + _BAND / 2, top + number * step, row, _SMALL, bold=True)

    def _line(self, line: _Line, y: float, high: float) -> None:
        pen = self._pen
        for piece in line.pieces:
            pen.box(piece.x, y, piece.wide, high, 0.2)
            pen.lines(piece.x + _PAD, y + _PAD, piece.lines, _SIZE, colour=_GREY if piece.is_label else (0, 0, 0))
            x = piece.x + piece.wide - _PAD
            for code in reversed(piece.boxes):
                side = max(_BOX, width(code, _SIZE) / MM + 1.4)
                x -= side
                pen.box(x, y + high - _BOX - _PAD, side, _BOX, 0.25)
                pen.centred(x + side / 2, y + high - _BOX - _PAD + 0.3, code, _SIZE, bold=True)
                x -= 0.6


# ---- laying out


def _stacked(title: SafeText) -> list[SafeText]:
    """Two characters a row."""
    return [SafeText(title[n : n + 2]) for n in range(0, len(title), 2)]


def _band_high(title: str) -> float:
    return (len(title) + 1) // 2 * line_height(_SMALL) + 2 * _PAD


def _fitting(lines: Sequence[_Line], room: float) -> int:
    total = 0.0
    for number, line in enumerate(lines):
        total += line.high
        if total > room:
            return number
    return len(lines)


def _lines(section: PaperSection, columns: int) -> Iterator[_Line]:
    """Rows as lines of the table; two half rows share one."""
    waiting: PaperRow | None = None
    for row in section.rows:
        if not row.half or columns > 1:
            if waiting is not None:
                yield _whole(waiting, 1)
                waiting = None
            yield _whole(row, columns)
        elif waiting is None:
            waiting = row
        else:
            yield _pair(waiting, row)
            waiting = None
    if waiting is not None:
        yield _whole(waiting, 1)


def _whole(row: PaperRow, columns: int) -> _Line:
    """Where several visits stand side by side, a long list of options is printed once, beside the row's name."""
    start, room = _LEFT + _BAND, _RIGHT - _LEFT - _BAND
    options = row.cells[0].options if row.cells else ()
    beside = columns > 1 and sum(len(word) + 2 for _, word in options) > 14
    name_wide = _LABEL + (25.0 if columns > 1 else 0.0)
    name = f"{row.label} {_options(options)}" if beside else row.label
    wide = (room - name_wide) / columns
    pieces = [_piece(start, name_wide, name, is_label=True)]
    pieces += [_cell(start + name_wide + n * wide, wide, cell, not beside) for n, cell in enumerate(row.cells)]
    return _Line(tuple(pieces), max(_high(pieces), _TALL if row.tall else 0.0))


def _pair(first: PaperRow, second: PaperRow) -> _Line:
    start, half = _LEFT + _BAND, (_RIGHT - _LEFT - _BAND) / 2
    pieces: list[_Piece] = []
    for n, row in enumerate((first, second)):
        x = start + n * half
        pieces.append(_piece(x, _LABEL_HALF, row.label, is_label=True))
        pieces.append(_cell(x + _LABEL_HALF, half - _LABEL_HALF, row.cells[0], True))
    return _Line(tuple(pieces), _high(pieces))


def _cell(x: float, wide: float, cell: PaperCell, worded: bool) -> _Piece:
    if not cell.options:
        return _piece(x, wide, cell.text)
    boxes = tuple(safe_text(code, 8) for code in cell.chosen) or (NOTHING,)
    return _piece(x, wide, " ".join(part for part in (_options(cell.options) if worded else "", cell.text) if part), boxes)


def _piece(x: float, wide: float, text: str, boxes: tuple[SafeText, ...] = (), is_label: bool = False) -> _Piece:
    taken = sum(max(_BOX, width(code, _SIZE) / MM + 1.4) + 0.6 for code in boxes)
    room = wide - 2 * _PAD - (taken if taken < wide / 2 else 0)
    return _Piece(x, wide, tuple(wrap(safe_text(text), _SIZE, room * MM)), boxes, is_label)


def _options(options: Sequence[tuple[str, str]]) -> str:
    return " ".join(f"{code}{word}" for code, word in options)


def _high(pieces: Sequence[_Piece]) -> float:
    words = max(len(one.lines) for one in pieces) * line_height(_SIZE) + 2 * _PAD
    return max(words, _BOX + 2 * _PAD if any(one.boxes for one in pieces) else 0.0)
