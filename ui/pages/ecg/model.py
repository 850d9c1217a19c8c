"""Recording an ECG: the live signal, the seconds kept, and the recordings made earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.clock import Clock
from app.domain.ecg import EcgRecording
from app.errors import KnownError
from app.rules.ecg_filter import Step, filtered
from app.services.devices import DeviceCard
from app.services.ecg import Progress
from app.services.residents import Banner
from device_drivers.readings import EcgBlock, Kind
from ui.pages.ecg.signal import LiveSignal
from ui.pages.page_model import PageModel

SECONDS = (30, 60, 0)
"""How long to record; 0 = until it is stopped by hand."""
SILENT_AFTER_S = 3.0


class Recorder(Protocol):
    """What of the recorder this page uses."""

    @property
    def running(self) -> str | None: ...

    def start(self, person: str, encounter: str | None, device: str, hub_id: str) -> str: ...

    def stop(self) -> EcgRecording: ...

    def samples(self, recording: str) -> Mapping[str, Sequence[int | None]]: ...

    def of_person(self, person: str) -> list[EcgRecording]: ...

    def mark_error(self, recording: str, reason: str) -> None: ...


class KnownDevices(Protocol):
    """The devices the clinic has taken on."""

    def known(self) -> list[DeviceCard]: ...


class BannerDesk(Protocol):
    """Who it is, for the top of the page."""

    def banner(self, person: str) -> Banner: ...


class Reports(Protocol):
    """The strip on paper."""

    def pdf(self, recording: str) -> bytes: ...

    def printed(self, recording: str, pdf: bytes) -> object: ...


class LiveRadio(Protocol):
    """Where the live signal is asked for; what is wrong with a device its own news tell."""

    def start_ecg(self, hub_id: str) -> object: ...

    def stop_ecg(self, hub_id: str) -> object: ...


@dataclass(frozen=True)
class Services:
    """The services of the page. Without a ``radio`` nothing live is asked for."""

    recorder: Recorder
    devices: KnownDevices
    residents: BannerDesk
    reports: Reports
    clock: Clock
    radio: LiveRadio | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """A recording as it is shown: filtered samples by lead."""

    recording: EcgRecording
    samples: tuple[tuple[str, Sequence[Step]], ...]


class EcgModel(PageModel):
    """``strip`` None = the live signal is in front. ``result`` is the recording just made."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._with = services
        self.person: str | None = None
        self.encounter: str | None = None
        self.banner: Banner | None = None
        self.devices: tuple[DeviceCard, ...] = ()
        self.device: DeviceCard | None = None
        self.recordings: tuple[EcgRecording, ...] = ()
        self.signal = LiveSignal()
        self.signal_renewed = False
        self.heart_rate: int | None = None
        self.goal = SECONDS[0]
        self.progress: Progress | None = None
        self.recording = services.recorder.running is not None  # begun before the screen changed hands
        self.result: EcgRecording | None = None
        self.strip: Strip | None = None
        self._last_block_ns = 0
        self._listening = False
        self._heard_from = ""

    def attend(self, person: str, encounter: str | None) -> None:
        """Whose ECG it will be. A recording that is running keeps its own resident."""
        if self.recording:
            raise KnownError("ecg_busy")
        if person != self.person:
            self.result = self.strip = self.progress = None
        self.person, self.encounter = person, encounter
        self.load()

    def load(self) -> None:
        """The resident, devices and earlier recordings."""
        self.banner = self._with.residents.banner(self.person) if self.person else None
        self.devices = tuple(card for card in self._with.devices.known() if Kind.ECG in card.kinds)
        chosen = self.device.id if self.device else ""
        self.device = next((card for card in self.devices if card.id == chosen), self.devices[0] if self.devices else None)
        self.recordings = tuple(self._with.recorder.of_person(self.person)) if self.person else ()
        self._tune()
        self.changed()

    def choose_device(self, device: str) -> None:
        """Listen to another patch."""
        if not self.recording:
            self.device = next((card for card in self.devices if card.id == device), None)
            self.signal = LiveSignal()
            self.heart_rate, self.signal_renewed = None, True
            self._tune()
            self.changed()

    def choose_goal(self, seconds: int) -> None:
        """How long to record."""
        self.goal = seconds
        self.changed()

    # live

    def listen(self, on: bool) -> None:
        """The page is in front, or no longer; a recording keeps its signal either way."""
        self._listening = on
        self._tune()

    def heard(self, block: EcgBlock) -> None:
        """A block of the live signal; nothing is repainted here but what the pen draws."""
        if self.device is None or block.device != self.device.hub_id:
            return
        self._last_block_ns = self._with.clock.monotonic_ns()
        off = self.signal.off
        self.signal_renewed |= self.signal.take(block)
        rate_before, self.heart_rate = self.heart_rate, block.heart_rate or self.heart_rate
        if self.signal_renewed or self.heart_rate != rate_before or self.signal.off != off:
            self.changed()

    @property
    def silent(self) -> bool:
        """Nothing has come for three seconds."""
        waited = (self._with.clock.monotonic_ns() - self._last_block_ns) / 1e9
        return not self._last_block_ns or waited > SILENT_AFTER_S

    # recording

    @property
    def may_record(self) -> bool:
        """Somebody is chosen, a device is there and sends."""
        return self.person is not None and self.device is not None and not self.recording and not self.silent

    def record(self) -> None:
        """Begin with the next sample."""
        person, encounter, device = self.person, self.encounter, self.device
        if person is None or device is None:
            return
        self.strip = self.result = self.progress = None
        self.do(lambda: self._with.recorder.start(person, encounter, device.id, device.hub_id), self._started)

    def progressed(self, progress: Progress) -> None:
        """Another second is on disk."""
        if not self.recording:
            return
        self.progress = progress
        if progress.failed:
            self.fail(KnownError("ecg_not_kept"))
        if self.goal and progress.seconds >= self.goal:
            self.stop()
        self.changed()

    def stop(self) -> None:
        """End the recording and show it."""
        if self.recording and not self.busy:
            self.do(lambda: self._strip(self._with.recorder.stop()), self._stopped)

    def fail(self, error: KnownError) -> None:
        """A recorder that no longer runs is not shown as running."""
        self.recording = self._with.recorder.running is not None
        super().fail(error)

    # earlier recordings

    def review(self, recording: str) -> None:
        """Show one that was made earlier."""
        if not self.recording:
            found = next(one for one in self.recordings if one.id == recording)
            self.do(lambda: self._strip(found), self._show)

    def live(self) -> None:
        """Back to the live signal."""
        self.strip = None
        self.changed()

    def mark_error(self, reason: str) -> None:
        """The recording in front is another person's or otherwise wrong; it stays, marked."""
        if self.strip is not None:
            recording = self.strip.recording.id
            self.do(lambda: self._with.recorder.mark_error(recording, reason), lambda _: self._marked())

    def pdf(self) -> bytes:
        """The recording in front on paper."""
        assert self.strip is not None
        return self._with.reports.pdf(self.strip.recording.id)

    def printed(self, pdf: bytes) -> None:
        """It went to a printer."""
        if self.strip is not None:
            self._with.reports.printed(self.strip.recording.id, pdf)

    def now(self) -> datetime:
        """The present instant."""
        return self._with.clock.now()

    # inside

    def _tune(self) -> None:
        """Ask the chosen patch for its signal, and only that one."""
        wanted = self.device.hub_id if self.device is not None and (self._listening or self.recording) else ""
        radio = self._with.radio
        if radio is None or wanted == self._heard_from:
            return
        if self._heard_from:
            radio.stop_ecg(self._heard_from)
        if wanted:
            radio.start_ecg(wanted)
        self._heard_from = wanted

    def _started(self, _recording: str) -> None:
        self.recording = True

    def _stopped(self, strip: Strip) -> None:
        self.recording, self.result = False, strip.recording
        self.load()
        self._show(strip)

    def _marked(self) -> None:
        self.strip = self.result = None
        self.load()

    def _strip(self, recording: EcgRecording) -> Strip:
        signal = self._with.recorder.samples(recording.id)
        return Strip(recording, tuple((lead, filtered(samples, recording.hz)) for lead, samples in signal.items()))

    def _show(self, strip: Strip) -> None:
        self.strip = strip
