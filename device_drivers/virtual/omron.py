"""Virtual Omron cuffs and scales: a memory image behind Omron's frames, for every memory map there is."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from bumble.core import AdvertisingData

from device_drivers.drivers import omron_cuff
from device_drivers.protocols import omron, omron_records, omron_scale
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.omron import OmronAdvert, OmronFrame, Op, Unlock, UserCount
from device_drivers.protocols.omron_channels import FROM, NEW_SERVICE, SERVICE, TO, UNLOCK, Assembly, sliced
from device_drivers.protocols.omron_memory import NOTHING_UNREAD, WEIGHINGS, MemoryMap, Span, UserMap
from device_drivers.protocols.omron_records import OmronRecord, RecordLayout
from device_drivers.protocols.omron_scale import OmronScaleRecord
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

MEMORY_SIZE = 0x10000
REFUSED = 0x0F  # result of a command it does not carry out


class OmronBrain(Brain):
    """One device with the memory map of its model.

    image: its memory. pairing: -P- blinks. key: the host it knows. trespasses: what was written where nobody may. served:
    frames it answered. unregistered: users whose memory it does not give. totals: records each user ever made.
    """

    def __init__(self, clock: DeviceClock, memory: MemoryMap, number: str) -> None:
        super().__init__(clock, number, "OMRON HEALTHCARE")
        self.memory = memory
        four = memory.four_channels
        to, from_ = (TO, FROM) if four else (TO[:1], FROM[:1])
        own = (*(Offered(one, write=True) for one in to), *(Offered(one, notify=True, bonded=True) for one in from_))
        unlock = () if memory.unlock is None else (Offered(UNLOCK, write=True, notify=True, bonded=True),)
        self.services = ((SERVICE if four else NEW_SERVICE, (*own, *unlock)), *INFORMATION)
        self.advertised = "1810"
        self.image = bytearray(b"\xff" * MEMORY_SIZE)
        self.pairing = False
        self.key = b""
        self.unlocked = False
        self.is_open = False
        self.trespasses: list[Span] = []
        self.written_spans: list[Span] = []
        self.served: list[OmronFrame] = []
        self.unregistered: set[int] = set()
        self.silent_for = 0  # so many commands get no answer
        self.totals = [0] * len(memory.users)
        self._newest = [-1] * len(memory.users)
        self._assembly = Assembly(four=four)
        self._next = 0
        self._lay_out()

    def _lay_out(self) -> None:
        memory = self.memory
        if memory.counters_span is not None:
            self._put(memory.counters_span.address, bytes(memory.counters_span.size))
            for number in range(len(memory.users)):
                self._point(number, unread=0)
        if memory.clock_span is not None:
            self._put(memory.clock_span.address, bytes(range(memory.clock_span.size)))

    def _put(self, address: int, data: bytes) -> None:
        self.image[address : address + len(data)] = data

    def _point(self, number: int, unread: int) -> None:
        """Moves a user's cursor behind its newest slot; a cursor that never moved says 'nothing yet'."""
        user, counters, settings = self.memory.users[number], self.memory.counters, self.memory.settings
        if counters is None or settings is None or user.cursor is None or user.unread is None:
            return
        cursor = NOTHING_UNREAD if self._newest[number] < 0 else (self._newest[number] - counters.bias) & counters.mask
        for at, word in ((user.cursor, cursor), (user.unread, NOTHING_UNREAD | unread)):
            self._put(settings + at, word.to_bytes(2, counters.order))

    # --- what a person does --------------------------------------------------------------------------------------------
    def press(
        self,
        systolic: int,
        diastolic: int,
        pulse: int,
        *,
        user: int = 1,
        moved: bool = False,
        irregular: bool = False,
        error: int = 0,
        at: datetime | None = None,
    ) -> Taken:
        """A measurement on the user's side of the switch; at: on the device's own clock, now where not given."""
        when = at or self.clock.now()
        record = OmronRecord(systolic, diastolic, pulse, DeviceTime.of(when), moved, irregular, error)
        self._store(user, omron_records.encode_record(RecordLayout(self.memory.layout), record, self.memory.record_size))
        numbers = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("pulse", pulse, "/min"))
        return self._logged(when, tuple((name, Decimal(number), unit) for name, number, unit in numbers), "error" if error else "")

    def step_on(self, weight: Decimal, *, user: int = 1, composition: bool = True) -> Taken:
        """A weighing; without composition as of a guest."""
        when = self.clock.now()
        fat, muscle, bmi, level = map(Decimal, ("23.5", "31.2", "23.7", "8") if composition else "0000")
        stored_level = level if self.memory.layout == "scale48" else level / 2
        metabolism, age = (1520, 34) if composition else (0, 0)
        record = OmronScaleRecord(weight, fat, muscle, bmi, metabolism, stored_level, age, DeviceTime.of(when))
        self._store(user, omron_scale.encode_record(record, WEIGHINGS[self.memory.layout]))
        return self._logged(when, (("weight", weight, "kg"),))

    def _logged(self, when: datetime, shown: tuple[tuple[str, Decimal, str], ...], note: str = "") -> Taken:
        taken = Taken(self.id, self.clock.world(), when, shown, note=note)
        self.taken.append(taken)
        self.stirred()
        return taken

    def _store(self, user: int, slot: bytes) -> None:
        number, ring = user - 1, self.memory.users[user - 1]
        self._newest[number] = (self._newest[number] + 1) % ring.slots
        self.totals[number] += 1
        self._put(self._slot(ring, self._newest[number]), slot)
        self._point(number, unread=min(self.totals[number], ring.slots))

    def _slot(self, ring: UserMap, slot: int) -> int:
        return ring.start + slot * self.memory.record_size

    def advert(self) -> OmronAdvert:
        """The counters it tells without being connected."""
        users = (UserCount(total & 0xFFFF, min(total, ring.slots, 255)) for total, ring in zip(self.totals, self.memory.users, strict=True))
        return OmronAdvert(1, False, self.pairing, tuple(users))

    # --- what the host sees --------------------------------------------------------------------------------------------
    def connected(self) -> None:
        """Every host begins locked."""
        super().connected()
        self.unlocked = self.memory.unlock is None
        self.is_open = False
        self._assembly.reset()

    def written(self, channel: str, data: bytes) -> None:
        """A word to unlock it, or a slice of a frame."""
        if channel == UNLOCK:
            self._unlock(data)
        elif channel in TO:
            self._slice(TO.index(channel), data)

    def _unlock(self, data: bytes) -> None:
        word, secret = data[0], data[1:17]
        match word:
            case Unlock.MAY_I_SET_A_KEY:
                yes = self.pairing
            case Unlock.NEW_KEY:
                yes = self.pairing
                self.key = secret if yes else self.key
            case Unlock.KEY:
                yes = bool(self.key) and secret == self.key
            case _:
                yes = word == Unlock.TOKEN and self.memory.unlock is Unlock.TOKEN
        if yes and word != Unlock.MAY_I_SET_A_KEY:
            self.unlocked, self.pairing = True, False
        echo = secret[: omron.NONCE_SIZE] if word == Unlock.TOKEN else b""
        self.outbox.append((UNLOCK, bytes((word | 0x80, 0 if yes else REFUSED)) + echo))

    def _slice(self, number: int, data: bytes) -> None:
        raw = self._assembly.take(number, data)
        if raw is None or not self.unlocked:
            return
        try:
            frame = omron.decode_frame(raw)
        except Refused:
            return
        if self.silent_for:
            self.silent_for -= 1
            return
        self.served.append(frame)
        self._say(self._obey(frame))

    def _obey(self, frame: OmronFrame) -> OmronFrame:
        answer = OmronFrame(frame.answer_to, frame.address, frame.size)
        match frame.op:
            case Op.START:
                self.is_open = True
            case Op.END:
                self.is_open = False
            case Op.READ if self.is_open and not self._is_withheld(frame.address):
                self._tick_clock()
                return OmronFrame(answer.type, frame.address, frame.size, bytes(self.image[frame.address : frame.address + frame.size]))
            case Op.READ:
                return OmronFrame(answer.type, frame.address, frame.size, result=REFUSED)
            case Op.WRITE if self.is_open:
                self._take_over(frame)
            case _:
                return OmronFrame(Op.END_REPLY, 0, 0, result=REFUSED)
        return answer

    def _is_withheld(self, address: int) -> bool:
        size = self.memory.record_size
        rings = (Span(ring.start, ring.slots * size) for number, ring in enumerate(self.memory.users, 1) if number in self.unregistered)
        return any(ring.address <= address < ring.end for ring in rings)

    def _tick_clock(self) -> None:
        span = self.memory.clock_span
        if span is not None:
            block = bytes(self.image[span.address : span.end])
            self._put(span.address, omron_records.set_clock(block, self.clock.now(), self.memory.clock))

    def _take_over(self, frame: OmronFrame) -> None:
        span = Span(frame.address, len(frame.payload))
        self.written_spans.append(span)
        memory = self.memory
        if not any(allowed.holds(span) for allowed in memory.writable) or memory.mirror is None or memory.settings is None:
            self.trespasses.append(span)
            return
        self._put(frame.address, frame.payload)
        self._put(frame.address - memory.mirror + memory.settings, frame.payload)
        if memory.clock_at is not None and frame.address == memory.mirror + memory.clock_at:
            local = omron_records.decode_clock(frame.payload, memory.clock).local()
            if local is not None:
                self.clock.set(local)

    def _say(self, frame: OmronFrame) -> None:
        for number, part in sliced(omron.encode_frame(frame), four=self.memory.four_channels):
            self.outbox.append((FROM[number], part))


class VirtualOmron(GattDevice):
    """One of them on the air, telling its counters."""

    brain: OmronBrain

    def __init__(self, radio: VirtualRadio, address: str, name: str, brain: OmronBrain, driver: str = "omron-ble", model: str = "") -> None:
        self.driver = driver
        self.model = model
        super().__init__(radio, address, name, brain)

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        if self.brain.memory.layout in WEIGHINGS:
            return self.brain.step_on(Decimal(random.randint(480, 820)) / 10)
        return self.brain.press(random.randint(105, 165), random.randint(62, 98), random.randint(58, 96))

    async def _follow(self) -> None:
        """The counters in the advert move with every measurement."""
        packet = _advert(self.name, self.brain.advert())
        if packet != self._packet:
            self._packet = packet
            if self._device.is_advertising:
                await self._device.stop_advertising()
        await super()._follow()


def _advert(name: str, advert: OmronAdvert) -> bytes:
    counters = omron.COMPANY.to_bytes(2, "little") + omron.encode_advert(advert)
    parts = [(AdvertisingData.FLAGS, b"\x06"), (AdvertisingData.MANUFACTURER_SPECIFIC_DATA, counters)]
    room = 31 - sum(2 + len(value) for _, value in parts) - 2
    return bytes(AdvertisingData([*parts, (AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()[:room])]))


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualOmron:
    """A HEM-7142T2, switched on."""
    model = "HEM-7142T2"
    brain = OmronBrain(clock, omron_cuff.CUFFS[model], model)
    device = VirtualOmron(radio, f"C1:00:00:02:00:{number:02X}", f"BLEsmart_0000{number:02X}", brain, "omron-ble", omron_cuff.MAKER + model)
    await device.power_on()
    return device


async def make_scale(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualOmron:
    """A HBF-702T, switched on and held for pairing."""
    model = "HBF-702T"
    brain = OmronBrain(clock, omron_cuff.SCALES[model], model)
    brain.pairing = True
    name = f"BLEsmart_0001000C{number:02X}"
    device = VirtualOmron(radio, f"C1:00:00:05:00:{number:02X}", name, brain, "omron-scale", omron_cuff.MAKER + model)
    await device.power_on()
    return device
