"""A virtual glucose meter (service 1808) with a record access control point as real meters have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bumble.att import ATT_Error
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols import racp
from device_drivers.protocols.date_time import (
    CurrentTime,
    DeviceTime,
    decode_current_time,
    encode_current_time,
)
from device_drivers.protocols.glucose import (
    Concentration,
    ConcentrationUnit,
    GlucoseContext,
    GlucoseMeasurement,
    encode_context,
    encode_measurement,
)
from device_drivers.protocols.ieee11073 import Number
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.peripheral import BONDED, OPEN, READ_ONLY, P, VirtualPeripheral, little, sig
from device_drivers.virtual.radio import VirtualRadio

PROCEDURE_IN_PROGRESS, CCCD_IMPROPERLY_CONFIGURED = 0xFE, 0xFD
CAPILLARY_WHOLE_BLOOD, FINGER = 1, 1
_EXPONENTS = {ConcentrationUnit.MOL_PER_L: -3, ConcentrationUnit.KG_PER_L: -5}
_SHOWN = {ConcentrationUnit.MOL_PER_L: "mmol/L", ConcentrationUnit.KG_PER_L: "mg/dL"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One record of the memory: 2A18 bytes, and 2A34 bytes where a context was entered."""

    measurement: bytes
    context: bytes | None


class VirtualMeter(VirtualPeripheral):
    """Keeps every record; deletes when asked, as several real meters do, so that a test can see nobody asks.

    log: everything measured. memory: records by sequence number. requests: what hosts wrote to the control point.
    """

    def __init__(self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, *, bonded: bool = True) -> None:
        self.clock = clock
        self.log: list[Taken] = []
        self.memory: dict[int, Stored] = {}
        self.requests: list[bytes] = []
        self.battery = 90
        self.next_sequence = 1
        self.knows_since = True
        self.die_after: int | None = None  # power fails when so many records were sent
        self.busy_refusals = 0  # so many requests are answered with "in progress"
        self._unsent = False
        self._running = False
        access = BONDED if bonded else OPEN
        self._measurement: Characteristic[bytes] = Characteristic(sig(0x2A18), P.NOTIFY, access, b"")
        self._context: Characteristic[bytes] = Characteristic(sig(0x2A34), P.NOTIFY, access, b"")
        control: CharacteristicValue[bytes] = CharacteristicValue(write=self._write_control)
        self._control: Characteristic[bytes] = Characteristic(sig(0x2A52), P.WRITE | P.INDICATE, access, control)
        super().__init__(radio, address, name, self._services(), sig(0x1808))

    def _services(self) -> list[Service]:
        feature = Characteristic(sig(0x2A51), P.READ, READ_ONLY, little(0x0400))
        clock: CharacteristicValue[bytes] = CharacteristicValue(read=self._read_clock, write=self._write_clock)
        battery: CharacteristicValue[bytes] = CharacteristicValue(read=self._read_battery)
        return [
            Service(sig(0x1808), [self._measurement, self._context, feature, self._control]),
            Service(sig(0x1805), [Characteristic(sig(0x2A2B), P.READ | P.WRITE, OPEN, clock)]),
            Service(sig(0x180F), [Characteristic(sig(0x2A19), P.READ, READ_ONLY, battery)]),
        ]

    # --- what a person does --------------------------------------------------------------------------------------------
    async def prick(
        self,
        value: Number,
        unit: ConcentrationUnit = ConcentrationUnit.MOL_PER_L,
        *,
        meal: int | None = None,
        status: int | None = None,
        sample_type: int = CAPILLARY_WHOLE_BLOOD,
        location: int = FINGER,
    ) -> int:
        """Measures one drop; value in mmol/L or mg/dL as the display shows it. Returns the record's number."""
        number = self.store(value, unit, self.clock.now(), meal=meal, status=status, sample_type=sample_type, location=location)
        self._unsent = True
        await self.refresh_advertising()
        return number

    def store(
        self,
        value: Number,
        unit: ConcentrationUnit,
        taken: datetime,
        *,
        meal: int | None = None,
        status: int | None = None,
        sample_type: int = CAPILLARY_WHOLE_BLOOD,
        location: int = FINGER,
    ) -> int:
        """Files a record in the memory. taken: on the device's own clock."""
        number = self.next_sequence
        self.next_sequence += 1
        sent = value.scaleb(_EXPONENTS[unit]) if isinstance(value, Decimal) else value
        measurement = GlucoseMeasurement(
            number, DeviceTime.of(taken), 0, Concentration(sent, unit, sample_type, location), status, context_follows=meal is not None
        )
        context = encode_context(GlucoseContext(number, meal=meal)) if meal is not None else None
        self.memory[number] = Stored(encode_measurement(measurement), context)
        shown = (("glucose", value, _SHOWN[unit]),) if isinstance(value, Decimal) else ()
        note = "" if isinstance(value, Decimal) else str(value)
        self.log.append(Taken(self.id, self.clock.world(), taken, shown, number, note))
        return number

    async def wake(self) -> None:
        """Switched on by hand: advertises although there may be nothing new."""
        self._unsent = True
        await self.refresh_advertising()

    def reset_memory(self) -> None:
        """New board: an empty memory that counts from 1 again."""
        self.memory.clear()
        self.next_sequence = 1

    # --- what the host sees --------------------------------------------------------------------------------------------
    def wants_attention(self) -> bool:
        """After a measurement, until somebody fetched it."""
        return self._unsent

    def disconnected(self) -> None:
        """A procedure ends with its connection."""
        self._running = False

    async def _read_clock(self, _: Connection) -> bytes:
        await self.answering()
        now = self.clock.now()
        return encode_current_time(CurrentTime(DeviceTime.of(now), now.isoweekday(), 0, 0))

    async def _write_clock(self, _: Connection, value: bytes) -> None:
        local = decode_current_time(bytes(value)).time.local()
        if local is not None:
            self.clock.set(local)

    async def _read_battery(self, _: Connection) -> bytes:
        await self.answering()
        return bytes((self.battery,))

    async def _write_control(self, connection: Connection, value: bytes) -> None:
        await self.answering()
        self.requests.append(bytes(value))
        if self.busy_refusals or (self._running and value[:1] != bytes((racp.Op.ABORT,))):
            self.busy_refusals = max(0, self.busy_refusals - 1)
            raise ATT_Error(PROCEDURE_IN_PROGRESS)
        if not self._subscribed(connection, self._control):
            raise ATT_Error(CCCD_IMPROPERLY_CONFIGURED)
        self.spawn(self._procedure(bytes(value)))

    # --- the control point ---------------------------------------------------------------------------------------------
    async def _procedure(self, value: bytes) -> None:
        try:
            request = racp.decode_request(value)
        except Refused:
            await self._respond(value[0] if value else 0, racp.Result.OP_CODE_NOT_SUPPORTED)
            return
        if request.op is racp.Op.ABORT:
            self._running = False
            await self._respond(request.op, racp.Result.SUCCESS)
            return
        if request.operator is racp.Operator.GE and not self.knows_since:
            await self._respond(request.op, racp.Result.OPERATOR_NOT_SUPPORTED)
            return
        await self._serve(request)

    async def _serve(self, request: racp.Request) -> None:
        chosen = self._chosen(request)
        if request.op is racp.Op.COUNT:
            await self.indicate(self._control, racp.encode_record_count(len(chosen)))
        elif not chosen:
            self._unsent = False
            await self._respond(request.op, racp.Result.NO_RECORDS_FOUND)
        elif request.op is racp.Op.DELETE:
            for number in chosen:
                del self.memory[number]
            await self._respond(request.op, racp.Result.SUCCESS)
        else:
            await self._report(chosen)

    def _chosen(self, request: racp.Request) -> list[int]:
        numbers = sorted(self.memory)
        match request.operator:
            case racp.Operator.GE:
                return [number for number in numbers if number >= request.operands[0]]
            case racp.Operator.LE:
                return [number for number in numbers if number <= request.operands[0]]
            case racp.Operator.FIRST:
                return numbers[:1]
            case racp.Operator.LAST:
                return numbers[-1:]
        return numbers

    async def _report(self, numbers: list[int]) -> None:
        self._running = True
        for sent, number in enumerate(numbers):
            if self.die_after is not None and sent >= self.die_after:
                self.die_after = None
                await self.power_off()
            if not self._running:
                return
            await self._send(self.memory[number])
        self._running = False
        self._unsent = numbers[-1] < max(self.memory)  # another drop may have been measured meanwhile
        await self._respond(racp.Op.REPORT, racp.Result.SUCCESS)

    async def _send(self, record: Stored) -> None:
        await self.notify(self._measurement, record.measurement)
        if record.context is not None:
            await self.notify(self._context, record.context)

    async def _respond(self, code: int, result: racp.Result) -> None:
        await self.indicate(self._control, racp.encode_response(code, result))
