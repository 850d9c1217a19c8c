"""A virtual Movesense sensor: its inside without any radio, and the sensor around it."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols import movesense
from device_drivers.protocols.movesense import Command, EcgData, HeartRate, Kind, Message
from device_drivers.protocols.movesense_session import FROM_SENSOR, HZ, SERVICE, TO_SENSOR
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.heart import Heart
from device_drivers.virtual.peripheral import OPEN, READ_ONLY, P, VirtualPeripheral, sig
from device_drivers.virtual.radio import VirtualRadio

NANOVOLTS_PER_MILLIVOLT = 1_000_000
NOT_FOUND = 404


class MovesenseInside:
    """log: every sample sent. subscribed: path by reference. part: ECG messages leave in two notifications."""

    def __init__(self, rate: float = 70.0) -> None:
        self.log: list[int] = []
        self.subscribed: dict[int, str] = {}
        self.rate = rate
        self.parts = False
        self.has_ecg = True
        self._heart = Heart(rate)
        self._sent = 0

    def answer(self, data: bytes) -> bytes | None:
        """The response to a command."""
        try:
            command, reference, path = movesense.decode_command(data)
        except Refused:
            return None
        if command is Command.HELLO:
            return movesense.encode_message(Message(Kind.RESPONSE, reference, b"\x01Movesense\x00"))
        status = movesense.OK
        if command is Command.SUBSCRIBE:
            known = path == "/Meas/HR" or (path == f"/Meas/ECG/{HZ}" and self.has_ecg)
            status = movesense.OK if known else NOT_FOUND
            if known:
                self.subscribed[reference] = path
        else:
            self.subscribed.pop(reference, None)
        return movesense.encode_message(Message(Kind.RESPONSE, reference, status.to_bytes(2, "little")))

    def reference(self, start: str) -> int | None:
        """Under which reference a host asked for a path that begins so."""
        return next((reference for reference, path in self.subscribed.items() if path.startswith(start)), None)

    def ecg(self, lost: int = 0) -> list[bytes]:
        """The next ECG message; lost: samples measured before it and never sent."""
        reference = self.reference("/Meas/ECG")
        if reference is None:
            return []
        self._sent += lost
        step = movesense.NANOVOLTS_PER_COUNT
        numbers = range(self._sent, self._sent + movesense.SAMPLES)
        samples = tuple(round(self._heart.millivolts(at / HZ) * NANOVOLTS_PER_MILLIVOLT / step) for at in numbers)
        payload = movesense.encode_ecg(EcgData(round(self._sent * 1000 / HZ), samples))
        self._sent += movesense.SAMPLES
        self.log += samples
        if not self.parts:
            return [movesense.encode_message(Message(Kind.DATA, reference, payload))]
        first, second = Message(Kind.DATA, reference, payload[:18]), Message(Kind.DATA_PART_2, reference, payload[18:])
        return [movesense.encode_message(first), movesense.encode_message(second)]

    def beat(self) -> bytes | None:
        """The next heart rate message."""
        reference = self.reference("/Meas/HR")
        if reference is None:
            return None
        payload = movesense.encode_heart_rate(HeartRate(self.rate, (round(60_000 / self.rate),)))
        return movesense.encode_message(Message(Kind.DATA, reference, payload))


class VirtualMovesense(VirtualPeripheral):
    """On a chest strap. inside: what it measured and was asked."""

    driver = "movesense"

    def __init__(self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, model: str = "Movesense MD") -> None:
        self.model = model
        self.clock = clock
        self.inside = MovesenseInside()
        self.taken: list[Taken] = []
        write: CharacteristicValue[bytes] = CharacteristicValue(write=self._write)
        self._notify: Characteristic[bytes] = Characteristic(UUID(FROM_SENSOR), P.NOTIFY, OPEN, b"")
        commands: Characteristic[bytes] = Characteristic(UUID(TO_SENSOR), P.WRITE | P.WRITE_WITHOUT_RESPONSE, OPEN, write)
        battery = Service(sig(0x180F), [Characteristic(sig(0x2A19), P.READ, READ_ONLY, bytes((77,)))])
        super().__init__(radio, address, name, [Service(UUID(SERVICE), [commands, self._notify]), battery], UUID(SERVICE))

    async def power_on(self) -> None:
        """Begins to measure."""
        await super().power_on()
        self.spawn(self._pulse())

    async def take(self) -> Taken:
        """A heart rate, as its owner would note it."""
        taken = Taken(self.id, self.clock.world(), self.clock.now(), (("heart_rate", Decimal(round(self.inside.rate)), "/min"),))
        self.taken.append(taken)
        return taken

    def disconnected(self) -> None:
        """Subscriptions end with the link."""
        self.inside.subscribed.clear()

    async def _write(self, _: Connection, value: bytes) -> None:
        await self.answering()
        answer = self.inside.answer(bytes(value))
        if answer is not None:
            self.spawn(self.notify(self._notify, answer))

    async def _pulse(self) -> None:
        loop = asyncio.get_running_loop()
        ecg_at = beat_at = loop.time()
        while True:
            await asyncio.sleep(0.03)
            now = loop.time()
            while now - ecg_at >= movesense.SAMPLES / HZ:
                ecg_at += movesense.SAMPLES / HZ
                for message in self.inside.ecg():
                    await self.notify(self._notify, message)
            if now - beat_at >= 1 and (beat := self.inside.beat()):
                beat_at = now
                await self.notify(self._notify, beat)


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualMovesense:
    """A sensor that is worn."""
    sensor = VirtualMovesense(radio, f"C1:00:00:00:06:{number:02X}", f"Movesense {number:012}", clock)
    await sensor.power_on()
    return sensor
