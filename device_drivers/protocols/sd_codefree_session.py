"""A session with an SD CodeFree: it knocks when it is switched on with the cable in; then record after record, newest first.

A fetch takes the next record off the transfer, also where its answer was lost: so the records that came are counted against
the number the meter gave. Its memory keeps them all; the next transfer begins anew.
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import sd_codefree as codefree
from device_drivers.protocols.machine import Actions, Failed, Keep, Result
from device_drivers.protocols.meter_session import MeterSession, within
from device_drivers.protocols.sd_codefree import CodeFreeFrame
from device_drivers.protocols.taped_stream import TapedStream

LOW, HIGH = 10, 600  # mg/dL


class CodeFreeSession(MeterSession[CodeFreeFrame]):
    """One cable with one meter. Its clock can only be set instead of a transfer, and never read: it is left alone."""

    knocks = False

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._count = self._came = 0

    def new_stream(self) -> TapedStream[CodeFreeFrame]:
        """The decoder of what the meter sends."""
        return TapedStream(codefree.stream(), lambda frame: len(frame.message) + 5)

    def greeting(self) -> bytes:
        """The answer to its knock."""
        return _to_meter(codefree.RESPONSE)

    def framed_in(self, frame: CodeFreeFrame, raw: bytes) -> Actions:
        """One frame, by what it says."""
        if frame.message == codefree.CHALLENGE:
            self.taken_out = False
            return [Keep(self.channel, raw), *self.ask(self.greeting(), silent=self.nobody)]
        if not self.asking:
            return [Keep(self.channel, raw)]
        if frame.message == codefree.BYE:
            return [Keep(self.channel, raw), *self._all_fetched()]
        if frame.message[:1] == b"\x30":
            return self._counted(frame.message, raw)
        return self._recorded(frame.message, raw)

    def unanswerable(self) -> Actions:
        """A record nobody understands has been fetched all the same."""
        return self._fetch()

    def _counted(self, message: bytes, raw: bytes) -> Actions:
        self._count, self._came = codefree.decode_count(message), 0
        return self.welcome(lambda: [Keep(self.channel, raw), *self._fetch()])

    def _fetch(self) -> Actions:
        return self.ask(_to_meter(codefree.FETCH))

    def _recorded(self, message: bytes, raw: bytes) -> Actions:
        record = codefree.decode_record(message)
        self._came += 1
        reading = self.reading(within(record.value, LOW, HIGH), record.taken, raw, meal=record.meal)
        return [Result(self.channel, raw, (reading,)), *self._fetch()]

    def _all_fetched(self) -> Actions:
        if self._came < self._count:
            self.answered()
            return [Failed(Reason.GAP)]
        return self.drained()


def _to_meter(message: bytes) -> bytes:
    return codefree.encode_frame(CodeFreeFrame(message, from_meter=False))
