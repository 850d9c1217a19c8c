"""A cuff of service 1810 without a wire: standard or in a maker's layout, with users, A&D's own service, or numbered records."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import and_custom, enhanced_pressure, racp, user_data
from device_drivers.protocols.blood_pressure import BloodPressureMeasurement, Extras, PressureUnit, encode_measurement
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.enhanced_pressure import EnhancedMeasurement, PressureRecord
from device_drivers.protocols.quirks import PLAIN, Quirks
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.user_data import ConsentResult
from device_drivers.virtual.brain import INFORMATION, Brain, Offered, Services
from device_drivers.virtual.device_clock import DeviceClock, Taken

MEASUREMENT, CLOCK = "2A35", "2A08"
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a device's clock has no zone


def _services(quirks: Quirks) -> Services:
    pressure = (Offered(MEASUREMENT, indicate=True, bonded=True), Offered("2A49", read=True))
    clock = () if quirks.clock == "none" else (Offered(CLOCK, read=True, write=True, bonded=True),)
    own = ((and_custom.SERVICE, (Offered(and_custom.CHANNEL, read=True, write=True),)),) if quirks.vendor == "and" else ()
    users = (("181C", (Offered(user_data.CONTROL_POINT, write=True, indicate=True),)),) if quirks.consent_code >= 0 else ()
    return (("1810", (*pressure, *clock)), *own, *users, *INFORMATION)


class PressureBrain(Brain):
    """Forgets a record when its indication is confirmed, unless it sends all of them every time.

    users: how many it has, where it asks for consent. stored: every record it keeps, by user. hang_ups: how often it was let
    go by A&D's command. capacity: the oldest record goes when there are more.
    """

    advertised = "1810"
    capacity = 60

    def __init__(self, clock: DeviceClock, model: str = "", quirks: Quirks = PLAIN, users: int = 2) -> None:
        self.services = _services(quirks)
        super().__init__(clock, model)
        self.quirks = quirks
        self.users = users
        self.unsent: list[tuple[int, bytes]] = []
        self.stored: list[tuple[int, bytes]] = []
        self.hang_ups = 0
        self.opened: int | None = None

    def press(self, systolic: int, diastolic: int, pulse: int, *, user: int = 1, status: int = 0, at: datetime | None = None) -> Taken:
        """A measurement; at: on the cuff's own clock, now where not given."""
        when = at or self.clock.now()
        frame = self._frame(systolic, diastolic, pulse, status, DeviceTime.of(when), user)
        self.unsent = [*self.unsent, (user, frame)][-self.capacity :]
        self.stored = [*self.stored, (user, frame)][-self.capacity :]
        numbers = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("pulse", pulse, "/min"))
        taken = Taken(self.id, self.clock.world(), when, tuple((name, Decimal(number), unit) for name, number, unit in numbers))
        self.taken.append(taken)
        self.stirred()
        return taken

    def _frame(self, systolic: int, diastolic: int, pulse: int, status: int, time: DeviceTime, user: int) -> bytes:
        quirks = self.quirks
        mean = 0 if quirks.zero_mean_is_none else (systolic + 2 * diastolic) // 3
        told = None if quirks.consent_code >= 0 else user
        extras = Extras(time, Decimal(pulse), told, status)
        frame = encode_measurement(
            BloodPressureMeasurement(PressureUnit.MMHG, Decimal(systolic), Decimal(diastolic), Decimal(mean), extras)
        )
        if not quirks.big_endian_tail:
            return frame
        head, tail = frame[:14], frame[14:]  # pulse u16, user, status u16
        flags = (frame[0] & ~0x08 | 0x40) if quirks.reserved_flags else frame[0]
        return bytes((flags,)) + head[1:] + tail[1::-1] + tail[2:3] + tail[:2:-1]

    # --- what the host sees --------------------------------------------------------------------------------------------
    def subscribed(self, channel: str) -> None:
        """Sends what it has, or waits for consent."""
        if channel == MEASUREMENT and self.quirks.consent_code < 0:
            self._send(self.stored if self.quirks.sends_all else self.unsent)

    def _send(self, records: list[tuple[int, bytes]]) -> None:
        self.outbox.extend((MEASUREMENT, frame) for _, frame in records)

    def written(self, channel: str, data: bytes) -> None:
        """A consent, or one of A&D's commands."""
        if channel == user_data.CONTROL_POINT:
            self._consent(data)
        elif data == and_custom.SEND_STORED:
            self._send(self.stored)
        elif data == and_custom.HANG_UP:
            self.hang_ups += 1
            self.off = True

    def _consent(self, data: bytes) -> None:
        try:
            consent = user_data.decode_consent(data)
        except Refused:
            return
        right = consent.code == self.quirks.consent_code and consent.user <= self.users
        result = ConsentResult.SUCCESS if right else ConsentResult.NOT_AUTHORIZED
        self.outbox.append((user_data.CONTROL_POINT, user_data.encode_response(result)))
        if right:
            self.opened = consent.user
            self._send([record for record in self.unsent if record[0] == consent.user])

    def confirmed(self, channel: str, data: bytes) -> None:
        """A record that was confirmed is not sent again by itself."""
        self.unsent = [record for record in self.unsent if channel != MEASUREMENT or record[1] != data]


class NumberedBrain(Brain):
    """A cuff that keeps numbered records and gives them on request, in segments."""

    advertised = "1810"
    services = (
        (
            "1810",
            (
                Offered("2B34", indicate=True),
                Offered("2B36", notify=True),
                Offered("2A52", write=True, indicate=True),
                Offered("2A49", read=True),
                Offered(CLOCK, read=True, write=True),
            ),
        ),
        *INFORMATION,
    )

    def __init__(self, clock: DeviceClock, *, with_crc: bool = True, segment: int = 20) -> None:
        super().__init__(clock, "BLS 1.1.1")
        self.with_crc = with_crc
        self.segment = segment
        self.records: list[PressureRecord] = []
        self.requests: list[racp.Request] = []
        self.silent = False

    def read(self, channel: str) -> bytes:
        """The feature says whether records carry a CRC."""
        return bytes((0x40 if self.with_crc else 0, 0)) if channel == "2A49" else super().read(channel)

    def press(self, systolic: int, diastolic: int, pulse: int, *, user: int = 1) -> Taken:
        """A measurement, kept under the next number."""
        seconds = int((self.clock.now() - _EPOCH).total_seconds())
        pressures = (Decimal(systolic), Decimal(diastolic), Decimal((systolic + 2 * diastolic) // 3))
        measured = EnhancedMeasurement(PressureUnit.MMHG, *pressures, seconds, Decimal(pulse), user, 0)
        self.records.append(PressureRecord(len(self.records) + 1, "2B34", enhanced_pressure.encode_measurement(measured)))
        numbers = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("pulse", pulse, "/min"))
        return self.measured(*((name, Decimal(number), unit) for name, number, unit in numbers), sequence=len(self.records))

    def written(self, channel: str, data: bytes) -> None:
        """A request for records."""
        request = racp.decode_request(data)
        self.requests.append(request)
        if request.op is not racp.Op.REPORT or self.silent:
            return
        lowest = request.operands[0] if request.operands else 0
        wanted = [record for record in self.records if record.sequence >= lowest]
        for record in wanted:
            whole = enhanced_pressure.encode_record(record, with_crc=self.with_crc)
            self.outbox.extend(("2B36", segment) for segment in enhanced_pressure.segments(whole, self.segment))
        result = racp.Result.SUCCESS if wanted else racp.Result.NO_RECORDS_FOUND
        self.outbox.append(("2A52", racp.encode_response(racp.Op.REPORT, result)))
