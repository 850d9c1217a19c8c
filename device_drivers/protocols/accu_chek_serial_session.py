"""A session with an Accu-Chek behind an infrared or serial cable: byte by byte, each echoed; clock, number, results.

What the flags of a result mean is not public, control solution among it: a result whose flags are not 00 is quarantined.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from device_drivers.errors import Reason
from device_drivers.protocols import accu_chek_serial as accu_chek
from device_drivers.protocols.accu_chek_serial import ACK, CR, NAK, AccuChekPacket
from device_drivers.protocols.machine import Actions, Failed, Keep, Refuse, Result
from device_drivers.protocols.meter_session import MeterSession, within
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream

LOW, HIGH = 10, 600  # mg/dL
PER_REQUEST = 20
TRIES = 3


class AccuChekSerialSession(MeterSession[AccuChekPacket | int]):
    """One cable. A command goes out one byte at a time, the next one when the echo of the last has come."""

    numbered = True  # a late answer to another question begins without an echo of this one

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._unsaid = b""  # of the running command
        self._echo: int | None = None
        self._packets: list[AccuChekPacket] = []
        self._whole = False  # the last packet has come, the meter's own ACK is missing
        self._hears: Callable[[list[AccuChekPacket]], Actions] = self._greeted
        self._command = b""
        self._left = 0
        self._first = self._count = 0
        self._date = b""
        self._given: bytes = b""  # a packet of ours, to be sent when the command was accepted

    def new_stream(self) -> TapedStream[AccuChekPacket | int]:
        """The decoder of what the meter sends."""
        return TapedStream(accu_chek.stream(), lambda found: 1 if isinstance(found, int) else len(found.raw))

    def greeting(self) -> bytes:
        """Reads and clears the status."""
        self._begin(accu_chek.STATUS, self._greeted)
        self._left = TRIES
        return self._unsaid[:1]

    def farewell(self) -> Actions:
        """Switches the meter off: its PC mode does not end by itself."""
        return self.say(accu_chek.OFF)

    # --- one command ---------------------------------------------------------------------------------------------------
    def _begin(self, command: bytes, hears: Callable[[list[AccuChekPacket]], Actions], given: bytes = b"") -> None:
        self._command, self._hears, self._given = command, hears, given
        self._unsaid = command + bytes((CR,))
        self._packets, self._whole = [], False
        self._echo = self._unsaid[0]

    def _put(self, command: bytes, hears: Callable[[list[AccuChekPacket]], Actions], given: bytes = b"", tries: int = TRIES) -> Actions:
        self._begin(command, hears, given)
        self._left = tries
        return self._say_byte()

    def _say_byte(self) -> Actions:
        following = (self._unsaid[:1],) if self._unsaid else ()  # behind an echo of CR only the verdict is waited for
        return self.ask(*following, tries=1, silent=self._say_all_again)

    def _say_all_again(self) -> Actions:
        """Silence in the middle: CR makes the meter forget what it has heard of the command."""
        self._left -= 1
        if self._left <= 0:
            return [Failed(Reason.TIMEOUT)]
        return [*self.say(bytes((CR,))), *self._put(self._command, self._hears, self._given, self._left)]

    def framed_in(self, frame: AccuChekPacket | int, raw: bytes) -> Actions:
        """An echo, a verdict, or a packet."""
        if not self.asking:
            return []
        if isinstance(frame, AccuChekPacket):
            return self._packet(frame)
        if self._unsaid:
            return self._echoed(frame)
        return self._verdict(frame)

    def _echoed(self, byte: int) -> Actions:
        if self._unsaid == bytes((CR,)) and byte in (ACK, NAK):  # instead of an echo of CR
            self._unsaid = b""
            return self._accepted() if byte == ACK else self._say_all_again()
        if byte != self._unsaid[0]:
            return []  # what was in the line before
        self._unsaid = self._unsaid[1:]
        return self._say_byte()

    def _accepted(self) -> Actions:
        if self._given:
            return self.ask(self._given, tries=1, silent=self._say_all_again)
        return self.ask(silent=self._say_all_again, tries=1)

    def _verdict(self, byte: int) -> Actions:
        if byte == ACK and self._given:  # the meter has our packet; its verdict on what was in it follows ours
            self._given, self._whole = b"", True
            return self.ask(bytes((ACK,)), tries=1, silent=self._say_all_again)
        if byte == ACK and self._whole:
            packets, self._packets = self._packets, []
            self._whole = False
            return self._hears(packets)
        return self._say_all_again() if byte == NAK else []

    def _packet(self, packet: AccuChekPacket) -> Actions:
        self._packets.append(packet)
        self._whole = packet.last
        return [Keep(self.channel, packet.raw), *self.ask(bytes((ACK,)), tries=1, silent=self._say_all_again)]

    # --- the conversation ----------------------------------------------------------------------------------------------
    def _greeted(self, _: list[AccuChekPacket]) -> Actions:
        return self.welcome(lambda: self._put(accu_chek.DATE, self._told_date))

    def _told_date(self, packets: list[AccuChekPacket]) -> Actions:
        self._date = packets[0].data
        return self._put(accu_chek.TIME, self._told_time)

    def _told_time(self, packets: list[AccuChekPacket]) -> Actions:
        clock = accu_chek.decode_clock(self._date, packets[0].data).local()
        return [*self.compare_clock(clock), *self._put(accu_chek.COUNT, self._counted)]

    def _counted(self, packets: list[AccuChekPacket]) -> Actions:
        self._count, self._first = accu_chek.decode_count(packets[0].data), 1
        return self._next()

    def _next(self) -> Actions:
        if self._first > self._count:
            return self._set_clock()
        last = min(self._first + PER_REQUEST - 1, self._count)
        return self._put(accu_chek.records(self._first, last), self._recorded)

    def _recorded(self, packets: list[AccuChekPacket]) -> Actions:
        self._first += max(1, len(packets))
        return [*(action for packet in packets for action in self._taken(packet)), *self._next()]

    def _taken(self, packet: AccuChekPacket) -> Actions:
        try:
            result = accu_chek.decode_result(packet.data)
        except (Refused, Quarantine) as error:
            return [Refuse(self.channel, packet.raw, error.reason)]
        if result.flags:
            return [Refuse(self.channel, packet.raw, "reserved")]
        return [Result(self.channel, packet.raw, (self.reading(within(result.value, LOW, HIGH), result.taken, packet.raw),))]

    def _set_clock(self) -> Actions:
        if not self.clock_is_off:
            return self.drained()
        now = self.wall() + timedelta(seconds=1)
        return self._put(accu_chek.set_date(now)[0], self._date_set, accu_chek.set_date(now)[1])

    def _date_set(self, _: list[AccuChekPacket]) -> Actions:
        now = self.wall() + timedelta(seconds=1)
        return self._put(accu_chek.set_time(now)[0], lambda _: self.drained(), accu_chek.set_time(now)[1])
