"""Virtual devices on a serial line: a SunTech module and an A&D cabinet cuff behind socket:// urls or, on POSIX, a pty."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from contextlib import suppress
from decimal import Decimal
from typing import Any

from device_drivers.protocols import and_tm, suntech
from device_drivers.protocols.and_tm import TmError, TmFrame, TmResult
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.suntech import Acknowledge, BpData, Command, CuffReply, HostCommand
from device_drivers.virtual.device_clock import DeviceClock, Taken

PLAUSIBLE = ((124, 78, 71), (139, 88, 76), (118, 74, 66), (151, 92, 80), (132, 84, 69), (166, 98, 84))  # one after the other
PIECE = 3  # bytes per write: no reply arrives whole
PIECE_SECONDS = 0.002


class SerialPeer:
    """The device's end of a serial line; lives in the hub's loop. received: all bytes the host sent."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.url = ""
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._pty: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._host_here = asyncio.Event()
        self._host_gone = asyncio.Event()

    async def listen(self) -> str:
        """Waits on loopback for one host at a time; the url to open."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"socket://{host}:{port}"
        return self.url

    def open_pty(self) -> str:
        """A terminal device on POSIX; its name is the port to open."""
        import pty
        import tty

        self._pty, line = pty.openpty()
        tty.setraw(line)
        os.set_blocking(self._pty, False)
        asyncio.get_running_loop().add_reader(self._pty, self._read_pty, self._pty)
        self.url = os.ttyname(line)
        return self.url

    async def close(self) -> None:
        """The cable is pulled."""
        for task in self._tasks:
            task.cancel()
        if self._server is not None:
            self._server.close()
        await self.unplug()
        if self._pty is not None:
            asyncio.get_running_loop().remove_reader(self._pty)
            os.close(self._pty)
            self._pty = None

    async def unplug(self) -> None:
        """The line breaks; a host may open it again."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    async def host_here(self) -> None:
        """Waits until a host has opened the line: what is sent before reaches nobody."""
        await self._host_here.wait()

    async def host_gone(self) -> None:
        """Waits until the host has closed the line and all it said was heard."""
        await self._host_gone.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._host_gone.clear()
        self._host_here.set()
        self.opened()
        try:
            while data := await reader.read(256):
                self._take(data)
        except ConnectionError:
            pass
        finally:
            writer.close()
            self._host_here.clear()
            self._host_gone.set()

    def _read_pty(self, line: int) -> None:
        try:
            self._take(os.read(line, 256))
        except OSError:  # nobody has the line open at the moment
            asyncio.get_running_loop().remove_reader(line)

    def _take(self, data: bytes) -> None:
        self.received += data
        self.heard(data)

    def opened(self) -> None:
        """Called when a host opened the line."""

    def heard(self, data: bytes) -> None:
        """Called with what the host sent."""

    async def send(self, data: bytes) -> None:
        """Sends in small pieces; nobody notices where the line is gone."""
        async with self._sending:
            line = self._writer
            for at in range(0, len(data), PIECE):
                if self._writer is not line:
                    return  # the cable was pulled: what was not said is not said to the next host
                with suppress(OSError):
                    await self._put(data[at : at + PIECE])
                await asyncio.sleep(PIECE_SECONDS)

    async def _put(self, piece: bytes) -> None:
        if self._pty is not None:
            os.write(self._pty, piece)
        elif self._writer is not None:
            self._writer.write(piece)
            await self._writer.drain()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs something beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class SunTechPeer(SerialPeer):
    """A pressure module: inflates on command, answers polls, gives its result.

    commands: what hosts sent, in order. seconds: how long a measurement takes. error_code: of the next result.
    """

    def __init__(self, clock: DeviceClock) -> None:
        super().__init__()
        self.clock = clock
        self.commands: list[HostCommand] = []
        self.log: list[Taken] = []
        self.seconds = 1.0
        self.error_code = 0
        self.peak = 180
        self.pressure = 0
        self.spoil_result = 0  # so many results leave with a wrong checksum
        self.silent_aborts = 0  # so many aborts are not heard
        self._stream = suntech.command_stream()
        self._next = BpData(118, 76, 90, 68)
        self._last = BpData(0, 0, 0, 0, error_code=2)
        self._measuring: asyncio.Task[None] | None = None

    def arm(self, systolic: int, diastolic: int, mean: int, pulse: int) -> None:
        """What the next measurement will find."""
        self._next = BpData(systolic, diastolic, mean, pulse, beat_count=20)

    @property
    def inflated(self) -> bool:
        """Whether a measurement is running."""
        return self._measuring is not None and not self._measuring.done()

    def opened(self) -> None:
        """A new host begins with a new frame."""
        self._stream = suntech.command_stream()

    def heard(self, data: bytes) -> None:
        """Answers every command."""
        for command in self._stream.feed(data):
            if not isinstance(command, Refusal):
                self.commands.append(command)
                self._obey(command)

    def _obey(self, command: HostCommand) -> None:
        match command.known:
            case Command.START_ADULT | Command.START_PEDIATRIC | Command.START_NEONATE:
                self._begin()
            case Command.ABORT:
                self._abort()
            case Command.GET_CUFF_PRESSURE:
                self._reply(CuffReply(self.pressure))
            case Command.GET_BP_DATA:
                self._give_result()
            case Command.GET_STATUS | Command.GET_INFO:
                self._reply(Acknowledge(ord("O")))

    def _begin(self) -> None:
        if self.inflated:
            self._reply(Acknowledge(ord("B")))
            return
        self._reply(Acknowledge(ord("O")))
        self._measuring = self.spawn(self._measure())

    def _abort(self) -> None:
        if self.silent_aborts:
            self.silent_aborts -= 1
            return
        if self._measuring is not None:
            self._measuring.cancel()
        self.pressure = 0
        self._reply(Acknowledge(ord("A")))

    async def _measure(self) -> None:
        steps = 20
        for step in range(steps):
            self.pressure = self.peak * (steps - step) // steps
            await asyncio.sleep(self.seconds / steps)
        self.pressure = 0
        result = self._next
        self._last = BpData(0, 0, 0, 0, error_code=self.error_code) if self.error_code else result
        if not self.error_code:
            self.log.append(
                _taken(self.url, self.clock, result.systolic, result.diastolic, result.mean_arterial_pressure, result.pulse_rate)
            )
        await self.send(suntech.encode_reply(Acknowledge(ord("K"))))

    def _give_result(self) -> None:
        frame = suntech.encode_reply(self._last)
        if self.spoil_result:
            self.spoil_result -= 1
            frame = frame[:-1] + bytes((frame[-1] ^ 0x55,))
        self.spawn(self.send(frame))

    def _reply(self, reply: suntech.Reply) -> None:
        self.spawn(self.send(suntech.encode_reply(reply)))


class TmPeer(SerialPeer):
    """A cabinet cuff with a start button of its own.

    auto_send: tells a result when it has one, else only when asked. commands: texts the host sent.
    """

    MODEL = "TM2655"
    driver, model, name = "and-tm", "A&D TM-2655", "TM-2655"

    def __init__(self, clock: DeviceClock, *, auto_send: bool = True) -> None:
        super().__init__()
        self.clock = clock
        self.auto_send = auto_send
        self.seconds = 0.5
        self.commands: list[str] = []
        self.log: list[Taken] = []
        self.last: TmResult | TmError | None = None
        self._next = (121, 93, 79, 66)
        self._stream = and_tm.stream()
        self._measuring: asyncio.Task[None] | None = None

    def arm(self, systolic: int, mean: int, diastolic: int, pulse: int) -> None:
        """What the next measurement started by the host will find."""
        self._next = (systolic, mean, diastolic, pulse)

    async def press(self, systolic: int, mean: int, diastolic: int, pulse: int) -> None:
        """The person in the cabinet presses START."""
        self._next = (systolic, mean, diastolic, pulse)
        await self._measure(0.0)

    @property
    def id(self) -> str:
        """As the hub knows it, once it listens."""
        return f"serial:{self.url}"

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.log

    async def take(self) -> Taken:
        """Somebody sits down and measures."""
        systolic, diastolic, pulse = PLAUSIBLE[len(self.log) % len(PLAUSIBLE)]
        await self.press(systolic, (systolic + 2 * diastolic) // 3, diastolic, pulse)
        return self.log[-1]

    async def repeat(self) -> None:
        """Sends its last result once more."""
        if self.last is not None:
            await self.send(and_tm.encode_result(self.last))

    async def fail(self, code: str) -> None:
        """A measurement the cuff itself rejects."""
        self.last = TmError(self.MODEL, self._minute(), code, ())
        await self.send(and_tm.encode_result(self.last))

    def opened(self) -> None:
        """A new host begins with a new frame."""
        self._stream = and_tm.stream()

    def heard(self, data: bytes) -> None:
        """Answers every command."""
        for frame in self._stream.feed(data):
            if isinstance(frame, TmFrame):
                self.commands.append(frame.text)
                self._obey(frame.text)

    def _obey(self, text: str) -> None:
        match text:
            case and_tm.Command.START:
                self._measuring = self.spawn(self._measure(self.seconds))
                self.spawn(self.send(and_tm.encode_acknowledge(True)))
            case and_tm.Command.STOP:
                if self._measuring is not None:
                    self._measuring.cancel()
                self.spawn(self.send(and_tm.encode_acknowledge(True)))
            case and_tm.Command.READ_LAST:
                self.spawn(self.send(and_tm.encode_acknowledge(False) if self.last is None else and_tm.encode_result(self.last)))

    async def _measure(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        systolic, mean, diastolic, pulse = self._next
        self.last = TmResult(self.MODEL, self._minute(), systolic, mean, diastolic, pulse)
        self.log.append(_taken(self.url, self.clock, systolic, diastolic, mean, pulse))
        if self.auto_send:
            await self.send(and_tm.encode_result(self.last))

    def _minute(self) -> DeviceTime:
        now = self.clock.now()
        return DeviceTime(now.year, now.month, now.day, now.hour, now.minute, None)


def _taken(url: str, clock: DeviceClock, systolic: int, diastolic: int, mean: int, pulse: int) -> Taken:
    values = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("mean", mean, "mmHg"), ("pulse", pulse, "/min"))
    shown = tuple((name, Decimal(value), unit) for name, value, unit in values)
    return Taken(f"serial:{url}", clock.world(), clock.now(), shown)


async def make(_: object, number: int, clock: DeviceClock) -> TmPeer:
    """A cabinet cuff that tells each result by itself."""
    peer = TmPeer(clock)
    peer.name = f"TM-2655 {number}"
    await peer.listen()
    return peer
