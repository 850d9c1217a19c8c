"""The bar at the bottom: who and where │ devices │ upload │ time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import tokens as t
from ui.widgets.frames import Line, label, row
from ui.widgets.pill import Pill


class StatusLine(QFrame):
    """Device pills come and go; the upload pill is always there once there is a state to tell."""

    devices_pressed = Signal()
    upload_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._who = label("", t.SMALL)
        self._clock = label("", t.SMALL)
        self._device_line = QHBoxLayout()
        self._device_line.setSpacing(t.XS)
        self._devices: dict[str, Pill] = {}
        self._upload = Pill("", t.Mark.NONE, clickable=True)
        self._upload.hide()
        self._upload.pressed.connect(self.upload_pressed)
        line = row(self._who, Line(vertical=True), gap=t.S)
        line.addLayout(self._device_line)
        line.addStretch(1)
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

    def set_upload(self, text: str, mark: t.Mark) -> None:
        """The state of uploading in one pill."""
        self._upload.set_state(text, mark)
        self._upload.setVisible(bool(text))

    def set_devices(self, states: list[tuple[str, str, t.Mark]]) -> None:
        """(key, words, mark) of each device; pills of devices that are gone vanish."""
        keys = {key for key, _, _ in states}
        for key in [key for key in self._devices if key not in keys]:
            gone = self._devices.pop(key)
            gone.hide()
            gone.deleteLater()
        for key, words, mark in states:
            if key not in self._devices:
                self._devices[key] = self._pill()
            self._devices[key].set_state(words, mark)

    def _pill(self) -> Pill:
        pill = Pill("", t.Mark.NONE, clickable=True)
        pill.pressed.connect(self.devices_pressed)
        self._device_line.addWidget(pill)
        return pill

    def texts(self) -> list[str]:
        """What it says, left to right; for tests and screen readers."""
        widgets: list[QWidget] = [*self._devices.values(), self._upload]
        return [self._who.text(), *(pill.text() for pill in widgets if isinstance(pill, Pill)), self._clock.text()]
