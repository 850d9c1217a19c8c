"""The last ECG in small: a few seconds at true scale, when it was made, whether it can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.ecg import EcgRecording
from app.rules.ecg_filter import Step, filtered
from app.services.charting import Chart
from app.texts import text
from ui import tokens as t
from ui.pages.encounter.model import EncounterModel
from ui.pages.wording import day
from ui.widgets.buttons import button
from ui.widgets.ecg_scale import TRACE, EcgScale, dots_per_mm, paint_grid
from ui.widgets.frames import Card, label, row
from ui.widgets.pill import Pill

SECONDS = 12
MM_HIGH = 25


class EcgPanel(Card):
    """The newest recording; a click on the strip, or the button, opens it."""

    def __init__(self, model: EncounterModel, look: Callable[[str], object]) -> None:
        super().__init__(QCoreApplication.translate("EcgPanel", "Last ECG"))
        self._model, self._look = model, look
        self._said = label("", wrap=True)
        self._state = Pill(size=t.BODY)
        self._open = button(self.tr("Look at it"), self._pressed, kind="quiet")
        self.thumb = EcgThumb()
        self.thumb.pressed.connect(self._pressed)
        self._last: EcgRecording | None = None
        line = row(self._said, self._state, self._open)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.thumb)

    def show_chart(self, chart: Chart, now: datetime) -> None:
        """Show the newest recording; its samples are read only when it is another one."""
        before, self._last = self._last, chart.recordings[0] if chart.recordings else None
        for each in (self._state, self._open, self.thumb):
            each.setVisible(self._last is not None)
        if self._last is None:
            self._said.setText(self.tr("None yet. F8 records one."))
            return
        one = self._last
        rate = self.tr("{n}/min").format(n=one.heart_rate) if one.heart_rate else self.tr("rate not measured")
        said = self.tr("{day} · {seconds} s · {rate}")
        self._said.setText(said.format(day=day(one.started_at, now), seconds=one.seconds, rate=rate))
        clear = one.quality == "clear"
        self._state.set_state(text("ecg_quality.clear") if clear else self.tr("record again"), t.Mark.OK if clear else t.Mark.ATTENTION)
        if before is None or before.id != one.id:
            self._model.read_strip(one.id, lambda samples: self._draw(one, samples))

    def _draw(self, one: EcgRecording, samples: Mapping[str, Sequence[int | None]]) -> None:
        lead = next(iter(samples.values()), ())
        if self._last is not None and self._last.id == one.id:
            self.thumb.show_lead(filtered(lead[: SECONDS * one.hz], one.hz), one.hz, one.nv_per_lsb)

    def _pressed(self) -> None:
        if self._last is not None:
            self._look(self._last.id)


class EcgThumb(QWidget):
    """The first seconds of one lead, 25 mm/s and 10 mm/mV as everywhere."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._samples: Sequence[Step] = ()
        self._hz, self._mv_per_step = 250, 0.001
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lead(self, samples: Sequence[Step], hz: int, nv_per_lsb: int) -> None:
        """Samples in device steps."""
        self._samples, self._hz, self._mv_per_step = samples, hz, nv_per_lsb / 1_000_000
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, round(MM_HIGH * dots_per_mm(self)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        scale = EcgScale(dots_per_mm(self))
        painter = QPainter(self)
        paint_grid(painter, QRectF(self.rect()), scale.dots_per_mm)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(TRACE), 1.5))
        middle = self.height() * 0.62
        line: list[QPointF] = []
        for number, step in enumerate(self._samples):
            if step is None:
                painter.drawPolyline(QPolygonF(line))
                line = []
            else:
                line.append(QPointF(number / self._hz * scale.per_s, middle - step * self._mv_per_step * scale.per_mv))
        painter.drawPolyline(QPolygonF(line))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
