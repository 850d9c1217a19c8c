"""The virtual front desk: an identity card reader with a plate for cards, and a barcode scanner."""

from __future__ import annotations

from device_drivers.protocols import idcard_sam
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.idcard_sam import CardText, Command, ResultCode
from device_drivers.virtual.brain import SERIAL
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.instrument import BenchDevice, Instrument, on_line

SAMPLE = CardText(  # the number is the standard's own example (GB 11643)
    name="张三",
    sex_code="2",
    nation_code="01",
    birth_date="1949-12-31",
    address="河南省郏县某乡某村1号",
    id_number="11010519491231002X",
    issuer="某县公安局",
    valid_from="2010-01-01",
    valid_to="长期",
)


class CardReader(Instrument):
    """card: text of the card on the plate, None = the plate is empty. A card that was read is not found again before it is lifted.

    sticky: finds it again all the same, as some readers do. address: additional address of the card. commands: what hosts
    asked. broken_reads: so many readings fail. deaf: so many commands are not heard. spoil: see Instrument.
    """

    driver = "idcard-sam"

    def __init__(self, clock: DeviceClock, model: str = "普天 CP IDMR02", channel: str = SERIAL) -> None:
        super().__init__(clock, model)
        self.channel = channel
        self.card: bytes | None = None
        self.address = ""
        self.sticky = False
        self.commands: list[Command] = []
        self.broken_reads = 0
        self.deaf = 0
        self.status = ResultCode.OK
        self._read = self._selected = False
        self._stream = idcard_sam.stream()

    # --- buttons -------------------------------------------------------------------------------------------------------
    def put(self, card: CardText | bytes = SAMPLE, address: str = "") -> None:
        """A card on the plate; bytes: the text of another kind of card."""
        self.card = card if isinstance(card, bytes) else idcard_sam.encode_text(card)
        self.address, self._read = address, False

    def lift(self) -> None:
        """The plate is empty again."""
        self.card, self._read = None, False

    def take(self) -> Taken:
        """The sample card is shown once more; a card is no measurement."""
        self.put()
        return self.measured(note="card")

    # --- the line ------------------------------------------------------------------------------------------------------
    def connected(self) -> None:
        """A host begins anew."""
        super().connected()
        self._stream = idcard_sam.stream()

    def written(self, channel: str, data: bytes) -> None:
        """Answers every command."""
        for frame in self._stream.feed(data):
            if isinstance(frame, Refusal):
                continue
            command = Command(frame.body)
            self.commands.append(command)
            if self.deaf:
                self.deaf -= 1
            else:
                self.say(self._answer(command))

    def say(self, data: bytes) -> None:
        """HID reports are filled with zeros."""
        if self.channel == SERIAL:
            super().say(data)
            return
        self.outbox += [(self.channel, data[at : at + 64].ljust(64, b"\0")) for at in range(0, len(data), 64)]
        self.stirred()

    def _answer(self, command: Command) -> bytes:
        match command:
            case Command.FIND_CARD:
                found = self.card is not None and (self.sticky or not self._read)
                self._selected = False
                return idcard_sam.encode_reply(ResultCode.CARD_FOUND, bytes(4)) if found else idcard_sam.encode_reply(ResultCode.NO_CARD)
            case Command.SELECT_CARD:
                self._selected = self.card is not None
                code = ResultCode.OK if self._selected else ResultCode.SELECT_FAILED
                return idcard_sam.encode_reply(code, bytes(8) if self._selected else b"")
            case Command.READ_TEXT_PHOTO:
                return self._content()
            case Command.READ_ADDITIONAL_ADDRESS:
                if self.address:
                    return idcard_sam.encode_reply(ResultCode.OK, idcard_sam.encode_address(self.address))
                return idcard_sam.encode_reply(ResultCode.NO_CONTENT)
        return idcard_sam.encode_reply(self.status)

    def _content(self) -> bytes:
        if self.card is None or not self._selected or self.broken_reads:
            self.broken_reads = max(0, self.broken_reads - 1)
            return idcard_sam.encode_reply(ResultCode.READ_FAILED)
        self._read, self._selected = True, False
        return idcard_sam.encode_reply(ResultCode.OK, idcard_sam.encode_read_data(self.card))


class Scanner(Instrument):
    """A scanner on a serial line. suffix: what it sends behind a code. prefix: AIM identifiers are on."""

    driver = "barcode-serial"

    def __init__(self, clock: DeviceClock, model: str = "USB-CDC barcode scanner", suffix: bytes = b"\r") -> None:
        super().__init__(clock, model)
        self.suffix = suffix
        self.prefix = True

    def scan(self, text: str, identifier: str = "]C0") -> None:
        """The trigger is pulled."""
        self.say((identifier if self.prefix else "").encode() + text.encode() + self.suffix)

    def take(self) -> Taken:
        """A specimen label is scanned; a code is no measurement."""
        self.scan(self.specimen)
        return self.measured(note=self.specimen)


async def make(_: object, number: int, clock: DeviceClock) -> BenchDevice:
    """A card reader that listens on loopback."""
    return await on_line(CardReader(clock), f"普天 CP IDMR02 {number}")


async def make_scanner(_: object, number: int, clock: DeviceClock) -> BenchDevice:
    """A scanner that listens on loopback."""
    return await on_line(Scanner(clock), f"Barcode scanner {number}")
