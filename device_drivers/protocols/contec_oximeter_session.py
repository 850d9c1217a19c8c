"""A session with a Contec CMS50D-BT: told to stream, it gives one value per finger, when that holds still."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import contec_oximeter
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.contec_oximeter import OximeterWave, Packet
from device_drivers.protocols.machine import (
    Actions,
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
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    read_if_offered,
)
from device_drivers.protocols.steady import Steady
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

SERVICE, TO_OXIMETER, FROM_OXIMETER = "FF12", "FF01", "FF02"
BATTERY = "2A19"
ANSWER_SECONDS = 3.0
TRIES = 3
IDLE_SECONDS = 30.0  # no finger for so long: the oximeter is left alone


class ContecOximeterSession(Session):
    """One connection. token: see manifest.Opening. The pulse wave, sixty times a second, is not journalled."""

    def __init__(self, device: str, driver: str, token: int) -> None:
        super().__init__(device, driver)
        self._token = token
        self._stream: TapedStream[Packet] = TapedStream(contec_oximeter.stream(), contec_oximeter.size_of)
        self._steady = Steady()
        self._tries = 0
        self._measuring = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if not {TO_OXIMETER, FROM_OXIMETER} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), *read_if_offered(channels, (BATTERY,)), Subscribe(FROM_OXIMETER)]
            case Subscribed():
                return self._start()
            case Notified(_, data):
                return [action for packet, raw in self._stream.feed(data) for action in self._heard(packet, raw)]
            case OperationFailed("FF01" | "FF02"):
                return [Failed(Reason.PROTOCOL)]
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Closing():
                return self._unread()
            case Disconnected():
                lost = self._measuring and not self._steady.resting
                return [*self._unread(), Failed(Reason.LOST) if lost else Done()]
        return []

    def _start(self) -> Actions:
        if self._tries == TRIES:
            return [Failed(Reason.TIMEOUT)]
        self._tries += 1
        self.alarm("answer", ANSWER_SECONDS, self._start)
        self.alarm("idle", IDLE_SECONDS, lambda: [Done()])
        return [Write(TO_OXIMETER, contec_oximeter.START, response=False)]

    def _unread(self) -> Actions:
        """Half a packet, or damage nothing came behind."""
        return [Refuse(FROM_OXIMETER, raw, found.reason) for found, raw in self._stream.reset() if isinstance(found, Refusal)]

    def _heard(self, packet: Packet | Refusal, raw: bytes) -> Actions:
        self._tries = 0
        self.alarm("answer", ANSWER_SECONDS, self._start)
        if isinstance(packet, Refusal):
            return [Refuse(FROM_OXIMETER, raw, packet.reason)]
        if isinstance(packet, OximeterWave):
            return []
        self._measuring = packet.holds
        if not packet.holds:
            self._steady.fed(self.now, None)
            return [State(DeviceState.CONNECTED)]
        self.alarm("idle", IDLE_SECONDS, lambda: [Done()])
        settled = self._steady.fed(self.now, (packet.spo2, packet.pulse_rate))
        if settled is None:
            return [*([] if self._steady.resting else [Keep(FROM_OXIMETER, raw)]), State(DeviceState.MEASURING)]
        return [Result(FROM_OXIMETER, raw, (self._reading(settled, raw),)), State(DeviceState.MEASURING)]

    def _reading(self, settled: tuple[int, int], raw: bytes) -> Reading:
        named = zip(("spo2", "pulse"), settled, ("%", "/min"), strict=True)
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.SPO2,
            values=tuple((name, Quantity(Decimal(value), unit)) for name, value, unit in named),
            device_time=None,
            clock_offset_s=None,
            sequence=self._token + self._steady.count,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=True,
            raw=raw,
        )
