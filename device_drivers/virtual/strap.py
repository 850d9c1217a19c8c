"""A virtual Polar H10: its inside without any radio, and the strap around it."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols import heart_rate, polar_pmd
from device_drivers.protocols.polar_pmd import ControlResponse, Op, Setting
from device_drivers.protocols.polar_session import CONTROL, DATA, SERVICE
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.heart import Heart
from device_drivers.virtual.peripheral import OPEN, READ_ONLY, P, VirtualPeripheral, sig
from device_drivers.virtual.radio import VirtualRadio

FRAME_SAMPLES = 73  # what fits into an ATT packet of 232 bytes
BATTERY_PULLED_NS = 599_616_000 * 1_000_000_000  # 2019-01-01 in nanoseconds since 2000
SUCCESS, NOT_SUPPORTED, ALREADY = 0, 3, 6
MICROVOLTS_PER_MILLIVOLT = 1000


class StrapInside:
    """What a strap does with what is written to it.

    log: every sample sent, in microvolts. true_hz: what its crystal really makes of 130 Hz. clock_ns: added to every stamp.
    """

    def __init__(self, rate: float = 68.0) -> None:
        self.true_hz = float(polar_pmd.ECG_HZ)
        self.clock_ns = BATTERY_PULLED_NS
        self.streaming = False
        self.contact: bool | None = None
        self.battery = 95
        self.log: list[int] = []
        self.stops = 0
        self.rate = rate
        self.has_ecg = True
        self._heart = Heart(rate)
        self._sent = 0

    def features(self) -> bytes:
        """What the control point says when it is read."""
        return polar_pmd.encode_features(*((polar_pmd.ECG,) if self.has_ecg else ()), 2)

    def answer(self, data: bytes) -> bytes | None:
        """The indication that follows a write to the control point."""
        try:
            write = polar_pmd.decode_control_write(data)
        except Refused:
            return None
        status, params = SUCCESS, b""
        match write.op:
            case Op.GET_SETTINGS:
                params = polar_pmd.encode_settings({Setting.SAMPLE_RATE_HZ: (130,), Setting.RESOLUTION_BITS: (14,)})
            case Op.START:
                status = ALREADY if self.streaming else SUCCESS
                self.streaming = True
            case Op.STOP:
                self.stops += 1
                self.streaming = False
        return polar_pmd.encode_control_response(ControlResponse(write.op, write.measurement_type, status, params=params))

    def frame(self, count: int = FRAME_SAMPLES, lost: int = 0) -> bytes:
        """The next notification; lost: samples that were measured before it but never sent."""
        self._sent += lost
        samples = [
            round(self._heart.millivolts(at / self.true_hz) * MICROVOLTS_PER_MILLIVOLT) for at in range(self._sent, self._sent + count)
        ]
        self._sent += count
        self.log += samples
        stamp = self.clock_ns + round((self._sent - 1) / self.true_hz * 1e9)
        return polar_pmd.encode_ecg_frame(polar_pmd.EcgFrame(stamp, 0, tuple(samples)))

    def beat(self) -> bytes:
        """The notification of the heart rate service."""
        interval = round(60 / self.rate * 1024)
        return heart_rate.encode_measurement(heart_rate.HeartRateMeasurement(round(self.rate), self.contact, None, (interval,)))


class VirtualStrap(VirtualPeripheral):
    """Around a chest. inside: what it measured and was told."""

    driver = "polar-pmd"

    def __init__(self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, model: str = "Polar H10") -> None:
        self.model = model
        self.inside = StrapInside()
        self.clock = clock
        self.taken: list[Taken] = []
        control: CharacteristicValue[bytes] = CharacteristicValue(read=self._features, write=self._write)
        self._control: Characteristic[bytes] = Characteristic(UUID(CONTROL), P.READ | P.WRITE | P.INDICATE, OPEN, control)
        self._data: Characteristic[bytes] = Characteristic(UUID(DATA), P.NOTIFY, OPEN, b"")
        self._beats: Characteristic[bytes] = Characteristic(sig(0x2A37), P.NOTIFY, OPEN, b"")
        battery: CharacteristicValue[bytes] = CharacteristicValue(read=self._read_battery)
        services = [
            Service(UUID(SERVICE), [self._control, self._data]),
            Service(sig(0x180D), [self._beats]),
            Service(sig(0x180F), [Characteristic(sig(0x2A19), P.READ, READ_ONLY, battery)]),
        ]
        super().__init__(radio, address, name, services, sig(0x180D))

    async def power_on(self) -> None:
        """The skin is wet: it beats and streams to whoever asks."""
        await super().power_on()
        self.spawn(self._pulse())

    async def take(self) -> Taken:
        """One minute's heart rate, as its owner would note it."""
        shown = (("heart_rate", Decimal(round(self.inside.rate)), "/min"),)
        taken = Taken(self.id, self.clock.world(), self.clock.now(), shown)
        self.taken.append(taken)
        return taken

    async def _features(self, _: Connection) -> bytes:
        await self.answering()
        return self.inside.features()

    async def _read_battery(self, _: Connection) -> bytes:
        return bytes((self.inside.battery,))

    async def _write(self, _: Connection, value: bytes) -> None:
        await self.answering()
        answer = self.inside.answer(bytes(value))
        if answer is not None:
            self.spawn(self._respond(answer))

    async def _respond(self, answer: bytes) -> None:
        await self.indicate(self._control, answer)

    async def _pulse(self) -> None:
        """ECG frames and a heart rate at the pace of the heart; both only to a host that wants them."""
        loop = asyncio.get_running_loop()
        beat_at = frame_at = loop.time()
        while True:
            await asyncio.sleep(0.05)
            now = loop.time()
            if not self.inside.streaming:
                frame_at = now
            while self.inside.streaming and now - frame_at >= FRAME_SAMPLES / self.inside.true_hz:
                frame_at += FRAME_SAMPLES / self.inside.true_hz
                await self.notify(self._data, self.inside.frame())
            if now - beat_at >= 1.0:
                beat_at = now
                await self.notify(self._beats, self.inside.beat())


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualStrap:
    """A strap that is worn."""
    strap = VirtualStrap(radio, f"C1:00:00:00:04:{number:02X}", f"Polar H10 {number:08X}", clock)
    await strap.power_on()
    return strap
