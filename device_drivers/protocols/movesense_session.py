"""A session with a Movesense sensor: ECG and heart rate over GSP, both given up before the link goes."""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import movesense
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
    Read,
    ReadDone,
    Refuse,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
)
from device_drivers.protocols.movesense import Command, Kind, Message
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.sample_clock import SampleClock
from device_drivers.readings import DeviceState, EcgBlock

SERVICE = "34802252-7185-4d5d-b431-630e7050e8f0"
TO_SENSOR = "34800001-7185-4d5d-b431-630e7050e8f0"
FROM_SENSOR = "34800002-7185-4d5d-b431-630e7050e8f0"
BATTERY = "2A19"
LEAD = "ECG"
HZ = 250
HELLO_REF, ECG_REF, RATE_REF = 1, 2, 3
PATHS = {ECG_REF: f"/Meas/ECG/{HZ}", RATE_REF: "/Meas/HR"}
ANSWER_SECONDS, SILENCE_SECONDS = 5.0, 5.0


class MovesenseSession(Session):
    """One stream. first_sample: running index of its first sample."""

    def __init__(self, device: str, driver: str, first_sample: int) -> None:
        super().__init__(device, driver)
        self._samples = SampleClock(HZ, first_sample)
        self._running: set[int] = set()
        self._part = b""  # the first part of an ECG message
        self._rate: int | None = None
        self._intervals: tuple[int, ...] = ()
        self._over = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels):
                if not {TO_SENSOR, FROM_SENSOR} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), *([Read(BATTERY)] if BATTERY in channels else []), Subscribe(FROM_SENSOR)]
            case ReadDone(_, data) if data:
                return [State(DeviceState.CONNECTED, battery=min(data[0], 100))]
            case Subscribed():
                self._expect(ANSWER_SECONDS)
                return [self._write(Command.HELLO, HELLO_REF)]
            case Notified(_, data) if not self._over:
                return self._heard(data)
            case Cancel():
                return [*self._give_up(), State(DeviceState.IDLE), Done()]
            case Closing():
                return self._give_up()
            case Disconnected():
                self.quiet()
                return [Done()] if self._over else [Failed(Reason.LOST)]
        return []

    def _give_up(self) -> Actions:
        self.quiet()
        self._over = True
        running, self._running = sorted(self._running), set()
        return [self._write(Command.UNSUBSCRIBE, reference) for reference in running]

    def _write(self, command: Command, reference: int) -> Write:
        path = PATHS.get(reference, "") if command is Command.SUBSCRIBE else ""
        return Write(TO_SENSOR, movesense.encode_command(command, reference, path))

    def _expect(self, seconds: float) -> None:
        self.alarm("silence", seconds, lambda: [Failed(Reason.TIMEOUT)])

    def _heard(self, data: bytes) -> Actions:
        try:
            message = movesense.decode_message(data)
            return self._answered(message) if message.kind is Kind.RESPONSE else self._told(message, data)
        except Refused as error:
            return [Refuse(FROM_SENSOR, data, error.reason)]

    def _answered(self, message: Message) -> Actions:
        status = movesense.decode_status(message) if message.reference != HELLO_REF else movesense.OK
        if message.reference in {ECG_REF, HELLO_REF} and status != movesense.OK:
            return [Failed(Reason.NOT_SUPPORTED)]
        if message.reference == HELLO_REF and not self._running:
            self._running = set(PATHS)
            self._expect(ANSWER_SECONDS)
            return [self._write(Command.SUBSCRIBE, reference) for reference in PATHS]
        return [State(DeviceState.MEASURING)] if message.reference == ECG_REF else []

    def _told(self, message: Message, data: bytes) -> Actions:
        if message.reference == RATE_REF:
            beat = movesense.decode_heart_rate(message.payload)
            self._rate = round(beat.average) or None
            self._intervals += tuple(round(interval * 1024 / 1000) for interval in beat.rr_ms)
            return [Keep(FROM_SENSOR, data)]
        if message.reference != ECG_REF:
            return []
        return self._ecg(message)

    def _ecg(self, message: Message) -> Actions:
        lost: Actions = []
        if message.kind is Kind.DATA_PART_2:
            payload, self._part = self._part + message.payload, b""
        else:
            lost = [Refuse(FROM_SENSOR, self._part, "short")] if self._part else []
            payload, self._part = message.payload, b""
            if not movesense.is_whole(payload):
                self._part = payload
                return lost
        ecg = movesense.decode_ecg(payload)
        if not ecg.samples:
            return lost
        self._expect(SILENCE_SECONDS)
        first = self._samples.place(ecg.milliseconds / 1000, len(ecg.samples), self.now)
        intervals, self._intervals = self._intervals, ()
        step = movesense.NANOVOLTS_PER_COUNT
        block = EcgBlock(self.device, LEAD, self._samples.hz, step, first, ecg.samples, self._rate, intervals)
        return [*lost, Block(block)]
