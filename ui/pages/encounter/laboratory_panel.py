"""化验: this visit's laboratory results and the last ones; out of range in front, the rest of a long sheet behind a key."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.services.charting import Chart
from ui import icons, theme
from ui import tokens as t
from ui.pages.encounter.laboratory import Result, Sheet, sheets
from ui.pages.wording import day, when
from ui.widgets.buttons import button
from ui.widgets.frames import Card, Line, column, label, row, secondary

WHOLE_UP_TO = 8
"""A sheet with no more results is shown whole."""
_MARKS = {
    ("high", False): t.Mark.HIGH,
    ("low", False): t.Mark.LOW,
    ("abnormal", False): t.Mark.ATTENTION,
    ("high", True): t.Mark.CRITICAL_HIGH,
    ("low", True): t.Mark.CRITICAL_LOW,
    ("abnormal", True): t.Mark.DANGER,
}


class LaboratoryPanel(Card):
    """Not there at all for a resident without results; made anew only when what it shows has changed."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.translate("LaboratoryPanel", "Laboratory"))
        self._sheets: tuple[Sheet, ...] = ()
        self._now: datetime | None = None
        self._whole: set[str] = set()
        self._parts: list[QWidget] = []
        self._inside = column(gap=t.M)
        self.body.addLayout(self._inside)
        self.hide()

    def show_chart(self, chart: Chart, encounter: str, now: datetime) -> None:
        """Show a visit's results."""
        found = sheets(chart, encounter)
        self.setVisible(bool(found))
        if found != self._sheets:
            self._sheets, self._now = found, now
            self._whole &= {sheet.id for sheet in found}
            self._fill()

    def result_words(self) -> list[str]:
        """Every result shown, as a screen reader would say it."""
        return [words for part in self._parts for words in part.property("said") or []]

    def _fill(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        for number, sheet in enumerate(self._sheets):
            if number:
                self._add(Line())
            self._add(self._sheet(sheet))
        mine = sum(sheet.now for sheet in self._sheets)
        self.set_count(self.tr("{n} specimens of this visit").format(n=mine) if mine else self.tr("none of this visit"))

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._inside.addWidget(part)

    def _sheet(self, sheet: Sheet) -> QWidget:
        part = QWidget()
        whole = sheet.id in self._whole or not _shortened(sheet)
        shown = sheet.results if whole else sheet.outside
        lines = column(self._head(sheet), gap=t.XS)
        if shown:
            lines.addLayout(self._grid(shown))
        lines.addLayout(self._foot(sheet, whole))
        part.setLayout(lines)
        part.setProperty("said", [self._said(one) for one in shown])
        return part

    def _head(self, sheet: Sheet) -> QLabel:
        assert self._now is not None
        at = when(sheet.at, self._now)
        time = at if sheet.sure else self.tr("arrived {time}, the analyser's clock is not to be trusted").format(time=at)
        visit = "" if sheet.now else self.tr("earlier")
        specimen = self.tr("specimen {code}").format(code=sheet.specimen) if sheet.specimen else ""
        return label(" · ".join(one for one in (visit, sheet.device, specimen, time) if one), ink="secondary", wrap=True)

    def _grid(self, results: tuple[Result, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(t.M)
        grid.setVerticalSpacing(t.XS)
        for line, one in enumerate(results):
            word, mark = self._flag(one)
            ink = mark.tone.name.lower() if mark is not t.Mark.NONE else ""
            grid.addWidget(label(one.name, wrap=True), line, 0)
            value = label(one.text, bold=True, ink=ink, wrap=one.unit == "")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, line, 1)
            grid.addWidget(label(one.unit, ink="secondary"), line, 2)
            grid.addWidget(self._state(word, mark, ink), line, 3)
            grid.addWidget(label(self._beside(one), ink="secondary", wrap=True), line, 4)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(4, 4)
        return grid

    def _state(self, word: str, mark: t.Mark, ink: str) -> QWidget:
        part = QWidget()
        picture = QLabel()
        if mark.icon:
            picture.setPixmap(icons.pixmap(mark.icon, theme.px(t.BODY), mark.tone.value.ink))
        part.setLayout(row(picture, label(word, bold=True, ink=ink), 0, gap=t.XS))
        return part

    def _foot(self, sheet: Sheet, whole: bool) -> QHBoxLayout:
        """How many there are, and the key that shows or hides those within their range."""
        if not _shortened(sheet):
            return row()
        rest = len(sheet.results) - len(sheet.outside)
        said = self.tr("{n} more within their range or not judged").format(n=rest) if not whole else ""
        words = self.tr("Only what is out of range") if whole else self.tr("All {n}").format(n=len(sheet.results))
        toggle = button(words, partial(self._toggle, sheet.id), kind="quiet")
        return row(secondary(said), toggle, 0)

    def _toggle(self, sheet: str) -> None:
        self._whole ^= {sheet}
        self._fill()

    def _flag(self, one: Result) -> tuple[str, t.Mark]:
        """The analyser's judgement in word and shape."""
        if one.critical:
            return self.tr("critical"), _MARKS[one.side, True]
        words = {"high": self.tr("above range"), "low": self.tr("below range"), "abnormal": self.tr("abnormal")}
        return words.get(one.side, ""), _MARKS.get((one.side, False), t.Mark.NONE)

    def _beside(self, one: Result) -> str:
        assert self._now is not None
        reference = self.tr("range {range}").format(range=one.reference) if one.reference else ""
        before = self.tr("last {value} · {day}").format(value=one.before, day=day(one.before_at, self._now)) if one.before else ""
        return " · ".join(part for part in (reference, before) if part)

    def _said(self, one: Result) -> str:
        return " ".join(part for part in (one.name, one.text, one.unit, self._flag(one)[0], self._beside(one)) if part)


def _shortened(sheet: Sheet) -> bool:
    """Whether only what is out of range is shown to begin with."""
    return sheet.judged and len(sheet.results) > WHOLE_UP_TO
