"""A session that fetches the recordings stored on a Lepu/Viatom patch; a transfer that breaks off goes on where it stopped.

The clock is read before it is set. Nothing is deleted. What was fetched is told by name numbers (KnownDevice.last_sequence);
a patch whose clock stood still or ran ahead numbers its recordings wrongly, then all of them are fetched again and the
clinic knows them by their hash.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from device_drivers.errors import Reason
from device_drivers.protocols import lepu_er_files as files
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import (
    Command,
    LepuFrame,
    answer,
    decode_battery,
    decode_info,
    encode_request,
    encode_set_time,
)
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH, frames
from device_drivers.protocols.lepu_file import NO_SIGNAL, StoredFile
from device_drivers.protocols.machine import (
    Actions,
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
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, RecordedLead, Recording

ANSWER_SECONDS = 5.0
TRIES = 3  # a request that got no answer is repeated; a notification may have been lost
KEEP_SECONDS = 1.0
CLOCK_TOLERANCE_S = 2.0
OCCUPIED = 0xFB
LARGEST_FILE = 256 * 1024 * 1024  # more than a day of eight channels at 250 Hz


@dataclass
class Download:
    """A file on its way: its samples so far (2 bytes each) and the hash of its bytes."""

    name: str
    size: int
    received: int = 0
    stored: StoredFile = field(default_factory=StoredFile)
    samples: array[int] = field(default_factory=lambda: array("h"))
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def take(self, chunk: bytes) -> None:
        """The next bytes. Refused('length') where more come than the file has, 'reserved' for impossible samples."""
        if not chunk or self.received + len(chunk) > self.size:
            raise Refused("length")
        try:
            self.samples.extend(array("h", self.stored.feed(chunk)))
        except OverflowError:
            raise Refused("reserved") from None
        self.digest.update(chunk)
        self.received += len(chunk)


Build = Callable[[], bytes]

Unfinished = dict[str, Download]
"""By device: the transfer that broke off. Lives as long as the program; one per device."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a model's recordings are. hz: of its stored files."""

    hz: float
    nv_per_lsb: int


class LepuFilesSession(Session):
    """One visit to the patch's memory. known_up_to: the highest name number fetched before."""

    def __init__(self, device: str, driver: str, shape: Shape, known_up_to: int | None, unfinished: Unfinished) -> None:
        super().__init__(device, driver)
        self._shape = shape
        self._known_up_to = known_up_to
        self._unfinished = unfinished
        self._stream = frames()
        self._requests = 0
        self._offset_s: float | None = None
        self._wanted: list[files.RecordingName] = []
        self._file: files.RecordingName | None = None
        self._download: Download | None = None
        self._tape = b""  # raw frames not journalled yet
        self._missed = False  # a recording before this one could not be had
        self._over = False

    # --- events ------------------------------------------------------------------------------------------------------
    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if not {TO_PATCH, FROM_PATCH} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), Subscribe(FROM_PATCH)]
            case Subscribed():
                return self._ask(Command.GET_INFO)
            case Notified(_, data) if not self._over:
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case Cancel():
                return [*self._leave(), Done()]
            case Closing():
                return self._leave()
            case Disconnected():
                return [*self._kept(), *([] if self._over else [Failed(Reason.LOST)])]
        return []

    def _leave(self) -> Actions:
        """Ends an open transfer, which clears the patch's screen; what came so far is kept for the next session."""
        if self._over:
            return []
        closing = self._write(encode_request(Command.END_READ, self._number())) if self._download else []
        self._over = True
        self.quiet()
        return [*self._kept(), *closing, State(DeviceState.IDLE)]

    def _heard(self, frame: LepuFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            return [Refuse(FROM_PATCH, raw, frame.reason)]
        if not frame.from_device or frame.known is None:
            return []
        self._tape += raw
        try:
            return self._answered(frame)
        except Refused as refused:
            return [*self._kept(refused.reason), *self._give_up_file()]

    def _answered(self, frame: LepuFrame) -> Actions:
        if frame.error is not None:
            return self._error(frame)
        match frame.known:
            case Command.GET_INFO:
                return self._on_info(frame)
            case Command.GET_BATTERY:
                return [State(DeviceState.TRANSFERRING, battery=min(decode_battery(frame).percent, 100)), *self._after_battery()]
            case Command.SET_TIME:
                return self._ask(Command.LIST_FILES)
            case Command.LIST_FILES:
                return self._on_list(files.decode_file_list(frame))
            case Command.START_READ:
                return self._on_start(files.decode_start_read(frame))
            case Command.READ_FILE:
                return self._on_chunk(files.decode_chunk(frame))
            case Command.END_READ:
                answer(frame, Command.END_READ)
                return self._on_end()
        return []

    def _error(self, frame: LepuFrame) -> Actions:
        """The patch refuses: occupied (it is recording), or a file that cannot be opened or read."""
        kept = self._kept(Reason.DEVICE_ERROR.value)
        if frame.error == OCCUPIED:
            return [*kept, Failed(Reason.BUSY)]
        if frame.known in {Command.START_READ, Command.READ_FILE, Command.END_READ}:
            return [*kept, *self._give_up_file()]
        if frame.known is Command.LIST_FILES:
            return [*kept, Failed(Reason.PROTOCOL)]
        return [*kept, *(self._after_battery() if frame.known is Command.GET_BATTERY else self._ask(Command.LIST_FILES))]

    # --- clock -------------------------------------------------------------------------------------------------------
    def _on_info(self, frame: LepuFrame) -> Actions:
        time = decode_info(frame).time
        local = time.local() if time is not None else None
        self._offset_s = None if local is None else self.offset_from(local)
        return [State(DeviceState.CONNECTED, clock_offset_s=self._offset_s), *self._ask(Command.GET_BATTERY)]

    def _after_battery(self) -> Actions:
        if self._offset_s is not None and abs(self._offset_s) <= CLOCK_TOLERANCE_S:
            return self._ask(Command.LIST_FILES)
        return self._send(lambda: encode_set_time(DeviceTime.of(self.wall()), self._number()))

    # --- files -------------------------------------------------------------------------------------------------------
    def _on_list(self, names: tuple[str, ...]) -> Actions:
        found = sorted((one for name in names if (one := files.recording_name(name))), key=lambda one: one.number)
        broken = self._unfinished.get(self.device)
        self._wanted = [one for one in found if self._is_new(one) or (broken and one.name == broken.name)]
        return self._next_file()

    def _is_new(self, one: files.RecordingName) -> bool:
        """A number beyond today's date proves nothing: the patch's clock ran ahead once."""
        today = int(self.wall().strftime("%Y%m%d%H%M%S"))
        if self._known_up_to is None or self._known_up_to > today:
            return True
        return one.number > self._known_up_to or one.time.year is None or one.time.year < 2020

    def _next_file(self) -> Actions:
        self._download = None
        if not self._wanted:
            self._over = True
            self.quiet()
            return [*self._kept(), State(DeviceState.DRAINED), Done()]
        self._file = self._wanted.pop(0)
        return self._open(self._resumable(self._file))

    def _resumable(self, one: files.RecordingName) -> int:
        broken = self._unfinished.get(self.device)
        return broken.received if broken is not None and broken.name == one.name else 0

    def _open(self, offset: int) -> Actions:
        name = self._file.name if self._file else ""
        return self._send(lambda: files.encode_start_read(name, offset, self._number()))

    def _on_start(self, size: int) -> Actions:
        if self._file is None or self._download is not None:
            return []
        broken = self._unfinished.pop(self.device, None)
        if broken is not None and broken.name == self._file.name and broken.size != size:
            return self._open(0)  # it grew or is another one under the same name
        if size > LARGEST_FILE:
            raise Refused("length")
        resumed = broken if broken is not None and broken.name == self._file.name else None
        self._download = self._unfinished[self.device] = resumed or Download(self._file.name, size)
        return [State(DeviceState.TRANSFERRING), *self._read_on(self._download)]

    def _read_on(self, download: Download) -> Actions:
        if download.received >= download.size:
            return self._ask(Command.END_READ)
        # never asked twice: an answer does not say its offset, and a late one would be taken for the next
        return self._send(lambda: files.encode_read_file(download.received, self._number()), tries=1)

    def _on_chunk(self, chunk: bytes) -> Actions:
        download = self._download
        if download is None or download.received >= download.size:
            return []
        download.take(chunk)
        return [*self._kept_each_second(), *self._read_on(download)]

    def _on_end(self) -> Actions:
        download, one = self._download, self._file
        if download is None or one is None:
            return []
        self._unfinished.pop(self.device, None)
        recording = self._recording(download, one)  # Refused: the file is damaged, the frames stay in the journal
        raw, self._tape = self._tape, b""
        return [Recorded(FROM_PATCH, raw, recording), *self._next_file()]

    def _give_up_file(self) -> Actions:
        """This file cannot be had; the next one may. Its number stays open, so that the next session tries again."""
        self._unfinished.pop(self.device, None)
        self._missed = True
        return self._next_file()

    def _recording(self, download: Download, one: files.RecordingName) -> Recording:
        download.stored.end()
        channels, samples = download.stored.channels, download.samples
        leads = tuple(_lead(lead, samples[at :: len(channels)]) for at, lead in enumerate(channels) if lead)
        return Recording(
            device=self.device,
            driver=self.driver,
            name=one.name,
            hz=self._shape.hz,
            nv_per_lsb=self._shape.nv_per_lsb,
            leads=leads,
            device_time=one.time.text(),
            clock_offset_s=self._offset_s,
            sequence=None if self._missed else one.number,
            sha256=download.digest.hexdigest(),
        )

    # --- asking ------------------------------------------------------------------------------------------------------
    def _ask(self, command: Command) -> Actions:
        return self._send(lambda: encode_request(command, self._number()))

    def _send(self, build: Build, tries: int = TRIES) -> Actions:
        def ring() -> Actions:
            again = self._send(build, tries - 1) if tries > 1 else [*self._kept(), Failed(Reason.TIMEOUT)]
            return [*self._unread(), *again]

        self.alarm("answer", ANSWER_SECONDS, ring)
        return self._write(build())

    def _unread(self) -> Actions:
        """What came in and was no frame: the answer that was waited for, damaged."""
        return [Refuse(FROM_PATCH, raw, found.reason) for found, raw in self._stream.reset() if isinstance(found, Refusal)]

    def _write(self, data: bytes) -> Actions:
        return [Write(TO_PATCH, data, response=False)]

    def _number(self) -> int:
        self._requests += 1
        return self._requests & 0xFF

    # --- journal -----------------------------------------------------------------------------------------------------
    def _kept_each_second(self) -> Actions:
        """A patch forgets nothing that was sent, so a second of frames is journalled in one go."""
        if "keep" not in self._alarms:
            self.alarm("keep", KEEP_SECONDS, self._kept)
        return []

    def _kept(self, refused: str | None = None) -> Actions:
        raw, self._tape = self._tape, b""
        self.quiet("keep")
        if not raw:
            return []
        return [Keep(FROM_PATCH, raw) if refused is None else Refuse(FROM_PATCH, raw, refused)]


def _lead(name: str, samples: array[int]) -> RecordedLead:
    """Runs of 7FFF are gaps."""
    gaps: list[tuple[int, int]] = []
    if NO_SIGNAL in samples:
        for at, sample in enumerate(samples):
            if sample == NO_SIGNAL:
                if gaps and sum(gaps[-1]) == at:
                    gaps[-1] = (gaps[-1][0], gaps[-1][1] + 1)
                else:
                    gaps.append((at, 1))
    return RecordedLead(name, samples, tuple(gaps))
