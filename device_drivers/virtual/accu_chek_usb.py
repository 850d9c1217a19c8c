"""A virtual Accu-Chek on USB: a 11073-20601 agent with a store of segments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import ieee11073, phd_apdu
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.machine import BULK
from device_drivers.protocols.phd_apdu import Apdu, Choice, DataApdu, Part, Service, counted, u16
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore, ReportMeter
from device_drivers.virtual.device_clock import DeviceClock

STORE = 2
PER_PAGE = 20
PLASMA = (2, 29116)
_SPECIALS = {HI: Special.PLUS_INF, LO: Special.MINUS_INF}
_AGENT = bytes.fromhex("80000000 a000 80000000 00000000 00800000 0008") + b"ACCUCHEK" + bytes.fromhex("4000 0001 0100 0000 0000")
_ASSOCIATION = bytes.fromhex("80000000 0001") + counted(u16(20601) + counted(_AGENT))


class AccuChekCore(MeterCore):
    """Results in segment 0, control results in segment 1, as its map says. with_map False: it says nothing of its segments.

    lost_confirmations: so many are not heard, the page comes again. busy: so many triggers are put off.
    """

    driver = "accu-chek-usb"
    capacity = 720

    def __init__(self, clock: DeviceClock, model: str = "Accu-Chek Guide (USB)", number: str = "925") -> None:
        super().__init__(clock, model)
        self.number = number
        self.with_map = True
        self.lost_confirmations = 0
        self.busy = 0
        self.statuses: dict[int, int] = {}  # of results, by their place in the memory
        self.services: list[tuple[int, int]] = []  # what hosts asked: service and action
        self._stream = phd_apdu.stream()
        self._pages: list[bytes] = []
        self._invoke_id = 0

    def plugged(self) -> list[bytes]:
        """Asks for an association."""
        self._stream = phd_apdu.stream()
        self._pages = []
        return [phd_apdu.encode_apdu(Apdu(Choice.ASSOCIATION_REQUEST, _ASSOCIATION))]

    def hear(self, data: bytes) -> list[bytes]:
        """Answers every whole APDU."""
        apdus = [apdu for apdu in self._stream.feed(data) if not isinstance(apdu, Refusal)]
        return [answer for apdu in apdus for answer in self._answer(apdu)]

    def _answer(self, apdu: Apdu) -> list[bytes]:
        if apdu.choice == Choice.ASSOCIATION_RESPONSE:
            return [self._event(0, phd_apdu.CONFIG_EVENT, self._configuration())]
        if apdu.choice == Choice.RELEASE_REQUEST:
            return [phd_apdu.encode_apdu(Apdu(Choice.RELEASE_RESPONSE, u16(0)))]
        return self._served(phd_apdu.decode_data(apdu)) if apdu.choice == Choice.PRESENTATION else []

    def _event(self, handle: int, kind: int, information: bytes) -> bytes:
        self._invoke_id += 1
        body = u16(handle) + bytes(4) + u16(kind) + counted(information)
        return phd_apdu.encode_data(DataApdu(self._invoke_id, Service.EVENT, body))

    def _configuration(self) -> bytes:
        numeric = u16(6, 1) + _attributes({})
        store = u16(phd_apdu.PM_STORE, STORE) + _attributes({2385: u16(2)})
        return u16(0x4000, 2) + counted(numeric + store)

    def _served(self, data: DataApdu) -> list[bytes]:
        if data.service == Service.EVENT_ANSWER:
            self.services.append((data.service, int.from_bytes(data.body[6:8], "big")))
            return self._confirmed(data)
        self.services.append((data.service, int.from_bytes(data.body[2:4], "big") if data.service == Service.ACTION else 0))
        if data.service == Service.GET:
            model = counted(b"Roche") + counted(self.number.encode("ascii").ljust(4, b"\0"))
            listed = {phd_apdu.ATTR_MODEL: model, phd_apdu.ATTR_TIME: phd_apdu.absolute_time(self.clock.now())}
            return [phd_apdu.encode_data(DataApdu(data.invoke_id, Service.GET_ANSWER, u16(0) + _attributes(listed)))]
        return self._act(data) if data.service == Service.ACTION else []

    def _act(self, data: DataApdu) -> list[bytes]:
        part = Part(data.body)
        handle, kind, information = part.u16(), part.u16(), part.counted()
        further: list[bytes] = []
        if kind == phd_apdu.SEGMENT_INFO:
            said = u16(2) + counted(b"".join(self._segment(number) for number in (0, 1)))
        elif kind == phd_apdu.SET_TIME:
            local = phd_apdu.decode_absolute_time(information.take(8)).local()
            self.clock.set(local or datetime(2000, 1, 1))  # noqa: DTZ001 - a meter's clock has no zone
            said = b""
        else:
            said, further = self._triggered(information.u16())
        answer = DataApdu(data.invoke_id, Service.ACTION_ANSWER, u16(handle, kind) + counted(said))
        return [phd_apdu.encode_data(answer), *further]

    def _segment(self, number: int) -> bytes:
        kind = phd_apdu.CONTROL_SOLUTION if number else PLASMA
        entry = u16(6, *kind, 1, 2) + counted(u16(2636, 2, 2375, 2))
        described = {phd_apdu.ATTR_ENTRY_MAP: u16(0x8000, 1) + counted(entry)} if self.with_map else {}
        return u16(number) + _attributes(described)

    def _triggered(self, segment: int) -> tuple[bytes, list[bytes]]:
        if self.busy:
            self.busy -= 1
            return u16(segment, phd_apdu.TRY_LATER), []
        drops = [(at, drop) for at, drop in enumerate(self.memory) if drop.control == bool(segment)]
        if not drops:
            return u16(segment, phd_apdu.EMPTY), []
        entries = [self._entry(drop, self.statuses.get(at, 0)) for at, drop in drops]
        self._pages = [self._page(segment, at, entries) for at in range(0, len(entries), PER_PAGE)]
        return u16(segment, 0), self._pages[:1]

    def _page(self, segment: int, at: int, entries: list[bytes]) -> bytes:
        some = entries[at : at + PER_PAGE]
        status = (0x8000 if not at else 0) | (phd_apdu.LAST_ENTRY if at + PER_PAGE >= len(entries) else 0)
        head = u16(segment) + at.to_bytes(4, "big") + len(some).to_bytes(4, "big") + u16(status)
        return self._event(STORE, phd_apdu.SEGMENT_EVENT, head + counted(b"".join(some)))

    def _confirmed(self, data: DataApdu) -> list[bytes]:
        if not self._pages or int.from_bytes(data.body[6:8], "big") != phd_apdu.SEGMENT_EVENT:
            return []
        if self.lost_confirmations:
            self.lost_confirmations -= 1
        else:
            self._pages = self._pages[1:]
        return self._pages[:1]

    def _entry(self, drop: Drop, status: int) -> bytes:
        number = Decimal(drop.value) if isinstance(drop.value, int) else _SPECIALS[drop.value]
        return phd_apdu.absolute_time(drop.taken) + ieee11073.encode_sfloat(number, "big") + u16(status)


def _attributes(values: dict[int, bytes]) -> bytes:
    return u16(len(values)) + counted(b"".join(u16(name) + counted(value) for name, value in values.items()))


async def make(_: object, number: int, clock: DeviceClock) -> ReportMeter:
    """An Accu-Chek Guide plugged into memory."""
    return ReportMeter(AccuChekCore(clock), f"Accu-Chek Guide {number}", BULK)
