"""A session with an Accu-Chek on USB: association, configuration, clock, segments of its store, release.

Every page of results is confirmed to the meter only behind its result; a page that comes again because the confirmation was
lost is confirmed again and not taken twice. A meter that has waited in vain for a host must be plugged in anew.
"""

from __future__ import annotations

from datetime import timedelta

from device_drivers.errors import Reason
from device_drivers.protocols import ieee11073, phd_apdu
from device_drivers.protocols.machine import BULK, Action, Actions, Failed, Keep, Refuse, Result, State
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.phd_apdu import Apdu, Choice, DataApdu, Segment, SegmentData, Service
from device_drivers.protocols.quantities import quantity, refusal_of
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Reading

REPLUG_SECONDS = 15.0
LATER_SECONDS, LATER_TRIES = 1.0, 5
# MeasurementStatus of 11073-20601, bit 0 is the highest
_NO_VALUE = 0x8000 | 0x2000  # invalid, not available
_NOBODYS = 0x1000 | 0x0800 | 0x0400  # calibration, test and demonstration data
_QUESTIONABLE = 0x4000


class AccuChekSession(MeterSession[Apdu]):
    """One plugged-in meter."""

    channel = BULK
    knocks = False
    numbered = True

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._invoke_id = 0
        self._store = 0
        self._segments: list[Segment] = []
        self._page: tuple[int, int] | None = None  # segment and index of the last page taken
        self._later = 0
        self._associated = False

    def new_stream(self) -> TapedStream[Apdu]:
        """The decoder of what the meter sends."""
        self._associated = False
        return TapedStream(phd_apdu.stream(), lambda apdu: len(apdu.body) + 4)

    def greet(self) -> Actions:
        """Waits for the meter's association request."""
        self.alarm("replug", REPLUG_SECONDS, lambda: [State(DeviceState.CONNECTED, Reason.REPLUG)])
        return []

    def greeting(self) -> bytes:
        """The answer to an association request."""
        return phd_apdu.association_response()

    def farewell(self) -> Actions:
        """The meter goes back to its ordinary work."""
        return self.say(phd_apdu.release_request()) if self._associated else []

    # --- APDUs ---------------------------------------------------------------------------------------------------------
    def framed_in(self, frame: Apdu, raw: bytes) -> Actions:
        """One APDU."""
        match frame.choice:
            case Choice.ASSOCIATION_REQUEST:
                return self._association(raw)
            case Choice.PRESENTATION if self._associated:
                return self._data(phd_apdu.decode_data(frame), raw)
            case Choice.RELEASE_RESPONSE | Choice.RELEASE_REQUEST | Choice.ABORT if self._associated:
                return [Keep(self.channel, raw), *self._ended(frame.choice)]
        return [Keep(self.channel, raw)]

    def _association(self, raw: bytes) -> Actions:
        self.quiet("replug")
        if self.taken_out:  # it would like to go on, but cannot have measured on its cable
            return [Keep(self.channel, raw)]
        self._associated, self._page = True, None
        return [Keep(self.channel, raw), *self.ask(self.greeting(), seconds=5.0, tries=2)]

    def _ended(self, choice: int) -> Actions:
        self._associated = False
        self.answered()
        if choice == Choice.RELEASE_RESPONSE or self.taken_out:
            return [] if self.taken_out else self.drained()
        return [Failed(Reason.PROTOCOL)]

    def _data(self, data: DataApdu, raw: bytes) -> Actions:
        match data.service:
            case Service.EVENT:
                return self._event(data, raw)
            case Service.GET_ANSWER if self._awaited(data):
                return self._attributes(data, raw)
            case Service.ACTION_ANSWER if self._awaited(data):
                return self._acted(data, raw)
        if data.service >= 0x0300 and self._awaited(data):  # refused: an error or a rejection
            return [Keep(self.channel, raw), *self._next_segment()]
        return [Keep(self.channel, raw)]

    def _awaited(self, data: DataApdu) -> bool:
        return self.asking and data.invoke_id == self._invoke_id

    def _next_id(self) -> int:
        self._invoke_id = (self._invoke_id + 1) & 0xFFFF
        return self._invoke_id

    # --- configuration and clock ---------------------------------------------------------------------------------------
    def _event(self, data: DataApdu, raw: bytes) -> Actions:
        _, kind, information = phd_apdu.event(data)
        if kind == phd_apdu.CONFIG_EVENT:
            config_id, self._store = phd_apdu.decode_configuration(information)
            self._invoke_id = data.invoke_id
            accepted = phd_apdu.config_accepted(data.invoke_id, config_id)
            return [Keep(self.channel, raw), *self.welcome(lambda: self.ask(accepted, phd_apdu.get_attributes(self._next_id())))]
        if kind == phd_apdu.SEGMENT_EVENT:
            return self._segment_data(data.invoke_id, phd_apdu.decode_segment_data(information), raw)
        return [Keep(self.channel, raw)]

    def _attributes(self, data: DataApdu, raw: bytes) -> Actions:
        time = phd_apdu.decode_attributes(data.body).get(phd_apdu.ATTR_TIME)
        clock = phd_apdu.decode_absolute_time(time).local() if time else None
        asked = self.ask(phd_apdu.segment_info(self._next_id(), self._store))
        return [Keep(self.channel, raw), *self.compare_clock(clock), *asked]

    # --- segments ------------------------------------------------------------------------------------------------------
    def _acted(self, data: DataApdu, raw: bytes) -> Actions:
        kind, information = phd_apdu.action_answer(data)
        kept = Keep(self.channel, raw)
        match kind:
            case phd_apdu.SEGMENT_INFO:
                self._segments = [one for one in phd_apdu.decode_segments(information) if _is_glucose(one)] or [Segment(0)]
                return [kept, *self._ask_segment()]
            case phd_apdu.TRIGGER:
                return [kept, *self._triggered(phd_apdu.decode_trigger(information)[1])]
            case phd_apdu.SET_TIME:
                return [kept, *self._release()]
        return [kept]

    def _ask_segment(self) -> Actions:
        return self.ask(phd_apdu.trigger(self._next_id(), self._store, self._segments[0].number))

    def _triggered(self, result: int) -> Actions:
        if result == phd_apdu.TRY_LATER and self._later < LATER_TRIES:
            self._later += 1
            self.answered()
            self.alarm("later", LATER_SECONDS, self._ask_segment)
            return []
        if result:
            return self._next_segment() if result == phd_apdu.EMPTY else [Failed(Reason.PROTOCOL)]
        self.still_answering()
        return []

    def _next_segment(self) -> Actions:
        self._segments, self._later = self._segments[1:], 0
        if self._segments:
            return self._ask_segment()
        if self.clock_is_off:
            return self.ask(phd_apdu.set_time(self._next_id(), self.wall() + timedelta(milliseconds=500)), silent=self._release)
        return self._release()

    def _release(self) -> Actions:
        return self.ask(phd_apdu.release_request(), silent=self.drained)

    def _segment_data(self, invoke_id: int, data: SegmentData, raw: bytes) -> Actions:
        confirmed = self.say(phd_apdu.segment_confirmed(invoke_id, self._store, data))
        if not self._segments or self._page == (data.segment, data.index):
            return [Keep(self.channel, raw), *confirmed]
        self._page = data.segment, data.index
        control = phd_apdu.CONTROL_SOLUTION in self._segments[0].types
        taken = [self._taken(entry, control) for entry in data.entries]
        readings = tuple(one for one in taken if isinstance(one, Reading))
        refusals: list[Action] = [one for one in taken if not isinstance(one, Reading)]
        self.still_answering()
        further = self._next_segment() if data.status & phd_apdu.LAST_ENTRY else []
        return [Result(self.channel, raw, readings), *refusals, *confirmed, *further]

    def _taken(self, data: bytes, control: bool) -> Reading | Refuse:
        try:
            entry = phd_apdu.decode_entry(data)
        except (Refused, Quarantine) as error:
            return Refuse(self.channel, data, error.reason)
        number = ieee11073.decode_sfloat(entry.sfloat, "big")
        value = quantity(number, "mg/dL")
        if value is None or entry.status & _NO_VALUE:
            return Refuse(self.channel, data, refusal_of(number) or "no_value")
        flags = (*control_flag(control), *_flags(entry.status))
        return self.reading(value, entry.taken, data, flags=flags)


def _is_glucose(segment: Segment) -> bool:
    """A segment without a map is read, as meters with a single one may leave it out."""
    known = phd_apdu.GLUCOSE_TYPES | {phd_apdu.CONTROL_SOLUTION}
    return not segment.types or bool(known.intersection(segment.types))


def _flags(status: int) -> tuple[str, ...]:
    names = ((_NOBODYS, "quality_control"), (_QUESTIONABLE, "questionable"))
    return tuple(name for bits, name in names if status & bits)
