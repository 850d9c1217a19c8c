"""Virtual analysers that speak ASTM, each in the manner of its model, and a miniVIDAS."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import astm, minividas
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.instrument import BLOOD_COUNT, CHEMISTRY, HBA1C, Assay, BenchDevice, Instrument, on_line

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
MOST_TRIES = 6


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model writes. {specimen}, {field}, {time} are filled in. one_frame, etb: see astm.encode_message."""

    sender: str
    order: str
    field: str = "^^^{field}"
    header: str = "H|\\^&|||{sender}|||||||P||{time}"
    one_frame: bool = False
    etb: bool = False
    comment: str = ""
    panel: tuple[Assay, ...] = BLOOD_COUNT
    reported: str = "|||||||||||||||||||||{time}|||F"


_TAIL = "|||||||||||||||||||||||F"
MANNERS = {
    "Siemens DCA Vantage": Manner(
        "DCA VANTAGE^04.04.00.00^S067337", "O|1||{specimen}^0090", one_frame=True, comment="C|1|I|1.000^0.0 %|G", panel=HBA1C
    ),
    "Abbott Afinion 2": Manner("Afinion 2^^AF0001234", "O|1|{specimen}||^^^HbA1c|R", one_frame=True, panel=HBA1C),
    "Roche cobas c 111": Manner("SENDER^Roche^c111^4.2.2.1730^1^13147", "O|1||{specimen}^^6||S||||||N", etb=True, panel=CHEMISTRY),
    "Roche cobas c 311": Manner(
        "c311^1", "O|1|11625^{specimen:22}^1^^004|R1|^^^2/|R||||||N", field="^^^{field}/", one_frame=True, panel=CHEMISTRY
    ),
    "Sysmex XP-100": Manner(
        "XP-100^00-13^^^^A7869^BS649542", "O|1||^^{specimen:>15}^A||||||||N", field="^^^^{field}^1", header="H|\\^&|||{sender}||||||||E1394-97",
        one_frame=True,
    ),
    "Sysmex XP-300": Manner(
        "XP-300^00-13^^^^A7870^BS649543", "O|1||^^{specimen:>15}^A||||||||N", field="^^^^{field}^1", header="H|\\^&|||{sender}||||||||E1394-97",
        one_frame=True,
    ),
    "Cepheid GeneXpert": Manner(
        ".806149 Clinic^GeneXpert^4.8", "O|1|{specimen}||^^^MTB-RIF|R", field="^{field}^^Xpert^Xpert MTB-RIF Ultra^4^{field}^",
        header="H|@^\\|URM-1||{sender}|||||LIS||P|1394-97|{time}", one_frame=True,
    ),
    "HORIBA ABX Pentra XLR": Manner("ABX", "O|1|{specimen}^00^00||^^^DIF", field="^^^{field}^^1", header="H|\\^&|||{sender}|||||||P|E1394-97|{time}"),
    "HORIBA Yumizen H500": Manner("H500^1.0^ 905YOXH", "O|1|{specimen}||^^^DIF", field="^^^{field}^^1"),
    "HORIBA Yumizen H550": Manner("H550^1.0^ 906YOXH", "O|1|{specimen}||^^^DIF", field="^^^{field}^^1"),
}  # fmt: skip


class AstmAnalyzer(Instrument):
    """Asks, sends frame by frame, repeats what is not acknowledged, gives up after six tries.

    queue: messages that wait. lost_acks: so many acknowledgements are not heard. heard: what hosts said.
    """

    def __init__(self, clock: DeviceClock, model: str = "Sysmex XP-100", driver: str = "astm") -> None:
        super().__init__(clock, model)
        self.driver = driver
        self.manner = MANNERS[model]
        self.panel = self.manner.panel
        self.queue: deque[list[bytes]] = deque()
        self.lost_acks = 0
        self.heard: list[bytes] = []
        self._frames: list[bytes] = []
        self._at = -1  # of the frame that waits for its acknowledgement; -1 = ENQ
        self._tries = 0

    # --- buttons -------------------------------------------------------------------------------------------------------
    def take(self) -> Taken:
        """A specimen of the panel."""
        values = self.next_values()
        self.send(self._records([(test, f"{value}") for test, value in values]))
        return self.measured(*((self._name(test), value, test.unit) for test, value in values), note=self.specimen)

    def _name(self, test: Assay) -> str:
        """The test's id as it is sent: the first part that is not empty."""
        return next(part for part in self.manner.field.format(field=test.field).split("^") if part)

    def control(self) -> None:
        """A control sample: its order record says Q."""
        head = self._records([(self.panel[0], "9.9")])
        fields = head[2].split(b"|")
        fields += [b""] * (12 - len(fields))
        fields[11] = b"Q"
        self.send([*head[:2], b"|".join(fields), *head[3:]])

    def say_value(self, field: str, value: str, unit: str = "") -> None:
        """One result whose value is given as text."""
        self.send(self._records([(Assay(field, Decimal(0), Decimal(0), unit), value)]))

    def ask_for_orders(self) -> None:
        """A host query for the specimen that is in."""
        self.send([self._header(), b"Q|1|^" + self.specimen.encode() + b"||ALL||||||||O", b"L|1|N"])

    def keep_alive(self) -> None:
        """ENQ and EOT with nothing between."""
        self.say(ENQ + EOT)

    def send(self, records: list[bytes]) -> None:
        """Queues a message and asks for the line if it is free."""
        self.queue.append(records)
        if not self._frames:
            self._begin()

    # --- the line ------------------------------------------------------------------------------------------------------
    def connected(self) -> None:
        """The host is there: what was under way begins again."""
        super().connected()
        self._frames = []
        self._begin()

    def gone(self) -> None:
        """The host is gone."""
        super().gone()
        self._frames = []

    def _begin(self) -> None:
        if not self.queue or self.alone:
            return
        self._frames = astm.encode_message(self.queue[0], one_frame=self.manner.one_frame, all_but_last_etb=self.manner.etb)
        self._at, self._tries = -1, 0
        self.say(ENQ)

    def written(self, channel: str, data: bytes) -> None:
        """A host's word; frames of its own are acknowledged."""
        for at in range(len(data)):
            self._hear(data[at : at + 1])
        self.heard.append(data)

    def _hear(self, word: bytes) -> None:
        if word == ENQ or word == b"\n":  # the host wants to speak, or has ended a frame
            self.say(ACK)
        elif word == ACK and self.lost_acks and self._frames:
            self.lost_acks -= 1
            self._repeat()
        elif word == ACK and self._frames:
            self._at, self._tries = self._at + 1, 0
            self._go_on()
        elif word == NAK and self._frames:
            self._repeat()

    def _repeat(self) -> None:
        self._tries += 1
        if self._tries >= MOST_TRIES:
            self._frames = []
            self.say(EOT)
            return
        self.say(ENQ if self._at < 0 else self._frames[self._at])

    def _go_on(self) -> None:
        if self._at < len(self._frames):
            self.say(self._frames[self._at])
            return
        self.queue.popleft()
        self._frames = []
        self.say(EOT)
        self._begin()

    def _records(self, values: list[tuple[Assay, str]]) -> list[bytes]:
        time = f"{self.clock.now():%Y%m%d%H%M%S}"
        order = self.manner.order.format(specimen=self.specimen)
        results = []
        for number, (test, value) in enumerate(values, 1):
            results.append(f"R|{number}|{self.manner.field.format(field=test.field)}|{value}|{test.unit}||N||F||||{time}".encode())
            results += [self.manner.comment.encode()] if self.manner.comment else []
        return [self._header(), b"P|1", order.encode(), *results, b"L|1|N"]

    def _header(self) -> bytes:
        return self.manner.header.format(sender=self.manner.sender, time=f"{self.clock.now():%Y%m%d%H%M%S}").encode()


class MiniVidas(Instrument):
    """Asks with ENQ, sends one record, ends with EOT; repeats a record that is refused."""

    driver = "minividas"
    model = "bioMérieux miniVIDAS"
    panel = (Assay("HBCT", Decimal("0.05"), Decimal("0.31"), "", "Anti-HBc Total II"),)

    def __init__(self, clock: DeviceClock, model: str = "bioMérieux miniVIDAS") -> None:
        super().__init__(clock, model)
        self.queue: deque[bytes] = deque()
        self.heard: list[bytes] = []
        self.kind = "rsl"

    def take(self) -> Taken:
        """One test."""
        [(test, value)] = self.next_values()
        now = self.clock.now()
        fields = (
            ("mt", self.kind), ("pi", ""), ("pn", ""), ("si", ""), ("ci", self.specimen), ("rt", test.field), ("rn", test.name),
            ("tt", f"{now:%H:%M}"), ("td", f"{now:%m/%d/%y}"), ("ql", "Positif"), ("qn", f"{value}"),
        )  # fmt: skip
        self.queue.append(minividas.encode_record(fields))
        self.say(ENQ)
        return self.measured((test.field, value, test.unit), note=self.specimen)

    def written(self, channel: str, data: bytes) -> None:
        """ACK: the next thing; NAK: the same once more."""
        self.heard.append(data)
        if data == ACK and self.queue:
            self._said += 1
            if self._said % 2:
                self.say(self.queue[0])
            else:
                self.queue.popleft()
                self.say(EOT)
        elif data == NAK and self.queue:
            self.say(self.queue[0])

    _said = 0


async def make(_: object, number: int, clock: DeviceClock) -> BenchDevice:
    """A Sysmex blood count analyser that listens on loopback."""
    return await on_line(AstmAnalyzer(clock), f"Sysmex XP-100 {number}")
