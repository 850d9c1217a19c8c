"""A virtual blood pressure cuff (service 1810) that keeps a record until the host has confirmed it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal

from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols.blood_pressure import (
    BloodPressureMeasurement,
    CuffPressure,
    Extras,
    PressureUnit,
    encode_cuff_pressure,
    encode_measurement,
)
from device_drivers.protocols.date_time import DeviceTime, decode_date_time, encode_date_time
from device_drivers.protocols.ieee11073 import Number, Special
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.peripheral import BONDED, OPEN, READ_ONLY, P, VirtualPeripheral, little, sig
from device_drivers.virtual.radio import VirtualRadio

LINGER_SECONDS = 1.6  # for the host to set the clock after the last record
HANG_UP_SECONDS = 0.05  # the acknowledgement of the clock leaves first
LIVE_STEPS = 8


class VirtualCuff(VirtualPeripheral):
    """Like the A&D UA-651BLE: advertises while it holds unsent records, indicates them, hangs up by itself.

    With `seconds` a press also shows the pressure while it is measured (2A36), as hospital cuffs do. log: everything
    measured. records: the 2A35 frames not yet confirmed, oldest first.
    """

    def __init__(self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, *, bonded: bool = True) -> None:
        self.clock = clock
        self.log: list[Taken] = []
        self.records: list[bytes] = []
        self.battery = 100
        self.clock_writes: list[bytes] = []
        self._awake = False  # switched on by hand with nothing to send
        self._stirred = asyncio.Event()
        self._busy = False
        access = BONDED if bonded else OPEN
        self._measurement: Characteristic[bytes] = Characteristic(sig(0x2A35), P.INDICATE, access, b"")
        self._live: Characteristic[bytes] = Characteristic(sig(0x2A36), P.NOTIFY, OPEN, b"")
        super().__init__(radio, address, name, self._services(access), sig(0x1810))
        self._measurement.on(self._measurement.EVENT_SUBSCRIPTION, self._on_subscription)

    def _services(self, access: Characteristic.Permissions) -> list[Service]:
        feature = Characteristic(sig(0x2A49), P.READ, READ_ONLY, little(0x0005))
        date_time: CharacteristicValue[bytes] = CharacteristicValue(read=self._read_clock, write=self._write_clock)
        battery: CharacteristicValue[bytes] = CharacteristicValue(read=self._read_battery)
        return [
            Service(
                sig(0x1810), [self._measurement, self._live, feature, Characteristic(sig(0x2A08), P.READ | P.WRITE, access, date_time)]
            ),
            Service(sig(0x180F), [Characteristic(sig(0x2A19), P.READ, READ_ONLY, battery)]),
            Service(sig(0x180A), [Characteristic(sig(0x2A24), P.READ, READ_ONLY, b"UA-651BLE")]),
        ]

    # --- what a person does --------------------------------------------------------------------------------------------
    async def press(
        self,
        systolic: Number,
        diastolic: Number,
        pulse: Number | None,
        *,
        status: int = 0,
        user: int | None = None,
        with_time: bool = True,
        seconds: float = 0.0,
    ) -> None:
        """START: measures, shows the pressure for so many seconds, stores the record, tells the host."""
        self._busy = True
        try:
            if seconds:
                await self._inflate(systolic, seconds)
                await self._past_the_minute()
            self._store(self.clock.now() if with_time else None, (systolic, diastolic, pulse), status, user)
        finally:
            self._busy = False
        self._stirred.set()
        await self.refresh_advertising()

    def preload(self, taken: datetime, systolic: int, diastolic: int, pulse: int) -> None:
        """A record from earlier, not sent yet. taken: on the device's own clock."""
        self._store(taken, (Decimal(systolic), Decimal(diastolic), Decimal(pulse)), 0, None, note="stored earlier")

    async def wake(self) -> None:
        """Switched on by hand: advertises once although there is nothing to send."""
        self._awake = True
        await self.refresh_advertising()

    async def load_garbage(self, frame: bytes) -> None:
        """A record that is no measurement: what a broken cuff sends."""
        self.records.append(frame)
        await self.refresh_advertising()

    def _store(
        self, taken: datetime | None, values: tuple[Number, Number, Number | None], status: int, user: int | None, note: str = ""
    ) -> None:
        systolic, diastolic, pulse = values
        mean = _mean(systolic, diastolic)
        extras = Extras(DeviceTime.of(taken) if taken else None, pulse, user, status)
        self.records.append(encode_measurement(BloodPressureMeasurement(PressureUnit.MMHG, systolic, diastolic, mean, extras)))
        named = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("mean", mean, "mmHg"), ("pulse", pulse, "/min"))
        shown = tuple((name, value, unit) for name, value, unit in named if isinstance(value, Decimal))
        self.log.append(Taken(self.id, self.clock.world(), taken or self.clock.now(), shown, note=note))

    async def _inflate(self, systolic: Number, seconds: float) -> None:
        self._awake = True
        await self.refresh_advertising()
        top = Decimal(180) if not isinstance(systolic, Decimal) else systolic + 30
        for step in range(LIVE_STEPS):
            pressure = (top * (LIVE_STEPS - step) / LIVE_STEPS).to_integral_value()
            await self.notify(self._live, encode_cuff_pressure(CuffPressure(PressureUnit.MMHG, pressure)))
            await asyncio.sleep(seconds / LIVE_STEPS)

    async def _past_the_minute(self) -> None:
        """It measures faster than any arm can be measured; stamped at second 0 it would pass for a cuff that keeps minutes only."""
        for _ in range(8):
            if self.clock.now().second:
                return
            await asyncio.sleep(0.25)

    # --- what the host sees --------------------------------------------------------------------------------------------
    def wants_attention(self) -> bool:
        """While there is something unsent."""
        return bool(self.records) or self._awake

    async def _read_clock(self, _: Connection) -> bytes:
        await self.answering()
        return encode_date_time(DeviceTime.of(self.clock.now()))

    async def _write_clock(self, _: Connection, value: bytes) -> None:
        await self.answering()
        self.clock_writes.append(bytes(value))
        local = decode_date_time(bytes(value)).local()
        if local is not None:
            self.clock.set(local)
        self._stirred.set()

    async def _read_battery(self, _: Connection) -> bytes:
        await self.answering()
        return bytes((self.battery,))

    def _on_subscription(self, _: Connection, __: bool, indicate: bool) -> None:
        if indicate:
            self.spawn(self._serve())

    async def _serve(self) -> None:
        """Sends what is unsent, lingers for the clock or another press, then hangs up."""
        self._awake = False
        while self.connection is not None:
            self._stirred.clear()
            while self.records:
                if not await self.indicate(self._measurement, self.records[0]):
                    return  # not confirmed: the record stays
                self.records.pop(0)
            if not await self._stirring() and not self._busy:
                break
        await asyncio.sleep(HANG_UP_SECONDS)
        await self.hang_up()

    async def _stirring(self) -> bool:
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                await self._stirred.wait()
        except TimeoutError:
            return False
        return bool(self.records) or not self.clock_writes


def _mean(systolic: Number, diastolic: Number) -> Number:
    """One third of the way up, whole mmHg, as most cuffs reckon it; of NaN it is NaN."""
    if isinstance(systolic, Decimal) and isinstance(diastolic, Decimal):
        return ((systolic + 2 * diastolic) / 3).to_integral_value()
    return Special.NAN
