"""A session with a Yonker cuff: it notifies each measurement as it has it, nothing is asked and nothing can be set."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    ReadDone,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    read_if_offered,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.yonker import KIND, MEASUREMENT, decode_measurement
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

BATTERY = "2A19"
QUIET_SECONDS = 3.0  # after the last measurement, for one more
LIVE_SECONDS = 60.0  # from the last sign of a measurement under way to its result


class YonkerSession(Session):
    """One connection to one cuff. Its clock cannot be asked, so its error is not known."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._drained = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if MEASUREMENT not in channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), *read_if_offered(channels, (BATTERY,)), Subscribe(MEASUREMENT)]
            case ReadDone("2A19", data) if len(data) == 1:
                return [State(DeviceState.CONNECTED, battery=data[0])]
            case Subscribed(channel) if channel == MEASUREMENT:
                self.alarm("quiet", LIVE_SECONDS, self._now_drained)
                return [State(DeviceState.TRANSFERRING)]
            case Notified(channel, data) if channel == MEASUREMENT:
                return self._heard(data)
            case OperationFailed(channel, _) if channel == MEASUREMENT:
                return [Failed(Reason.PROTOCOL)]
            case Disconnected():
                self.quiet()
                return [Done() if self._drained else Failed(Reason.LOST)]
        return []

    def _heard(self, data: bytes) -> Actions:
        if data[:1] != bytes((KIND,)):
            # frames of another kind come while it measures; what they say is not published
            self.alarm("quiet", LIVE_SECONDS, self._now_drained)
            return [Keep(MEASUREMENT, data), State(DeviceState.MEASURING)]
        self._drained = True
        self.alarm("quiet", QUIET_SECONDS, self._now_drained)
        return [self._result(data), State(DeviceState.TRANSFERRING)]

    def _result(self, data: bytes) -> Action:
        try:
            measured = decode_measurement(data)
        except Refused as error:
            return Refuse(MEASUREMENT, data, error.reason)
        named = (("systolic", measured.systolic, "mmHg"), ("diastolic", measured.diastolic, "mmHg"), ("pulse", measured.pulse_rate, "/min"))
        reading = Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=tuple((name, Quantity(Decimal(number), unit)) for name, number, unit in named),
            device_time=measured.time.text(),
            clock_offset_s=None,
            sequence=None,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=False,
            raw=data,
        )
        return Result(MEASUREMENT, data, (reading,))

    def _now_drained(self) -> Actions:
        self._drained = True
        self.quiet()
        return [State(DeviceState.DRAINED), Done()]
