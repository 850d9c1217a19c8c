"""A resident's year on one sheet in big type: two charts with their targets, and sentences below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.printing.forms import label
from app.printing.pen import MM, Pen, Rgb, line_height
from app.printing.plan import A4, sheet_foot, sheet_head
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

KIND = "year_sheet"
DAYS = 366
_LEFT, _WIDE, _HIGH = 15.0, 180.0, 62.0
_HEAD, _BODY, _SMALL = 18.0, 17.0, 11.0
_GRID, _BAND, _DOT, _HOME = (0.8, 0.8, 0.8), (0.85, 0.95, 0.87), (0.05, 0.35, 0.5), (0.42, 0.31, 0.63)


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """``high`` of a pressure; ``home``: drawn as an open square, a clinic's value as a filled one."""

    day: date
    low: float
    high: float | None = None
    home: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """``band``: from and to; of pairs the limits of lower and upper value. ``marks``: days a medicine began."""

    title: str
    points: tuple[PlotPoint, ...]
    band: tuple[float, float] | None
    marks: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class YearSheet:
    """Two plots over the year that ends at ``end``, and sentences below."""

    institution: str
    phone: str
    name: str
    age_text: str
    end: date
    plots: tuple[Plot, ...]
    sentences: tuple[str, ...]


def year_sheet_pdf(given: YearSheet) -> bytes:
    """A4 upright, one page. Raises FontMissing."""
    pen = Pen(A4, label(KIND, "title"))
    y = sheet_head(pen, label(KIND, "title"), given.name, given.age_text)
    for plot in given.plots:
        y = _plot(pen, plot, given.end, y) + 6
    y = _legend(pen, given, y - 2) + 3
    for number, sentence in enumerate(given.sentences, 1):
        lines = wrap(safe_text(sentence), _BODY, (_WIDE - 10) * MM)
        pen.text(_LEFT, y, SafeText(f"{number}."), _BODY, bold=True)
        y = pen.lines(_LEFT + 9, y, lines, _BODY) + 1.5
    sheet_foot(pen, given.institution, given.phone, given.end.isoformat())
    return pen.done()


def _plot(pen: Pen, plot: Plot, end: date, y: float) -> float:
    pen.text(_LEFT, y, safe_text(plot.title, NAME_CAP), _HEAD, bold=True)
    y += line_height(_HEAD) + 3  # the number of the top line stands half above it
    area = _Area(_LEFT + 12, y, _WIDE - 12, _HIGH - line_height(_HEAD) - 10, end, *_range(plot))
    if not plot.points:
        pen.box(area.x, area.y, area.wide, area.high, 0.2)
        pen.centred(area.x + area.wide / 2, area.y + area.high / 2 - 3, label(KIND, "none"), _BODY)
        return area.y + area.high + 6
    _grid(pen, plot, area)
    _marks(pen, plot, area)
    pairs = any(point.high is not None for point in plot.points)
    line = [area.at(point.day, point.low) for point in plot.points if not point.home]
    if not pairs and len(line) > 1:
        pen.stroke([line], 0.3, _DOT)
    for point in plot.points:
        _point(pen, area, point)
    return area.y + area.high + 6


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a plot stands, mm, and the values at its foot and top with the step of its lines."""

    x: float
    y: float
    wide: float
    high: float
    end: date
    low: float
    top: float
    step: float

    def at(self, day: date, value: float) -> tuple[float, float]:
        """A day and a value on paper."""
        return self.x + self.wide * (1 - (self.end - day).days / DAYS), self.y + self.high * (self.top - value) / (self.top - self.low)


def _range(plot: Plot) -> tuple[float, float, float]:
    values = [value for point in plot.points for value in (point.low, point.high) if value is not None] + list(plot.band or ())
    low, high = min(values, default=0.0), max(values, default=1.0)
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100) if (high - low) / one <= 5 or one == 100)
    room = 1 + bool(plot.marks)  # names of medicines stand above the points
    return low // step * step, (high // step + room) * step, float(step)


def _grid(pen: Pen, plot: Plot, area: _Area) -> None:
    pairs = any(point.high is not None for point in plot.points)
    if plot.band is not None:
        top = area.at(area.end, plot.band[1])[1]
        foot = area.y + area.high if pairs else area.at(area.end, plot.band[0])[1]
        pen.fill([(area.x, top, area.wide, foot - top)], _BAND)
    value = area.low
    while value <= area.top:
        y = area.at(area.end, value)[1]
        pen.line((area.x, y), (area.x + area.wide, y), 0.15, _GRID)
        pen.right(area.x - 2, y - 2.6, SafeText(f"{value:g}"), _SMALL)
        value += area.step
    if pairs and plot.band is not None:
        y = area.at(area.end, plot.band[0])[1]
        pen.line((area.x, y), (area.x + area.wide, y), 0.3, (0.3, 0.6, 0.4))
    for back in range(0, 12, 2):
        month = (area.end.month - back - 1) % 12 + 1
        first = date(area.end.year - (1 if area.end.month - back < 1 else 0), month, 1)
        x = area.at(first, area.low)[0]
        if x > area.x:
            pen.centred(x, area.y + area.high + 1, label(KIND, "months", month=month), _SMALL)


def _marks(pen: Pen, plot: Plot, area: _Area) -> None:
    for number, (day, words) in enumerate(plot.marks):
        if area.end - day >= timedelta(days=DAYS):
            continue
        x = area.at(day, area.low)[0]
        pen.line((x, area.y), (x, area.y + area.high), 0.25, (0.3, 0.3, 0.3))
        name = safe_text(words, 14)
        y = area.y + 0.5 + number % 2 * 4.2
        if x > area.x + area.wide * 0.7:
            pen.right(x - 1, y, name, _SMALL)
        else:
            pen.text(x + 1, y, name, _SMALL)


def _point(pen: Pen, area: _Area, point: PlotPoint) -> None:
    colour = _HOME if point.home else _DOT
    foot = area.at(point.day, point.low)
    ends = [foot]
    if point.high is not None:
        ends.append(area.at(point.day, point.high))
        pen.line(ends[0], ends[1], 0.2 if point.home else 0.4, colour)
    for x, y in ends:
        _sign(pen, x, y, point.home, colour)


def _sign(pen: Pen, x: float, y: float, home: bool, colour: Rgb) -> None:
    """A filled square, or one that is open: apart on a black-and-white printer, too."""
    half = 1.0
    pen.fill([(x - half, y - half, 2 * half, 2 * half)], colour)
    if home:
        pen.fill([(x - half * 0.55, y - half * 0.55, 1.1 * half, 1.1 * half)], (1, 1, 1))


def _legend(pen: Pen, given: YearSheet, y: float) -> float:
    keys = ["dot", "home", "target", *(["medicine"] if any(plot.marks for plot in given.plots) else [])]
    pen.text(_LEFT, y, SafeText("　".join(label(KIND, key) for key in keys)), _SMALL)
    return y + line_height(_SMALL)
