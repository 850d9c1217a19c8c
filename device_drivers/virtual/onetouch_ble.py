"""A virtual OneTouch Verio on the air."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import onetouch_ble
from device_drivers.protocols.onetouch_ble import Answer, OneTouchRecord
from device_drivers.protocols.onetouch_ble_session import FROM_METER, SERVICE, TO_METER
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

CAPACITY = 500
_ACK = bytes((onetouch_ble.ACKNOWLEDGE,))


class OneTouchBrain(Brain):
    """memory: eleven bytes by number. counter: number of the newest, for the life of the meter. commands: what hosts asked.

    Like the real one it answers nothing until its last answer was acknowledged, but for a repeated question.
    unbonded: refuses everything. lost: so many answers are lost on the way.
    """

    services = ((SERVICE, (Offered(TO_METER, write=True, bonded=True), Offered(FROM_METER, notify=True, bonded=True))), *INFORMATION)
    advertised = SERVICE

    def __init__(self, clock: DeviceClock, model: str = "Verio Flex") -> None:
        super().__init__(clock, model, "LifeScan")
        self.memory: dict[int, bytes] = {}
        self.counter = 0
        self.commands: list[bytes] = []
        self.unbonded = False
        self.lost = 0
        self._unacknowledged: bytes | None = None

    def prick(self, glucose: int, *, control: bool = False, meal: str | None = None) -> Taken:
        """One drop, mg/dL."""
        self.file(OneTouchRecord(self.clock.now(), glucose, control, meal))
        return self.measured(("glucose", Decimal(glucose), "mg/dL"), sequence=self.counter, note="control" if control else "")

    def preload(self, taken: datetime, glucose: int) -> None:
        """A result from earlier, on the meter's own clock."""
        self.file(OneTouchRecord(taken, glucose))

    def file(self, record: OneTouchRecord) -> None:
        """Stores it; the oldest falls out of a full memory."""
        self.file_raw(onetouch_ble.encode_record(record))

    def file_raw(self, body: bytes) -> None:
        """Stores bytes as they are: an event that is no result."""
        self.counter += 1
        self.memory[self.counter] = body
        self.memory.pop(self.counter - CAPACITY, None)
        self.stirred()

    def gone(self) -> None:
        """The next host begins afresh."""
        super().gone()
        self._unacknowledged = None

    def written(self, _: str, data: bytes) -> None:
        """A question or an acknowledgement."""
        if data == _ACK:
            self._unacknowledged = None
            return
        try:
            command = onetouch_ble.decode_question(data)
        except Refused:
            return
        self.outbox.append((FROM_METER, _ACK))
        self.commands.append(command)
        if self._unacknowledged not in (None, command):
            return
        self._unacknowledged = command
        if self.lost:
            self.lost -= 1
            return
        self.outbox.append((FROM_METER, onetouch_ble.encode_answer(self._answer(command))))

    def _answer(self, command: bytes) -> Answer:
        if self.unbonded:
            return Answer(onetouch_ble.NOT_ALLOWED, b"\x03")
        match command[:1]:
            case b"\x20" if command == onetouch_ble.READ_CLOCK:
                return Answer(onetouch_ble.OK, onetouch_ble.seconds_of(self.clock.now()))
            case b"\x20":
                self.clock.set(onetouch_ble.moment_of(command[2:]))
                return Answer(onetouch_ble.OK, b"")
            case b"\x0a":
                return Answer(onetouch_ble.OK, self.counter.to_bytes(4, "little"))
            case b"\x27":
                return Answer(onetouch_ble.OK, len(self.memory).to_bytes(2, "little"))
            case b"\xb3":
                body = self.memory.get(int.from_bytes(command[1:], "little"))
                return Answer(onetouch_ble.NO_SUCH_RECORD, b"") if body is None else Answer(onetouch_ble.OK, body)
        return Answer(8, b"\x03")


class VirtualOneTouch(GattDevice):
    """On the air."""

    driver, model = "onetouch-ble", "OneTouch Verio Flex"
    brain: OneTouchBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.prick(random.randint(76, 230))


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualOneTouch:
    """Switched on."""
    device = VirtualOneTouch(radio, f"C1:00:00:07:00:{number:02X}", "OneTouch 0001", OneTouchBrain(clock))
    await device.power_on()
    return device
