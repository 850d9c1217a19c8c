"""A glucose meter of service 1808 without a wire, with the quirks meters on sale have; see also meter.VirtualMeter."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import isens_clock, racp
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.glucose import (
    Concentration,
    ConcentrationUnit,
    GlucoseContext,
    GlucoseMeasurement,
    encode_context,
    encode_measurement,
)
from device_drivers.protocols.ieee11073 import Number, Special
from device_drivers.protocols.quirks import Quirks
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

_EXPONENTS = {ConcentrationUnit.MOL_PER_L: -3, ConcentrationUnit.KG_PER_L: -5}
_SHOWN = {ConcentrationUnit.MOL_PER_L: "mmol/L", ConcentrationUnit.KG_PER_L: "mg/dL"}
FULL = 450


class GlucoseBrain(Brain):
    """quirks: of the model it stands for. memory: (number, 2A18, 2A34) by age. notifies: sends new results unasked.

    broken_january: writes month 13, as a firmware does. requests: what hosts wrote to the control point.
    """

    advertised = "1808"

    def __init__(self, clock: DeviceClock, model: str, quirks: Quirks, *, notifies: bool = False) -> None:
        super().__init__(clock, model)
        self.quirks = quirks
        self.notifies = notifies
        self.memory: list[tuple[int, bytes, bytes | None]] = []
        self.requests: list[bytes] = []
        self.broken_january = False
        records = (
            Offered("2A18", notify=True, bonded=True),
            Offered("2A34", notify=True),
            Offered("2A52", write=True, indicate=True, bonded=True),
        )
        own = (("FFF0", (Offered("FFF1", write=True, notify=True),)),) if quirks.vendor == "caresens" else ()
        clock_service = () if own else (("1805", (Offered("2A2B", read=True, write=True),)),)
        self.services = (("1808", records), *own, *clock_service, *INFORMATION)
        self._listening: set[str] = set()

    # --- what a person does --------------------------------------------------------------------------------------------
    def prick(
        self, value: Number, unit: ConcentrationUnit = ConcentrationUnit.MOL_PER_L, *, meal: int | None = None, with_context: bool = True
    ) -> Taken:
        """One drop; value as the display shows it. meal: entered by hand. with_context: False, it is lost on its way."""
        number = len(self.memory) + 1
        self._file(number, self.clock.now(), value, unit, meal, with_context=with_context)
        shown = (("glucose", value, _SHOWN[unit]),) if isinstance(value, Decimal) else ()
        return self.measured(*shown, sequence=number)

    def ketone(self, mmol_per_l: Decimal) -> Taken:
        """A ketone strip, filed as i-SENS meters do: ten times the number where mg/dL of glucose stand."""
        number = len(self.memory) + 1
        self._file(number, self.clock.now(), mmol_per_l * 10, ConcentrationUnit.KG_PER_L, self.quirks.ketone_meal, with_context=True)
        return self.measured(("ketone", mmol_per_l, "mmol/L"), sequence=number)

    def make_up_a_record(self) -> None:
        """What a full FORA TN'G adds: HI in 2037."""
        self._file(len(self.memory) + 1, datetime(2037, 1, 1), Special.PLUS_INF, ConcentrationUnit.KG_PER_L, None, with_context=False)  # noqa: DTZ001

    def _file(self, number: int, taken: datetime, value: Number, unit: ConcentrationUnit, meal: int | None, *, with_context: bool) -> None:
        sent = value.scaleb(_EXPONENTS[unit]) if isinstance(value, Decimal) else value
        measurement = GlucoseMeasurement(number, DeviceTime.of(taken), 0, Concentration(sent, unit, 1, 1), None, meal is not None)
        context = encode_context(GlucoseContext(number, meal=meal)) if meal is not None and with_context else None
        self.memory.append((number, self._january(encode_measurement(measurement)), context))
        if self.notifies and "2A18" in self._listening:
            self._send(self.memory[-1])
            self.stirred()

    def _january(self, data: bytes) -> bytes:
        return data[:5] + b"\x0d" + data[6:] if self.broken_january and data[5] == 1 else data

    # --- what the host sees --------------------------------------------------------------------------------------------
    def subscribed(self, channel: str) -> None:
        """Some meters send what is new before they are asked."""
        self._listening.add(channel)
        if channel == "2A18" and self.notifies and self.memory:
            self._send(self.memory[-1])

    def gone(self) -> None:
        """Nobody listens."""
        super().gone()
        self._listening.clear()

    def written(self, channel: str, data: bytes) -> None:
        """The control point, or the maker's clock."""
        if channel == "FFF1":
            self._clock_written(data)
        else:
            self.requests.append(data)
            self._serve(data)

    def _clock_written(self, data: bytes) -> None:
        local = isens_clock.decode_time(data).local()
        if local is not None:
            self.clock.set(local)
        answer = bytearray(isens_clock.encode_answer(DeviceTime.of(self.clock.now())))
        if self.broken_january and answer[6] == 1:
            answer[6] = 13
        self.outbox.append(("FFF1", bytes(answer)))

    def _serve(self, data: bytes) -> None:
        try:
            request = racp.decode_request(data)
        except Refused:
            return
        chosen = self._chosen(request)
        if chosen is None:
            self._respond(request.op, racp.Result.OPERATOR_NOT_SUPPORTED)
        elif request.op is racp.Op.COUNT:
            self.outbox.append(("2A52", racp.encode_record_count(len(chosen))))
        elif request.op is racp.Op.REPORT and chosen:
            for record in chosen:
                self._send(record)
            self._respond(request.op, racp.Result.SUCCESS)
        else:
            done = request.op is racp.Op.ABORT
            self._respond(request.op, racp.Result.SUCCESS if done else racp.Result.NO_RECORDS_FOUND)

    def _chosen(self, request: racp.Request) -> list[tuple[int, bytes, bytes | None]] | None:
        if request.operator is racp.Operator.GE:
            return [record for record in self.memory if record[0] >= request.operands[0]] if self.quirks.since else None
        return self.memory[-1:] if request.operator is racp.Operator.LAST else list(self.memory)

    def _send(self, record: tuple[int, bytes, bytes | None]) -> None:
        _, measurement, context = record
        self.outbox.append(("2A18", measurement))
        if context is not None:
            self.outbox.append(("2A34", context))

    def _respond(self, code: int, result: racp.Result) -> None:
        self.outbox.append(("2A52", racp.encode_response(code, result)))


class VirtualCareSens(GattDevice):
    """A CareSens Dual on the air."""

    driver, model = "ble-glucose", "CareSens Dual"
    brain: GlucoseBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.prick(Decimal(random.randint(42, 128)) / 10)


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualCareSens:
    """Switched on."""
    brain = GlucoseBrain(clock, "CareSens Dual", Quirks(vendor="caresens", ketone_meal=6, month_13=True))
    device = VirtualCareSens(radio, f"C1:00:00:06:00:{number:02X}", "CareSens 0001", brain)
    await device.power_on()
    return device
