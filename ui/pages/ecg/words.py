"""The ECG page's words: what the signal is like, what to do, what a few leads cannot exclude."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.clock import instant, local
from app.domain.ecg import EcgRecording
from app.rules import ecg_quality
from app.services.devices import DeviceCard
from app.texts import text
from ui import tokens as t
from ui.pages.ecg.model import EcgModel

FULL_LEADS = 12


class EcgWords(QObject):
    """Sentences about the model's state. The word for a good signal never praises the heart (H38)."""

    def __init__(self, model: EcgModel) -> None:
        super().__init__()
        self._model = model

    def state(self) -> tuple[str, t.Mark]:
        """Whether a signal comes and whether it can be read."""
        model = self._model
        if model.device is None:
            return self.tr("No ECG device"), t.Mark.ATTENTION
        if model.silent:
            return self.tr("Waiting for the signal"), t.Mark.WAITING
        if model.signal.off:
            return self.tr("Electrode off: {leads}").format(leads=", ".join(model.signal.off)), t.Mark.ATTENTION
        return self.tr("Signal arriving"), t.Mark.OK

    def advice(self) -> str:
        """What the hand should do now."""
        model = self._model
        if model.recording:
            return self.tr("Recording. Lie still, do not speak.")
        if model.person is None:
            return self.tr("Open a resident first, then record.")
        if model.device is None:
            return self.tr("Add an ECG device on the devices page.")
        if model.silent:
            return self.tr("Switch the device on and put it on the skin.")
        if model.signal.off:
            return self.tr("Dry the skin and press the electrode on.")
        return ""

    def limit(self, leads: int) -> str:
        """The fixed sentence of every strip that is not a full ECG."""
        if leads >= FULL_LEADS:
            return ""
        return text("ecg_limit.single") if leads <= 1 else text("ecg_limit.few", {"n": leads})

    def device(self, card: DeviceCard) -> str:
        """Its sticker where it has one, never a serial number."""
        return " ".join(part for part in (card.name, card.sticker) if part)

    def when(self, one: EcgRecording) -> str:
        """When it was begun."""
        return f"{local(instant(one.started_at)):%Y-%m-%d %H:%M}"

    def length(self, one: EcgRecording) -> str:
        """How long it is."""
        return self.tr("{n} s").format(n=one.seconds)

    def leads(self, one: EcgRecording) -> str:
        """Which leads."""
        return ", ".join(one.leads)

    def rate(self, one: EcgRecording) -> str:
        """The device's heart rate."""
        return self.tr("{n}/min").format(n=one.heart_rate) if one.heart_rate else "—"

    def quality(self, one: EcgRecording) -> str:
        """Whether it can be read, and what to do if not."""
        return text(f"ecg_quality.{one.quality}") if one.quality else ""

    def quality_mark(self, one: EcgRecording) -> t.Mark:
        """Its shape."""
        return t.Mark.OK if one.quality == ecg_quality.CLEAR else t.Mark.ATTENTION
