"""A session with a Lepu/Viatom BP2 cuff: fetches its results, watches it measure, fetches again; streams its ECG.

The cuff is never started from here: nothing that inflates it can be built. Its memory is read as a whole each time (the
clinic knows what it has); the clock is measured first and set last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import lepu_bp
from device_drivers.protocols import lepu_er_files as files
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import Command, LepuFrame, answer, decode_info, encode_request, encode_set_time
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH, frames
from device_drivers.protocols.machine import (
    Actions,
    Block,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    Recorded,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, EcgBlock, Kind, Quantity, Reading, RecordedLead, Recording

SETTLE_SECONDS = 2.0  # Windows finds the characteristics only then
ANSWER_SECONDS = 5.0
POLL_SECONDS, ECG_POLL_SECONDS = 2.0, 0.25
LINGER_SECONDS = 120.0
LARGEST_FILE = 1 << 20
CLOCK_SLACK = timedelta(seconds=5)
LEAD = "ECG"
GAP_SECONDS = 1.0


class LepuBpSession(Session):
    """One visit. by_registers: its state is asked as an LP-BP2W wants it. known_up_to: highest file number fetched before."""

    def __init__(self, device: str, driver: str, known_up_to: int | None, first_sample: int, *, by_registers: bool = False) -> None:
        super().__init__(device, driver)
        self._poll_command = Command.GET_BP_REGISTERS if by_registers else Command.GET_BP_DATA
        self._known_up_to = known_up_to
        self._stream = frames()
        self._requests = 0
        self._tape = b""
        self._offset: float | None = None
        self._busy_since: datetime | None = None
        self._fetched = False  # once in this session
        self._stale = True  # there may be results that were not fetched
        self._clock_set = False
        self._wanted: list[str] = []
        self._name = ""
        self._data = b""
        self._size = 0
        self._next_sample = first_sample
        self._sampled_at: float | None = None
        self._over = False
        self._told: State | None = None

    # --- events ------------------------------------------------------------------------------------------------------
    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if not {TO_PATCH, FROM_PATCH} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), Wait(SETTLE_SECONDS), Subscribe(FROM_PATCH)]
            case Subscribed():
                self.alarm("linger", LINGER_SECONDS, self._end)
                return self._ask(Command.GET_INFO)
            case Notified(_, data) if not self._over:
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case Cancel() | Closing():
                return self._end() if isinstance(event, Cancel) else self._leave()
            case Disconnected():
                self.quiet()
                return [*self._kept(), *([] if self._over else [Done() if self._fetched and not self._stale else Failed(Reason.LOST)])]
        return []

    def _leave(self) -> Actions:
        closing = [Write(TO_PATCH, encode_request(Command.END_READ, self._number()), response=False)] if self._size else []
        self._over = True
        self.quiet()
        return [*self._kept(), *closing]

    def _end(self) -> Actions:
        return [*self._leave(), State(DeviceState.DRAINED if self._fetched else DeviceState.IDLE), Done()]

    def _heard(self, frame: LepuFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            return [Refuse(FROM_PATCH, raw, frame.reason)]
        if not frame.from_device or frame.known is None:
            return []
        if frame.known is not self._poll_command:
            self._tape += raw
        try:
            return self._failed_request(frame) if frame.error is not None else self._answered(frame)
        except Refused as refused:
            return [*(self._kept(refused.reason) or [Refuse(FROM_PATCH, raw, refused.reason)]), *self._next_file()]

    def _answered(self, frame: LepuFrame) -> Actions:
        match frame.known:
            case Command.GET_INFO:
                return self._on_info(frame)
            case Command.GET_BP_DATA:
                return self._on_now(lepu_bp.decode_now(frame))
            case Command.GET_BP_REGISTERS:
                return self._on_now(lepu_bp.decode_registers(frame))
            case Command.LIST_FILES:
                return self._on_list(files.decode_file_list(frame))
            case Command.START_READ:
                return self._on_start(files.decode_start_read(frame))
            case Command.READ_FILE:
                return self._on_chunk(files.decode_chunk(frame))
            case Command.END_READ:
                answer(frame, Command.END_READ)
                return self._on_file()
            case Command.SET_TIME:
                return [*self._kept(), *self._poll()]
        return []

    def _failed_request(self, frame: LepuFrame) -> Actions:
        """Some firmware opens a file only once per connection: the session ends, the next one reads the new result."""
        kept = self._kept(Reason.DEVICE_ERROR.value)
        if frame.known is Command.START_READ and self._fetched:
            return [*kept, State(DeviceState.IDLE), *self._leave(), Done()]
        if frame.known in {Command.START_READ, Command.READ_FILE, Command.END_READ}:
            return [*kept, *self._next_file()]
        return [*kept, *(self._poll() if frame.known is Command.SET_TIME else [Failed(Reason.PROTOCOL)])]

    # --- clock and state -----------------------------------------------------------------------------------------------
    def _on_info(self, frame: LepuFrame) -> Actions:
        time = decode_info(frame).time
        local = time.local() if time is not None else None
        self._offset = None if local is None else self.offset_from(local)
        return [*self._kept(), State(DeviceState.CONNECTED, clock_offset_s=self._offset), *self._poll()]

    def _poll(self) -> Actions:
        return self._ask(self._poll_command)

    def _on_now(self, now: lepu_bp.Now) -> Actions:
        self.quiet("answer")
        told = self._news(now)
        if now.state in lepu_bp.BUSY:
            self._busy_since = self._busy_since or self.wall()
            self._stale = True
            return [*told, *self._later(POLL_SECONDS)]
        if now.state == lepu_bp.State.ECG:
            return [*told, *self._ecg(now), *self._later(ECG_POLL_SECONDS)]
        if self._stale:
            self._stale = False
            return [*told, *self._ask(Command.LIST_FILES)]
        if not self._clock_set and self._fetched:
            self._clock_set = True
            return [*told, *self._set_clock()]
        return [*told, *self._later(POLL_SECONDS)]

    def _set_clock(self) -> Actions:
        if self._offset is not None and abs(self._offset) <= CLOCK_SLACK.total_seconds():
            return self._later(POLL_SECONDS)
        return self._send(lambda: encode_set_time(DeviceTime.of(self.wall()), self._number()))

    def _news(self, now: lepu_bp.Now) -> Actions:
        busy = now.state in lepu_bp.BUSY or now.state == lepu_bp.State.ECG
        if busy:
            self.alarm("linger", LINGER_SECONDS, self._end)
        off = Reason.LEAD_OFF if now.lead_off else None
        waiting = DeviceState.DRAINED if self._fetched else DeviceState.CONNECTED
        news = State(DeviceState.MEASURING if busy else waiting, off, battery=now.battery)
        if news == self._told:
            return []
        self._told = news
        return [news]

    def _ecg(self, now: lepu_bp.Now) -> Actions:
        elapsed = 0 if self._sampled_at is None else round((self.now - self._sampled_at) * lepu_bp.LIVE_HZ)
        self._sampled_at = self.now
        missing = elapsed - len(now.samples)
        if missing > GAP_SECONDS * lepu_bp.LIVE_HZ:
            self._next_sample += missing
        if not now.samples:
            return []
        first, self._next_sample = self._next_sample, self._next_sample + len(now.samples)
        step = lepu_bp.NANOVOLTS_PER_COUNT
        return [Block(EcgBlock(self.device, LEAD, lepu_bp.LIVE_HZ, step, first, now.samples, now.heart_rate))]

    # --- files -------------------------------------------------------------------------------------------------------
    def _on_list(self, names: tuple[str, ...]) -> Actions:
        if lepu_bp.NIBP_LIST in names:
            self._wanted = [lepu_bp.NIBP_LIST]
        else:
            known = self._known_up_to or 0
            self._wanted = sorted(name for name in names if name.isdigit() and int(name) > known)
        return [State(DeviceState.TRANSFERRING), *self._next_file()]

    def _next_file(self) -> Actions:
        self._size, self._data = 0, b""
        if not self._wanted:
            self._fetched = True
            self._busy_since = None
            return [*self._kept(), *self._poll()]
        self._name = self._wanted.pop(0)
        return self._send(lambda: files.encode_start_read(self._name, 0, self._number()))

    def _on_start(self, size: int) -> Actions:
        if size > LARGEST_FILE:
            raise Refused("length")
        self._size = size
        return self._read_on()

    def _read_on(self) -> Actions:
        if len(self._data) >= self._size:
            return self._ask(Command.END_READ)
        return self._send(lambda: files.encode_read_file(len(self._data), self._number()))

    def _on_chunk(self, chunk: bytes) -> Actions:
        if not self._size or len(self._data) >= self._size:
            return []
        if not chunk or len(self._data) + len(chunk) > self._size:
            raise Refused("length")
        self._data += chunk
        return self._read_on()

    def _on_file(self) -> Actions:
        data, self._size = self._data, 0
        if self._name == lepu_bp.NIBP_LIST:
            return [*self._results(lepu_bp.decode_list(data)), *self._next_file()]
        found = lepu_bp.decode_file(data)
        if isinstance(found, lepu_bp.Result):
            if not found.systolic or not found.diastolic:  # a measurement that failed
                return [*self._kept(Reason.DEVICE_ERROR.value), *self._next_file()]
            return [*self._results((found,), int(self._name)), *self._next_file()]
        raw, self._tape = self._tape, b""
        return [Recorded(FROM_PATCH, raw, self._recording(found, data)), *self._next_file()]

    def _results(self, results: tuple[lepu_bp.Result, ...], sequence: int | None = None) -> Actions:
        """Every result of the file in one go, journalled with the frames they came in."""
        raw, self._tape = self._tape, b""
        newest = max((result.time.text() for result in results if result.time), default="")
        readings = tuple(self._reading(result, raw, sequence, newest) for result in results)
        return [Result(FROM_PATCH, raw, readings)] if readings else [Keep(FROM_PATCH, raw)]

    def _reading(self, result: lepu_bp.Result, raw: bytes, sequence: int | None, newest: str) -> Reading:
        named = (("systolic", result.systolic, "mmHg"), ("diastolic", result.diastolic, "mmHg"), ("mean", result.mean, "mmHg"))
        values = (*named, ("pulse", result.pulse, "/min"))
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=tuple((name, Quantity(Decimal(number), unit)) for name, number, unit in values if number),
            device_time=result.time.text() if result.time else None,
            clock_offset_s=self._offset,
            sequence=sequence,
            user_slot=result.user or None,
            flags=("irregular_pulse",) if result.irregular else (),
            context=(),
            seen_taken=result.time is not None and result.time.text() == newest and self._was_seen(result.time),
            raw=raw,
        )

    def _was_seen(self, time: DeviceTime) -> bool:
        """The newest result, taken after the cuff was seen measuring."""
        local = time.local()
        if self._busy_since is None or local is None or self._offset is None:
            return False
        return local + timedelta(seconds=self._offset) >= self._busy_since - CLOCK_SLACK

    def _recording(self, ecg: lepu_bp.StoredEcg, data: bytes) -> Recording:
        return Recording(
            device=self.device,
            driver=self.driver,
            name=self._name,
            hz=lepu_bp.STORED_HZ,
            nv_per_lsb=lepu_bp.NANOVOLTS_PER_COUNT,
            leads=(RecordedLead(LEAD, ecg.samples),),
            device_time=ecg.time.text() if ecg.time else None,
            clock_offset_s=self._offset,
            sequence=int(self._name),
            sha256=hashlib.sha256(data).hexdigest(),
        )

    # --- asking ------------------------------------------------------------------------------------------------------
    def _ask(self, command: Command) -> Actions:
        return self._send(lambda: encode_request(command, self._number()))

    def _later(self, seconds: float) -> Actions:
        self.alarm("poll", seconds, self._poll)
        return []

    def _send(self, build: Callable[[], bytes]) -> Actions:
        self.alarm("answer", ANSWER_SECONDS, self._given_up)
        return [Write(TO_PATCH, build(), response=False)]

    def _given_up(self) -> Actions:
        """What came in and was no frame is the answer that was waited for, damaged."""
        unread = [Refuse(FROM_PATCH, raw, found.reason) for found, raw in self._stream.reset() if isinstance(found, Refusal)]
        return [*unread, *self._kept(), Failed(Reason.TIMEOUT)]

    def _number(self) -> int:
        self._requests += 1
        return self._requests & 0xFF

    def _kept(self, refused: str | None = None) -> Actions:
        raw, self._tape = self._tape, b""
        if not raw:
            return []
        return [Keep(FROM_PATCH, raw) if refused is None else Refuse(FROM_PATCH, raw, refused)]
