"""A session with a Contec 08A or 08C: all records of all users, then the clock; nothing is deleted.

The cuff does not tell its clock, so the offset stays unknown; the clock is set only after every record was kept, and once.
It sends its whole memory each time it is asked, and is asked again now and then while it stays connected.

A HID report holds one record. In a byte stream records have neither mark nor checksum: one byte too few would shift all that
follow, so there they count only when the whole burst had the announced length.
"""

from __future__ import annotations

from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols import contec_08a
from device_drivers.protocols.asking import AskingSession
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.contec_08a import Command, CountHeader, Record, Reply
from device_drivers.protocols.machine import (
    HID,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Event,
    Failed,
    Keep,
    Notified,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.protocols.pressure_reading import stored_pressure
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Reading

POLL_SECONDS = 30.0
SETTLE_SECONDS = 0.3  # a byte stream must be silent for so long after its last record
ALL_AT_ONCE = (Command.REQUEST_ALL,)
ONE_BY_ONE = (Command.REQUEST_USER_1, Command.REQUEST_USER_2, Command.REQUEST_USER_3)


class Step(Enum):
    """What is waited for."""

    GREETING = "greeting"
    COUNT = "count"
    RECORDS = "records"
    CLOCK_NOTICE = "clock notice"
    CLOCK = "clock"
    IDLE = "idle"


class Contec08aSession(AskingSession):
    """One connection. channel: HID or SERIAL. requests: how this model's records are asked for, one after the other."""

    def __init__(self, device: str, driver: str, channel: str, requests: tuple[Command, ...]) -> None:
        super().__init__(device, driver)
        self._channel = channel
        self._requests = requests
        self._step = Step.GREETING
        self._at = 0  # which of the requests
        self._missing = 0  # records still to come
        self._spoilt = False
        self._clock_set = False
        self._burst: list[tuple[Record, bytes]] = []
        self._stream: TapedStream[bytes] = TapedStream(contec_08a.stream(), len)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(wall=wall):
                self.told_wall(wall)
                return [State(DeviceState.CONNECTED), *self._greet()]
            case Notified(channel, data) if channel == HID == self._channel:
                return self._framed(contec_08a.from_report(data), data)
            case BytesIn(data):
                return [action for found, raw in self._stream.feed(data) for action in self._cut(found, raw)]
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    # --- asking --------------------------------------------------------------------------------------------------------
    def _greet(self) -> Actions:
        self._step, self._at = Step.GREETING, 0
        otherwise = self._idle if self._clock_set else None  # switched off in between: no failure
        return self.ask(self._write(Command.HANDSHAKE.value), otherwise=otherwise)

    def _request(self) -> Actions:
        if self._at == len(self._requests):
            return self._notice()
        self._step, self._spoilt, self._burst = Step.COUNT, False, []
        return self.ask(self._write(self._requests[self._at].value), otherwise=self._give_up_records)

    def ask_again(self) -> Actions:
        """Records that are asked for anew come from the first on."""
        if self._step is Step.RECORDS and self._left:
            self._step, self._spoilt, self._burst = Step.COUNT, False, []
        return super().ask_again()

    def _give_up_records(self) -> Actions:
        """Asked for three times, and still not all of them came: the rest is missing, and that is said."""
        if self._step is not Step.RECORDS:  # nobody there any more
            return self._idle() if self._clock_set else self._failed()
        self._at += 1
        return [State(DeviceState.TRANSFERRING, Reason.GAP), *self._request()]

    def _notice(self) -> Actions:
        if self._clock_set:
            return self._idle()
        self._clock_set, self._step = True, Step.CLOCK_NOTICE
        return self.ask(self._write(Command.TIME_NOTICE.value), otherwise=self._idle)

    def _set_clock(self) -> Actions:
        self._step = Step.CLOCK
        return self.ask(self._write(contec_08a.encode_clock(self.wall())), otherwise=self._idle)

    def _idle(self) -> Actions:
        self.answered()
        self.quiet()
        self._step = Step.IDLE
        self.alarm("poll", POLL_SECONDS, self._greet)
        return [State(DeviceState.DRAINED)]

    # --- hearing -------------------------------------------------------------------------------------------------------
    def _cut(self, found: bytes | Refusal, raw: bytes) -> Actions:
        if isinstance(found, Refusal):
            self._spoilt = True
            return [Refuse(self._channel, raw, found.reason)]
        return self._framed(found, raw)

    def _framed(self, frame: bytes, raw: bytes) -> Actions:
        try:
            said = contec_08a.decode_frame(frame)
        except (Refused, Quarantine) as error:
            self._spoilt |= isinstance(error, Refused)  # a date no calendar has is the cuff's own, it comes again
            return [Refuse(self._channel, raw, error.reason), *self._one_less()]
        match said:
            case Reply():
                return self._replied(said)
            case CountHeader(count):
                return self._counted(count)
        return self._recorded(said, frame, raw)

    def _replied(self, reply: Reply) -> Actions:
        match self._step:
            case Step.GREETING if reply.data[0] == 0x48:
                return self._request()
            case Step.COUNT if not reply.accepted:
                return [Failed(Reason.DEVICE_ERROR)]  # switched off: it answers, but gives nothing
            case Step.COUNT:
                self.keep_waiting()
            case Step.CLOCK_NOTICE:
                return self._set_clock()
            case Step.CLOCK:
                return self._idle()
        return []

    def _counted(self, count: int) -> Actions:
        if self._step not in (Step.COUNT, Step.RECORDS):
            return []
        self._step, self._missing = Step.RECORDS, count
        self._spoilt, self._burst = False, []
        self.keep_waiting()
        return [State(DeviceState.TRANSFERRING), *([] if count else self._got_all())]

    def _recorded(self, record: Record, frame: bytes, raw: bytes) -> Actions:
        if self._step is not Step.RECORDS:
            return [Refuse(self._channel, raw, "unknown")]
        self._burst.append((record, frame))
        kept: Actions = self._results() if self._channel == HID else [Keep(self._channel, raw)]
        return [*kept, *self._one_less()]

    def _results(self) -> Actions:
        """The records of the burst as readings, those given before left out."""
        burst, self._burst = self._burst, []
        news = [(record, frame) for record, frame in burst if self.is_news(frame)]
        return [Result(self._channel, frame, (self._reading(record, frame),)) for record, frame in news]

    def _one_less(self) -> Actions:
        """One of the records that were announced has come, whole or spoilt."""
        if self._step is not Step.RECORDS:
            return []
        self._missing -= 1
        self.keep_waiting()
        return self._got_all() if self._missing <= 0 else []

    def _got_all(self) -> Actions:
        if self._channel == HID:
            return self._settled()
        self.quiet("answer")  # still open: a spoilt burst is asked for again
        self.alarm("settle", SETTLE_SECONDS, self._settled)
        return []

    def _settled(self) -> Actions:
        """Acknowledged only when every record is kept; where one was spoilt all are asked for again."""
        self.quiet("settle")
        rest: Actions = [action for found, raw in self._stream.reset() for action in self._cut(found, raw)]
        if self._spoilt:
            return [*rest, *self.ask_again()]
        results = self._results()
        self.answered()
        self._at += 1
        return [*results, self._write(Command.GOT_RECORDS.value), *self._request()]

    def _reading(self, record: Record, frame: bytes) -> Reading:
        values = (
            ("systolic", record.systolic),
            ("diastolic", record.diastolic),
            ("mean", record.mean_arterial_pressure),
            ("pulse", record.pulse_rate),
        )
        return stored_pressure(self, frame, record.time, values, slot=record.user_id)

    def _write(self, frame: bytes) -> Write:
        return Write(self._channel, contec_08a.to_report(frame) if self._channel == HID else frame, response=False)
