"""This visit's values beside the last ones."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.services.charting import Chart
from app.texts import text
from ui import icons, theme
from ui import tokens as t
from ui.pages.encounter.values import OF_EVERY_VISIT, Shown, ValueRow, value_rows
from ui.pages.encounter.words import EncounterWords
from ui.pages.wording import day, when
from ui.widgets.frames import Card, column, label, row, secondary

NOTHING = "—"
TILE = 160


class ValuesPanel(Card):
    """Tiles in columns for what is measured at each visit, one line for the rest; made anew only when what they show has changed."""

    def __init__(self, words: EncounterWords) -> None:
        super().__init__(QCoreApplication.translate("ValuesPanel", "This visit"))
        self._words = words
        self._shown: tuple[ValueRow, ...] = ()
        self._tiles: list[QWidget] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(t.L)
        self._grid.setVerticalSpacing(t.M)
        self._columns = 0
        self._earlier = label("", ink="secondary", wrap=True)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._earlier)

    def show_chart(self, chart: Chart, encounter: str, now: datetime) -> None:
        """Show a visit's values."""
        rows = value_rows(chart, encounter)
        if rows == self._shown:
            return
        self._shown = rows
        for tile in self._tiles:
            tile.hide()
            tile.deleteLater()
        self._tiles = [self._tile(each, now) for each in rows if each.now or each.kind in OF_EVERY_VISIT]
        self._columns = 0
        self._arrange()
        old = [self._older(each, now) for each in rows if not each.now and each.kind not in OF_EVERY_VISIT]
        self._earlier.setText(self.tr("Earlier: {values}").format(values=" · ".join(old)))
        self._earlier.setVisible(bool(old))
        latest = max((each.now.at for each in rows if each.now), default="")
        self.set_count(self.tr("measured {time}").format(time=when(latest, now)) if latest else self.tr("nothing measured yet"))

    def _older(self, each: ValueRow, now: datetime) -> str:
        assert each.before is not None
        value = f"{each.before.text} {self._words.unit(each.before.unit)}".strip()
        return self.tr("{kind} {value} ({day})").format(kind=self._words.kind(each.kind), value=value, day=day(each.before.at, now))

    def _arrange(self) -> None:
        """As many columns as there is room for, all equally wide, so that numbers stand below each other."""
        columns = max(1, min(4, (self.width() - 2 * t.M + t.L) // (theme.px(TILE) + t.L)))
        if columns == self._columns:
            return
        self._columns = columns
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
        for number in range(4):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _tile(self, each: ValueRow, now: datetime) -> QWidget:
        tile = QFrame()
        tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = self._words
        lines = column(label(words.title(each), ink="secondary"), gap=0)
        lines.addLayout(self._value_line(each.now))
        spoilt = "、".join(text(f"quality.{flag}") for flag in each.now.quality) if each.now else ""
        if spoilt:
            lines.addWidget(label(spoilt, bold=True, ink="warn", wrap=True))
        pulse = self._pulse(each.pulse)
        if pulse:
            lines.addWidget(label(pulse))
        progress = words.progress(each)
        if progress:
            lines.addWidget(label(progress, ink="warn" if each.count == 1 else "secondary"))
        before = day(each.before.at, now) if each.before else ""
        lines.addWidget(label(words.before(each, before), ink="secondary"))
        lines.addStretch(1)
        tile.setLayout(lines)
        return tile

    def _pulse(self, pulse: Shown | None) -> str:
        if pulse is None:
            return ""
        word = self._words.flag(pulse)[0]
        return self.tr("pulse {value} {word}").format(value=pulse.text, word=word).strip()

    def _value_line(self, shown: Shown | None) -> QHBoxLayout:
        if shown is None:
            return row(label(NOTHING, t.NAME, bold=True), 0)
        word, mark = self._words.flag(shown)
        ink = mark.tone.name.lower() if mark is not t.Mark.NONE else ""
        parts: list[QWidget | int] = [label(shown.text, t.NAME, bold=True, ink=ink), label(self._words.unit(shown.unit), ink="secondary")]
        if mark.icon:
            picture = QLabel()
            picture.setPixmap(icons.pixmap(mark.icon, theme.px(t.BODY), mark.tone.value.ink))
            parts.append(picture)
        if word:
            parts.append(label(word, bold=True, ink=ink))
        if shown.by_hand:
            parts.append(secondary(self.tr("typed")))
        line = row(*parts, 0, gap=t.XS)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return line
