"""A virtual Lepu/Viatom BP2 cuff: its inside without any radio, and the cuff around it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from device_drivers.protocols import lepu_bp
from device_drivers.protocols import lepu_er_files as files
from device_drivers.protocols.date_time import DeviceTime, decode_date_time
from device_drivers.protocols.lepu_bp import Now, Result, State
from device_drivers.protocols.lepu_er import Command, DeviceInfo, LepuFrame, encode_answer, encode_info
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.heart import Heart
from device_drivers.virtual.lepu_peripheral import LepuPeripheral
from device_drivers.virtual.radio import VirtualRadio

MICRO = 1_000_000
NOT_FOUND, OPEN_FAILED = 0xE0, 0xE1
LONGEST_LIST = 200


class Bp2Inside:
    """listed: keeps bp2nibp.list (BP2W), else a file per result (BP2). opens_once: opens a file once per connection.

    taken: everything measured. requests: the commands it heard.
    """

    def __init__(self, device: str, clock: DeviceClock, seconds: Callable[[], float], *, listed: bool, registers: bool = False) -> None:
        self.device = device
        self.clock = clock
        self.listed = listed
        self.registers = registers
        self.opens_once = False
        self.lead_off = False
        self.state = State.IDLE
        self.battery = 70
        self.user = 0
        self.taken: list[Taken] = []
        self.requests: list[int] = []
        self.ecg_log: list[int | None] = []
        self.files: dict[str, bytes] = {}
        self._results: list[tuple[int, Result]] = []
        self._seconds = seconds
        self._heart = Heart(74)
        self._ecg_sent = 0
        self._reading = b""
        self._opened = False

    # --- buttons -------------------------------------------------------------------------------------------------------
    def begin(self, state: State = State.MEASURING) -> None:
        """START was pressed, or the electrodes were touched."""
        self.state = state
        self._ecg_sent = int(self._seconds() * lepu_bp.LIVE_HZ)

    def finish(self, systolic: int, diastolic: int, pulse: int, *, irregular: bool = False) -> Taken:
        """The result is on the screen and in the memory."""
        mean = diastolic + (systolic - diastolic) // 3
        local = self.clock.now()
        result = Result(DeviceTime.of(local), self.user, irregular, systolic, diastolic, mean, pulse)
        seconds = lepu_bp.seconds_of(local)
        self._results = [*self._results, (seconds, result)][-LONGEST_LIST:]
        sequence = None if self.listed else int(f"{local:%Y%m%d%H%M%S}")
        if not self.listed:
            self.files[f"{local:%Y%m%d%H%M%S}"] = lepu_bp.encode_result_file(seconds, result)
        shown = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("mean", mean, "mmHg"), ("pulse", pulse, "/min"))
        values = tuple((name, Decimal(number), unit) for name, number, unit in shown)
        taken = Taken(self.device, self.clock.world(), local, values, sequence)
        self.taken.append(taken)
        self.state = State.TRIPLE_RESULT if self.state == State.TRIPLE_MEASURING else State.RESULT
        return taken

    def store_ecg(self, seconds: int) -> str:
        """An ECG of one lead is in the memory."""
        began = self.clock.now() - timedelta(seconds=seconds)
        samples = [self._count(at / lepu_bp.STORED_HZ) for at in range(seconds * lepu_bp.STORED_HZ)]
        name = f"{began:%Y%m%d%H%M%S}"
        self.files[name] = lepu_bp.encode_ecg_file(lepu_bp.seconds_of(began), seconds, 74, samples)
        return name

    def disconnected(self) -> None:
        """A new connection may open a file again."""
        self._opened = False

    # --- answers -------------------------------------------------------------------------------------------------------
    def answer(self, frame: LepuFrame) -> bytes | None:
        """The frame the cuff sends back."""
        self.requests.append(frame.command)
        answers: dict[int, Callable[[LepuFrame], bytes | None]] = {
            Command.GET_INFO: lambda _: encode_info(DeviceInfo("B", "1.1.0.0", 0x8622, DeviceTime.of(self.clock.now()), "2523C00812")),
            Command.GET_BP_DATA: lambda _: None if self.registers else encode_answer(frame, lepu_bp.encode_now(self._now())),
            Command.GET_BP_REGISTERS: lambda _: encode_answer(frame, lepu_bp.encode_registers(self.state)),
            Command.SET_TIME: self._set_time,
            Command.LIST_FILES: lambda _: encode_answer(frame, files.encode_file_list(self._names())),
            Command.START_READ: self._start_read,
            Command.READ_FILE: self._read,
            Command.END_READ: lambda _: encode_answer(frame),
        }
        return answers[frame.command](frame) if frame.command in answers else None

    def _names(self) -> tuple[str, ...]:
        return (lepu_bp.NIBP_LIST, "bp2ecg.list") if self.listed else tuple(self.files)

    def _set_time(self, frame: LepuFrame) -> bytes:
        local = decode_date_time(frame.payload).local()
        if local is not None:
            self.clock.set(local)
        return encode_answer(frame)

    def _start_read(self, frame: LepuFrame) -> bytes | None:
        if self.state in lepu_bp.BUSY:
            return None  # a measuring cuff ignores it
        if self.opens_once and self._opened:
            return encode_answer(frame, error=OPEN_FAILED)
        name, _ = files.decode_start_request(frame)
        stored = lepu_bp.encode_list(self._results) if self.listed and name == lepu_bp.NIBP_LIST else self.files.get(name)
        if stored is None:
            return encode_answer(frame, error=NOT_FOUND)
        self._reading, self._opened = stored, True
        return encode_answer(frame, len(stored).to_bytes(4, "little"))

    def _read(self, frame: LepuFrame) -> bytes:
        offset = int.from_bytes(frame.payload, "little")
        return encode_answer(frame, self._reading[offset : offset + 200])

    def _now(self) -> Now:
        if self.state != State.ECG:
            return Now(self.state, self.battery)
        until = int(self._seconds() * lepu_bp.LIVE_HZ)
        samples = tuple(None if self.lead_off else self._count(at / lepu_bp.LIVE_HZ) for at in range(self._ecg_sent, until))
        self._ecg_sent = until
        self.ecg_log.extend(samples)
        return Now(self.state, self.battery, 74, self.lead_off, samples)

    def _count(self, second: float) -> int:
        return round(self._heart.millivolts(second) * MICRO / lepu_bp.NANOVOLTS_PER_COUNT)


class VirtualBp2(LepuPeripheral):
    """On an arm. inside: its memory, its clock and what it was asked."""

    driver = "lepu-bp2"

    def __init__(
        self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, *, listed: bool = True, model: str = "Viatom BP2W"
    ) -> None:
        self.model = model
        self.inside = Bp2Inside(f"ble:{address}", clock, self._seconds, listed=listed)
        super().__init__(radio, address, name, self.inside)

    @property
    def taken(self) -> list[Taken]:
        """What it measured."""
        return self.inside.taken

    async def take(self) -> Taken:
        """Somebody presses START; half a second later there is a plausible result."""
        chance = random.Random(len(self.taken))
        return await self.press(chance.randint(105, 165), chance.randint(62, 98), chance.randint(58, 96))

    async def press(self, systolic: int, diastolic: int, pulse: int, seconds: float = 0.5) -> Taken:
        """START, and so many seconds later the result."""
        self.inside.begin()
        await asyncio.sleep(seconds)
        return self.inside.finish(systolic, diastolic, pulse)

    def _seconds(self) -> float:
        return asyncio.get_running_loop().time()

    def disconnected(self) -> None:
        """A new host begins with a new frame."""
        self.inside.disconnected()
        super().disconnected()


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualBp2:
    """A cuff that is switched on."""
    cuff = VirtualBp2(radio, f"C1:00:00:00:05:{number:02X}", f"BP2W {number:04}", clock)
    await cuff.power_on()
    return cuff
