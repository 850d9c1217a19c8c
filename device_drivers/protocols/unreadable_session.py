"""A session with a device whose results cannot be read with certainty: everything it says is kept, nothing becomes a value."""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols.machine import (
    HID,
    SERIAL,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Event,
    Failed,
    Notified,
    Refuse,
    Session,
    State,
    Write,
)
from device_drivers.readings import DeviceState

SILENCE_SECONDS = 0.5  # what comes without such a pause is one message
MOST = 4096  # bytes of a message


class UnreadableSession(Session):
    """One connection. question: what makes the device talk, b"" = it talks by itself. channel: HID or SERIAL."""

    def __init__(self, device: str, driver: str, channel: str, question: bytes = b"") -> None:
        super().__init__(device, driver)
        self._channel = channel
        self._question = question
        self._heard = b""

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                asked: Actions = [Write(self._channel, self._question, response=False)] if self._question else []
                return [State(DeviceState.CONNECTED), *asked, State(DeviceState.DRAINED)]
            case BytesIn(data) if self._channel == SERIAL:
                return self._gather(data)
            case Notified(channel, data) if channel == HID == self._channel:
                return self._gather(data)
            case Disconnected():
                self.quiet()
                return [*self._message(), Failed(Reason.LOST)]
        return []

    def _gather(self, data: bytes) -> Actions:
        self._heard += data
        self.alarm("silence", SILENCE_SECONDS, self._message)
        return self._message() if len(self._heard) >= MOST else []

    def _message(self) -> Actions:
        self.quiet()
        heard, self._heard = self._heard, b""
        if not heard:
            return []
        return [Refuse(self._channel, heard, Reason.NOT_READABLE), State(DeviceState.DRAINED, Reason.NOT_READABLE)]
