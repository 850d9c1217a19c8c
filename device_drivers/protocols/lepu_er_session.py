"""A session with a Lepu/Viatom ECG patch: asks for its live samples until told to stop.

Only the live data are asked for; the recordings on the patch are neither read nor touched.
"""

from __future__ import annotations

from dataclasses import replace

from device_drivers.errors import Reason
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import LepuFrame, encode_frame, encode_request, stream
from device_drivers.protocols.lepu_live import LEAD, SINGLE, Layout, Live
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

POLL_SECONDS = 0.25
SILENCE_SECONDS = 5.0
GAP_SECONDS = 1.0  # the patch keeps a short backlog; more than this missing between two answers is lost
RESTART_SECONDS = 10.0  # a sample number so far behind is no repetition

__all__ = ["FROM_PATCH", "LEAD", "SERVICE", "TO_PATCH", "LepuErSession", "frames"]


def frames() -> TapedStream[LepuFrame]:
    """The frames of a notify channel, each with the bytes it came in."""
    return TapedStream(stream(), lambda frame: len(encode_frame(frame)))


class LepuErSession(Session):
    """One stream. first_sample: running index of its first sample. layout: what the model answers."""

    def __init__(self, device: str, driver: str, first_sample: int, layout: Layout = SINGLE) -> None:
        super().__init__(device, driver)
        self._layout = layout
        self._next = first_sample
        self._base: int | None = None  # running index of the patch's sample 0, where it numbers them
        self._requests = 0
        self._began = 0.0
        self._answered_at: float | None = None
        self._told: tuple[int, bool] | None = None  # battery and lead-off as last told
        self._over = False
        self._stream = frames()

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels):
                if not {TO_PATCH, FROM_PATCH} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), Subscribe(FROM_PATCH)]
            case Subscribed():
                self._began = self.now
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
        request = encode_request(self._layout.command, self._requests & 0xFF, self._wanted())
        self._requests += 1
        return [Write(TO_PATCH, request, response=False)]

    def _wanted(self) -> bytes | None:
        """The number of the first sample not here yet; 0 before the first answer."""
        if not self._layout.numbered:
            return None
        return (0 if self._base is None else max(self._next - self._base, 0)).to_bytes(4, "little")

    def _expect_answer(self) -> None:
        self.alarm("silence", SILENCE_SECONDS, lambda: [Failed(Reason.TIMEOUT)])

    def _heard(self, frame: LepuFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            return [Refuse(FROM_PATCH, raw, frame.reason)]
        if frame.command != self._layout.command or frame.error is not None or not frame.from_device:
            return []
        try:
            live = self._filled(self._layout.decode(frame))
        except Refused as error:
            return [Refuse(FROM_PATCH, raw, error.reason)]
        self._expect_answer()
        return [*self._news(live), *self._blocks(live)]

    def _filled(self, live: Live) -> Live:
        """Electrodes off: a patch that sends no samples meanwhile leaves a gap of its length, never a flat line."""
        if not live.off or live.length or live.first is not None:
            return live
        gap = (None,) * self._elapsed(live)
        return replace(live, leads=tuple((lead, gap) for lead, _ in live.leads))

    def _news(self, live: Live) -> Actions:
        now = (live.battery, bool(live.off))
        if now == self._told:
            return []
        self._told = now
        return [State(DeviceState.MEASURING, Reason.LEAD_OFF if now[1] else None, battery=now[0])]

    def _blocks(self, live: Live) -> list[Action]:
        known = self._place(live)
        self._answered_at = self.now
        if live.length <= known:
            return []
        first, self._next = self._next, self._next + live.length - known
        parts = [(lead, samples[known:]) for lead, samples in live.leads]
        rate, step = live.heart_rate, self._layout.nv_per_lsb
        return [Block(EcgBlock(self.device, lead, live.hz, step, first, samples, rate)) for lead, samples in parts]

    def _place(self, live: Live) -> int:
        """Moves the running index to where these samples begin; gives how many of them are here already."""
        if live.first is not None:
            return self._place_by_number(live, live.first)
        missing = self._elapsed(live) - live.length
        if missing > GAP_SECONDS * live.hz:
            self._next += missing
        return 0

    def _place_by_number(self, live: Live, number: int) -> int:
        if self._base is None:
            # its last sample is of this moment: what the patch kept from before the connection is left out
            since = round((self.now - self._began) * live.hz)
            self._base = self._next + since - (number + live.length)
        known = self._next - (self._base + number)
        if known - live.length > RESTART_SECONDS * live.hz:  # the patch counts from 0 again: a new measurement
            self._next += max(self._elapsed(live) - live.length, 0)
            self._base, known = self._next - number, 0
        if known < 0:
            self._next -= known
        return max(known, 0)

    def _elapsed(self, live: Live) -> int:
        """Samples that the time since the last answer holds."""
        return 0 if self._answered_at is None else round((self.now - self._answered_at) * live.hz)
