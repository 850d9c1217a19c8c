"""What connections that carry whole messages have in common: HL7 over MLLP and POCT1-A."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from device_drivers.errors import Reason
from device_drivers.protocols.byte_stream import ByteStream, Refusal
from device_drivers.protocols.machine import Actions, BytesIn, Closing, Connected, Disconnected, Done, Event, Failed, Session, State
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState

SILENCE_SECONDS = 30.0  # half a message for so long: the rest will not come
FrameT = TypeVar("FrameT")


class MessageSession(Session, Generic[FrameT]):
    """One connection. calls: the other side opens and ends it, so that its end is no failure."""

    def __init__(self, device: str, driver: str, stream: ByteStream[FrameT], taped: TapedStream[FrameT], *, calls: bool) -> None:
        super().__init__(device, driver)
        self._bytes, self._stream, self._calls = stream, taped, calls

    @abstractmethod
    def heard(self, frame: FrameT | Refusal, raw: bytes) -> Actions:
        """What to do about a message, or about bytes that are none."""

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(_, wall):
                self.told_wall(wall)
                return [State(DeviceState.CONNECTED)]
            case BytesIn(data):
                return self._fed(data)
            case Closing():
                self.quiet()
            case Disconnected():
                self.quiet()
                return [*self._rest(), Done() if self._calls else Failed(Reason.LOST)]
        return []

    def _fed(self, data: bytes) -> Actions:
        actions = [action for frame, raw in self._stream.feed(data) for action in self.heard(frame, raw)]
        self.quiet("rest")
        if self._bytes.pending:
            self.alarm("rest", SILENCE_SECONDS, self._rest)
        return actions

    def _rest(self) -> Actions:
        """Half a message whose end will not come; what was whole behind its false start is still read."""
        return [action for frame, raw in self._stream.reset() for action in self.heard(frame, raw)]
