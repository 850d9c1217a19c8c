"""The inside of a virtual Lepu/Viatom ECG patch without any radio: samples a heart, stores recordings, answers frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from device_drivers.protocols import lepu_er_files as files
from device_drivers.protocols import lepu_file, lepu_live
from device_drivers.protocols.date_time import DeviceTime, decode_date_time
from device_drivers.protocols.lepu_er import (
    LIVE_HZ,
    NANOVOLTS_PER_COUNT,
    Battery,
    Command,
    DeviceInfo,
    LepuFrame,
    LiveData,
    RunStatus,
    encode_answer,
    encode_battery,
    encode_info,
    encode_live,
)
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.heart import Heart

BACKLOG_SECONDS = 2.0  # what the patch keeps for a host that asks late
FIRST_SECONDS = 0.4  # what it sends to a host that asks for the first time
NANOVOLTS_PER_MILLIVOLT = 1_000_000
NOT_FOUND, OPEN_FAILED, OCCUPIED = 0xE0, 0xE1, 0xFB
CABLES = {"er3": 2, "m12": 0}  # five wires; ten electrodes
HEIGHTS = {"I": 0.6, "II": 1.0, "V1": -0.5, "V2": 0.3, "V3": 0.7, "V4": 1.1, "V5": 1.0, "V6": 0.8}


class LepuDevice:
    """One patch. profile: "" one lead, er3, m12. seconds(): since it was switched on.

    log: samples sent by a patch of one lead, None where the electrodes were off; rows: those of one with several, every
    channel of the cable. files: what is stored. taken: its own record of what it stored. requests: commands it heard.
    """

    def __init__(self, device: str, clock: DeviceClock, seconds: Callable[[], float], profile: str = "", rate: float = 72.0) -> None:
        self.device = device
        self.clock = clock
        self.profile = profile
        self.rate = rate
        self.battery = 80
        self.lead_off = False
        self.occupied = False
        self.chunk_size = 480
        self.cable = CABLES.get(profile, 0)
        self.log: list[int | None] = []
        self.rows: list[tuple[int, ...]] = []
        self.files: dict[str, bytes] = {}
        self.taken: list[Taken] = []
        self.requests: list[int] = []
        self.opened: list[tuple[str, int]] = []  # names and offsets hosts began to read at
        self.restarted_at = 0.0  # when the present measurement began
        self._seconds = seconds
        self._heart = Heart(rate)
        self._sent_until = 0
        self._reading = b""

    @property
    def hz(self) -> int:
        """Samples per second and lead."""
        return round(lepu_live.LAYOUTS[self.profile].hz)

    def set_rate(self, rate: float) -> None:
        """The heart beats at so many per minute from now on."""
        self.rate = rate
        self._heart = Heart(rate)

    def switched_on(self) -> None:
        """Samples count from now."""
        self._sent_until = 0

    # --- recordings ----------------------------------------------------------------------------------------------------
    def record(self, seconds: int) -> Taken:
        """Stores a recording that ends now, under the name its clock gives it."""
        began = self.clock.now() - timedelta(seconds=seconds)
        letter = "W" if self.profile else "R"
        name = f"{letter}{began:%Y%m%d%H%M%S}"
        samples = range(seconds * self.hz)
        if self.profile:
            wave = lepu_file.encode_rows(self._row(at) for at in samples)
            self.files[name] = lepu_file.encode_file(wave, seconds, self.cable)
        else:
            wave = lepu_file.encode_dpcm(self._count(at, "II", NANOVOLTS_PER_COUNT) for at in samples)
            self.files[name] = lepu_file.encode_file(wave, seconds)
        taken = Taken(self.device, self.clock.world(), began, (("seconds", Decimal(seconds), "s"),), int(name[1:]), name)
        self.taken.append(taken)
        return taken

    # --- answers -------------------------------------------------------------------------------------------------------
    def answer(self, frame: LepuFrame) -> bytes | None:
        """The frame a patch sends back; None where it keeps silent."""
        self.requests.append(frame.command)
        answers: dict[int, Callable[[LepuFrame], bytes]] = {
            Command.GET_REALTIME_DATA: self._live,
            Command.GET_MULTI_LEAD_DATA: self._live_m12,
            Command.GET_BATTERY: lambda _: encode_battery(Battery(0, self.battery, 3900), frame.sequence),
            Command.GET_INFO: self._info,
            Command.SET_TIME: self._set_time,
            Command.LIST_FILES: lambda _: encode_answer(frame, files.encode_file_list(("user.list", *self.files)[:255])),
            Command.START_READ: self._start_read,
            Command.READ_FILE: self._read,
            Command.END_READ: lambda _: encode_answer(frame),
        }
        return answers[frame.command](frame) if frame.command in answers else None

    def _info(self, frame: LepuFrame) -> bytes:
        return encode_info(DeviceInfo("A", "1.2.0.0", 0x0101, DeviceTime.of(self.clock.now()), "2130049999"), frame.sequence)

    def _set_time(self, frame: LepuFrame) -> bytes:
        local = decode_date_time(frame.payload).local()
        if local is not None:
            self.clock.set(local)
        return encode_answer(frame)

    def _start_read(self, frame: LepuFrame) -> bytes:
        if self.occupied:
            return encode_answer(frame, error=OCCUPIED)
        name, offset = files.decode_start_request(frame)
        self.opened.append((name, offset))
        if name not in self.files:
            return encode_answer(frame, error=NOT_FOUND)
        self._reading = self.files[name]
        return encode_answer(frame, len(self._reading).to_bytes(4, "little"))

    def _read(self, frame: LepuFrame) -> bytes:
        offset = int.from_bytes(frame.payload, "little")
        return encode_answer(frame, self._reading[offset : offset + self.chunk_size])

    def _live(self, frame: LepuFrame) -> bytes:
        if self.profile == "er3":
            status = lepu_live.MultiLeadStatus(self._shown_rate(), self.battery, self.cable, frozenset({"RA"} if self.lead_off else ()))
            first, rows = self._rows_from(lepu_live.first_wanted(frame.payload))
            return encode_answer(frame, lepu_live.encode_er3(status, first, rows))
        return encode_live(self._single(), frame.sequence)

    def _live_m12(self, frame: LepuFrame) -> bytes:
        off = frozenset(lepu_file.cable_channels(self.cable)) if self.lead_off else frozenset()
        first, rows = self._rows_from(lepu_live.first_wanted(frame.payload))
        status = lepu_live.MultiLeadStatus(self._shown_rate(), self.battery, self.cable, off)
        return encode_answer(frame, lepu_live.encode_m12(status, first, rows))

    def _single(self) -> LiveData:
        until = int(self._seconds() * LIVE_HZ)
        first = max(self._sent_until, until - int(BACKLOG_SECONDS * LIVE_HZ))
        samples = tuple(None if self.lead_off else self._count(at, "II", NANOVOLTS_PER_COUNT) for at in range(first, until))
        self._sent_until = until
        self.log.extend(samples)
        status = RunStatus.LEAD_OFF if self.lead_off else RunStatus.RECORDING
        return LiveData(self._shown_rate(), 0, self.battery, int(self._seconds()), status, samples)

    def _rows_from(self, wanted: int) -> tuple[int, list[tuple[int, ...]]]:
        until = int((self._seconds() - self.restarted_at) * self.hz)
        oldest = until - int((BACKLOG_SECONDS if wanted else FIRST_SECONDS) * self.hz)
        first = max(wanted if wanted <= until else 0, oldest, 0)
        rows = [self._row(at) for at in range(first, until)]
        self.rows.extend(self._row(at) for at in range(max(first, self._sent_until), until))
        self._sent_until = until
        return first, rows

    def _shown_rate(self) -> int:
        return 0 if self.lead_off else round(self.rate)

    def _row(self, at: int) -> tuple[int, ...]:
        step = lepu_live.MULTI_LEAD_NANOVOLTS
        return tuple(self._count(at, lead, step) if lead else 0 for lead in lepu_file.cable_channels(self.cable))

    def _count(self, at: int, lead: str, step: int) -> int:
        return round(self._heart.millivolts(at / self.hz) * HEIGHTS[lead] * NANOVOLTS_PER_MILLIVOLT / step)
