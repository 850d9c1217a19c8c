"""A session with a Lepu/Viatom ECG patch (ER1, ER2, DuoEK, VBeat): asks for its live samples until told to stop.

Only the live data are asked for; the recordings on the patch are neither read nor touched.
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import (
    LIVE_HZ,
    NANOVOLTS_PER_COUNT,
    Command,
    LepuFrame,
    LiveData,
    RunStatus,
    decode_live,
    encode_frame,
    encode_request,
    stream,
)
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Block,
    Cancel,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Notified,
    Refuse,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, EcgBlock

SERVICE = "14839ac4-7d7e-415c-9a42-167340cf2339"
TO_PATCH = "8b00ace7-eb0b-49b0-bbe9-9aee0a26e1a3"
FROM_PATCH = "0734594a-a8e7-4b1a-a6b1-cd5243059a57"
LEAD = "ECG"  # one channel whose electrodes the patch does not name: no limb lead

POLL_SECONDS = 0.25
SILENCE_SECONDS = 5.0
GAP_SECONDS = 1.0  # the patch keeps a short backlog; more than this missing between two answers is lost
ALIVE_RATES = range(1, 300)  # 0 and FFFF: the patch has no rate yet


class LepuErSession(Session):
    """One stream. first_sample: running index of its first sample."""

    def __init__(self, device: str, driver: str, first_sample: int) -> None:
        super().__init__(device, driver)
        self._next = first_sample
        self._requests = 0
        self._answered_at: float | None = None
        self._told: tuple[int, bool] | None = None  # battery and lead-off as last told
        self._over = False
        self._stream: TapedStream[LepuFrame] = TapedStream(stream(), lambda frame: len(encode_frame(frame)))

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels):
                if not {TO_PATCH, FROM_PATCH} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), Subscribe(FROM_PATCH)]
            case Subscribed():
                self._expect_answer()
                return self._poll()
            case Notified(_, data):
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case Cancel():
                self._over = True
                self.quiet()
                return [State(DeviceState.IDLE), Done()]
            case Disconnected():
                self.quiet()
                return [Done()] if self._over else [Failed(Reason.LOST)]
        return []

    def _poll(self) -> Actions:
        self.alarm("poll", POLL_SECONDS, self._poll)
        request = encode_request(Command.GET_REALTIME_DATA, self._requests & 0xFF)
        self._requests += 1
        return [Write(TO_PATCH, request, response=False)]

    def _expect_answer(self) -> None:
        self.alarm("silence", SILENCE_SECONDS, lambda: [Failed(Reason.TIMEOUT)])

    def _heard(self, frame: LepuFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            return [Refuse(FROM_PATCH, raw, frame.reason)]
        if frame.command != Command.GET_REALTIME_DATA or frame.error is not None or not frame.from_device:
            return []
        try:
            live = decode_live(frame)
        except Refused as error:
            return [Refuse(FROM_PATCH, raw, error.reason)]
        self._expect_answer()
        return [*self._news(live), *self._block(live)]

    def _news(self, live: LiveData) -> Actions:
        now = (min(live.battery_percent, 100), live.run_status == RunStatus.LEAD_OFF)
        if now == self._told:
            return []
        self._told = now
        return [State(DeviceState.MEASURING, Reason.LEAD_OFF if now[1] else None, battery=now[0])]

    def _block(self, live: LiveData) -> list[Action]:
        samples = self._samples(live)
        self._answered_at = self.now
        if not samples:
            return []
        first, self._next = self._next, self._next + len(samples)
        rate = live.heart_rate if live.heart_rate in ALIVE_RATES else None
        return [Block(EcgBlock(self.device, LEAD, LIVE_HZ, NANOVOLTS_PER_COUNT, first, samples, rate))]

    def _samples(self, live: LiveData) -> tuple[int | None, ...]:
        """Lead off is a gap, never a flat line; time that passed without samples moves the index on."""
        elapsed = 0 if self._answered_at is None else round((self.now - self._answered_at) * LIVE_HZ)
        if live.run_status == RunStatus.LEAD_OFF:
            return (None,) * (len(live.samples) or elapsed)
        if elapsed - len(live.samples) > GAP_SECONDS * LIVE_HZ:
            self._next += elapsed - len(live.samples)
        return live.samples
