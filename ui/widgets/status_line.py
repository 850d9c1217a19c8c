"""The bar at the bottom: who and where │ devices │ upload │ time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.frames import Line, label, row
from ui.widgets.pill import Pill


class StatusLine(QFrame):
    """Device pills come and go; the upload pill is always there once there is a state to tell."""

    devices_pressed = Signal()
    upload_pressed = Signal()
    critical_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._who = label("", t.SMALL)
        self._clock = label("", t.SMALL)
        self._devices = _DeviceStrip()
        self._devices.pressed.connect(self.devices_pressed)
        self._critical = Pill("", t.Mark.DANGER, clickable=True)
        self._critical.hide()
        self._critical.pressed.connect(self.critical_pressed)
        self._upload = Pill("", t.Mark.NONE, clickable=True)
        self._upload.hide()
        self._upload.pressed.connect(self.upload_pressed)
        line = row(self._who, self._critical, Line(vertical=True), gap=t.S)
        line.addWidget(self._devices, 1)
        for widget in (self._upload, Line(vertical=True), self._clock):
            line.addWidget(widget)
        line.setContentsMargins(t.M, 3, t.M, 3)
        self.setLayout(line)

    def set_user(self, name: str, institution: str) -> None:
        """Who is signed in and where."""
        self._who.setText(" · ".join(part for part in (name, institution) if part))

    def set_time(self, text: str) -> None:
        """The clinic's wall clock, HH:MM."""
        self._clock.setText(text)

    def set_critical(self, text: str) -> None:
        """Critical values nobody was told of; '' = none. It stays until they were told."""
        self._critical.set_state(text, t.Mark.DANGER)
        self._critical.setVisible(bool(text))

    def set_upload(self, text: str, mark: t.Mark) -> None:
        """The state of uploading in one pill."""
        self._upload.set_state(text, mark)
        self._upload.setVisible(bool(text))

    def set_devices(self, states: Sequence[tuple[str, str, t.Mark]]) -> None:
        """(key, words, mark) of each device; what needs attention stands first and is never the one left out for want of room."""
        self._devices.show_states(sorted(states, key=lambda state: state[2].tone not in (t.Tone.DANGER, t.Tone.WARN)))

    def texts(self) -> list[str]:
        """What it says, left to right; for tests and screen readers."""
        critical = [self._critical.text()] if self._critical.text() else []
        return [self._who.text(), *critical, *self._devices.texts(), self._upload.text(), self._clock.text()]


class _DeviceStrip(QWidget):
    """Pills in one line; those that do not fit are counted in a last one, so that many devices never widen the window."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pills: dict[str, Pill] = {}
        self._more = self._made()

    def show_states(self, states: Sequence[tuple[str, str, t.Mark]]) -> None:
        """Change, add and remove pills."""
        old, self._pills = self._pills, {}
        for key, words, mark in states:
            self._pills[key] = old.pop(key) if key in old else self._made()
            self._pills[key].set_state(words, mark)
        for gone in old.values():
            gone.hide()
            gone.deleteLater()
        self.updateGeometry()
        self._arrange()

    def texts(self) -> list[str]:
        """The words of all devices, shown or counted."""
        return [pill.text() for pill in self._pills.values()]

    def sizeHint(self) -> QSize:
        widths = [pill.sizeHint().width() for pill in self._pills.values()]
        return QSize(sum(widths) + t.XS * max(0, len(widths) - 1), self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._more.sizeHint().width(), self._more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _made(self) -> Pill:
        pill = Pill("", t.Mark.NONE, clickable=True)
        pill.setParent(self)
        pill.pressed.connect(self.pressed)
        return pill

    def _arrange(self) -> None:
        pills = list(self._pills.values())
        fitting = self._fitting([pill.sizeHint().width() for pill in pills])
        left_out = pills[fitting:]
        self._more.set_state(f"+{len(left_out)}", t.Mark.NONE)
        self._more.setToolTip("\n".join(pill.text() for pill in left_out))
        x = 0
        for pill in [*pills[:fitting], *([self._more] if left_out else [])]:
            size = pill.sizeHint()
            pill.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
            x += size.width() + t.XS
        for pill in pills:
            pill.setVisible(pill not in left_out)
        self._more.setVisible(bool(left_out))

    def _fitting(self, widths: list[int]) -> int:
        """How many of the pills fit, beside the one that counts the others."""
        if sum(widths) + t.XS * max(0, len(widths) - 1) <= self.width():
            return len(widths)
        used, fitting = self._more.sizeHint().width() + theme.px(t.M), 0
        for width in widths:
            used += width + t.XS
            if used > self.width():
                break
            fitting += 1
        return fitting
