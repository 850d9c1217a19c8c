"""A session with a Polar H10 strap: ECG over PMD, heart rate and RR intervals over the heart rate service beside it.

The strap is always told to stop: a stream left running empties its battery.
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import heart_rate, polar_pmd
from device_drivers.protocols.machine import (
    Actions,
    Block,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Refuse,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    read_if_offered,
)
from device_drivers.protocols.polar_pmd import Op, Setting
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.sample_clock import SampleClock
from device_drivers.readings import DeviceState, EcgBlock

SERVICE = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"
HEART_RATE, BATTERY = "2A37", "2A19"
LEAD = "ECG"  # electrodes on the chest, near lead I but none of the twelve
NANOVOLTS_PER_COUNT = 1000  # microvolts
ANSWER_SECONDS = 5.0
SILENCE_SECONDS = 5.0
STOP_SECONDS = 2.0
ALREADY_RUNNING = 6  # status code: another host, or we before a crash, left the stream on


class PolarSession(Session):
    """One stream. first_sample: running index of its first sample."""

    def __init__(self, device: str, driver: str, first_sample: int) -> None:
        super().__init__(device, driver)
        self._samples = SampleClock(polar_pmd.ECG_HZ, first_sample)
        self._waits_for: set[str] = set()  # subscriptions still under way
        self._started = False
        self._stopping = False
        self._restarts = 0
        self._rate: int | None = None
        self._intervals: tuple[int, ...] = ()
        self._contact: bool | None = None

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels):
                return self._begin(channels)
            case Subscribed(channel) | OperationFailed(channel):
                return self._subscribed(channel, isinstance(event, OperationFailed))
            case ReadDone(channel, data):
                return self._read(channel, data)
            case Notified(channel, data):
                return self._heard(channel, data)
            case Cancel():
                return self._stop_and_wait()
            case Closing():
                self.quiet()
                return self._stop()
            case Disconnected():
                self.quiet()
                return [Done()] if self._stopping else [Failed(Reason.LOST)]
        return []

    # --- start -------------------------------------------------------------------------------------------------------
    def _begin(self, channels: frozenset[str]) -> Actions:
        if not {CONTROL, DATA} <= channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        wanted = [CONTROL, DATA, *({HEART_RATE} & channels)]
        self._waits_for = set(wanted)
        reads = read_if_offered(channels, [BATTERY])
        return [State(DeviceState.CONNECTED), Read(CONTROL), *reads, *map(Subscribe, wanted)]

    def _read(self, channel: str, data: bytes) -> Actions:
        if channel == BATTERY and data:
            return [State(DeviceState.CONNECTED, battery=min(data[0], 100))]
        if channel == CONTROL and not polar_pmd.offers_ecg(data):
            return [Failed(Reason.NOT_SUPPORTED)]
        return []

    def _subscribed(self, channel: str, refused: bool) -> Actions:
        if channel not in self._waits_for:
            return []
        self._waits_for.discard(channel)
        if refused and channel != HEART_RATE:
            return [Failed(Reason.NOT_SUPPORTED)]
        if self._waits_for or self._stopping:
            return []
        self._expect(ANSWER_SECONDS)
        return [Write(CONTROL, polar_pmd.encode_control_write(polar_pmd.ControlWrite(Op.GET_SETTINGS, polar_pmd.ECG)))]

    def _start(self) -> Actions:
        self._started = True
        self._expect(ANSWER_SECONDS)
        return [Write(CONTROL, polar_pmd.start_ecg())]

    def _expect(self, seconds: float) -> None:
        self.alarm("silence", seconds, lambda: [Failed(Reason.TIMEOUT)])

    # --- stop --------------------------------------------------------------------------------------------------------
    def _stop(self) -> Actions:
        started, self._started = self._started, False
        self._stopping = True
        return [Write(CONTROL, polar_pmd.stop_ecg())] if started else []

    def _stop_and_wait(self) -> Actions:
        if self._stopping:
            return []
        self.quiet()
        stop = self._stop()
        if not stop:
            return [State(DeviceState.IDLE), Done()]
        self.alarm("stopped", STOP_SECONDS, self._done)
        return stop

    def _done(self) -> Actions:
        self.quiet()
        return [State(DeviceState.IDLE), Done()]

    # --- what the strap says -------------------------------------------------------------------------------------------
    def _heard(self, channel: str, data: bytes) -> Actions:
        try:
            if channel == CONTROL:
                return self._answered(polar_pmd.decode_control_response(data))
            if channel == HEART_RATE:
                return self._beat(data)
            if channel == DATA and self._started:
                return self._frame(polar_pmd.decode_ecg_frame(data))
        except (Refused, Quarantine) as error:
            return [Refuse(channel, data, error.reason)]
        return []

    def _answered(self, response: polar_pmd.ControlResponse) -> Actions:
        if response.op is Op.STOP:
            return self._done() if self._stopping else self._start()
        if self._stopping:
            return []
        if response.op is Op.GET_SETTINGS:
            return self._start() if self._offered(response) else [Failed(Reason.NOT_SUPPORTED)]
        if response.status_code == ALREADY_RUNNING and not self._restarts:
            self._restarts += 1
            return [Write(CONTROL, polar_pmd.stop_ecg())]
        if response.status_code:
            self._started = False
            return [Failed(Reason.BUSY if response.status_code == ALREADY_RUNNING else Reason.DEVICE_ERROR)]
        self._expect(SILENCE_SECONDS)
        return [State(DeviceState.MEASURING)]

    def _offered(self, response: polar_pmd.ControlResponse) -> bool:
        """A strap that names its settings must name ours; one that gives none is tried all the same."""
        rates = polar_pmd.decode_settings(response.params).get(Setting.SAMPLE_RATE_HZ) if response.params else None
        return response.status_code == 0 and (rates is None or polar_pmd.ECG_HZ in rates)

    def _beat(self, data: bytes) -> Actions:
        """Kept as it came, once a second; its numbers go out with the next samples."""
        beat = heart_rate.decode_measurement(data)
        self._rate = beat.heart_rate or None
        self._intervals += beat.rr_intervals_1024 or ()
        told, self._contact = self._contact, beat.sensor_contact
        news = []
        if told is not beat.sensor_contact and beat.sensor_contact is not None and self._started:
            news = [State(DeviceState.MEASURING, None if beat.sensor_contact else Reason.LEAD_OFF)]
        return [Keep(HEART_RATE, data), *news]

    def _frame(self, frame: polar_pmd.EcgFrame) -> Actions:
        samples: tuple[int | None, ...] = frame.samples_uv
        if not samples:
            return []
        if self._contact is False:  # no skin, no signal
            samples = (None,) * len(samples)
        self._expect(SILENCE_SECONDS)
        first = self._samples.place(frame.timestamp_ns / 1e9, len(samples), self.now)
        intervals, self._intervals = self._intervals, ()
        return [Block(EcgBlock(self.device, LEAD, self._samples.hz, NANOVOLTS_PER_COUNT, first, samples, self._rate, intervals))]
