"""A session with an identity card reader: find, select, read, again and again; the card is told once for each time it is shown.

Nothing of a card is journalled, told in news or remembered longer than it takes to know the same card again.
Channels: a serial line, a USB bulk pipe, or HID reports, all with the same frames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols import idcard_sam
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.idcard_sam import CardText, Command, ResultCode, SamReply
from device_drivers.protocols.machine import (
    BULK,
    HID,
    SERIAL,
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Event,
    Failed,
    Notified,
    Presented,
    Session,
    State,
    Write,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Card, DeviceState

POLL_SECONDS = 0.35  # at least 300 ms: the field must fall off between two searches
ANSWER_SECONDS, READ_SECONDS = 1.0, 3.0
SILENT_ANSWERS = 5  # so many questions without answer, and the reader is gone
READ_TRIES = 3  # a card that is moved while it is read
SAME_CARD_SECONDS = 3.0  # a card left on the plate is found again by some readers
REPORT_SIZE = 64


class Step(Enum):
    """What was asked last."""

    STATUS = Command.GET_STATUS
    FIND = Command.FIND_CARD
    SELECT = Command.SELECT_CARD
    READ = Command.READ_TEXT_PHOTO
    ADDRESS = Command.READ_ADDITIONAL_ADDRESS


class IdCardSession(Session):
    """One open reader."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._channel = SERIAL
        self._step = Step.STATUS
        self._stream = idcard_sam.stream()
        self._silent = 0
        self._failed_reads = 0
        self._card: CardText | None = None  # read, its additional address is asked for
        self._shown: tuple[bytes, float] = (b"", 0.0)  # hash of the card told last, and when it was seen last

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, _):
                self._channel = next((one for one in (HID, BULK) if one in channels), SERIAL)
                return self._ask(Step.STATUS)
            case BytesIn(data) | Notified(_, data):
                return [action for frame in self._stream.feed(data) for action in self._heard(frame)]
            case Closing():
                self._forget()
            case Disconnected():
                self._forget()
                return [Failed(Reason.LOST)]
        return []

    def _forget(self) -> None:
        self.quiet()
        self._card = None
        self._stream = idcard_sam.stream()

    # --- asking --------------------------------------------------------------------------------------------------------
    def _ask(self, step: Step) -> Actions:
        self._step = step
        self.alarm("answer", READ_SECONDS if step is Step.READ else ANSWER_SECONDS, self._no_answer)
        frame = idcard_sam.encode_command(step.value)
        return [Write(self._channel, frame.ljust(REPORT_SIZE, b"\0") if self._channel == HID else frame, response=False)]

    def _no_answer(self) -> Actions:
        self._stream = idcard_sam.stream()  # half an answer of a card must not meet the next one
        self._silent += 1
        if self._silent >= SILENT_ANSWERS:
            self._forget()
            return [Failed(Reason.TIMEOUT)]
        if self._step is Step.ADDRESS:
            return self._present("")
        return self._ask(Step.STATUS if self._step is Step.STATUS else Step.FIND)

    def _later(self) -> Actions:
        self.quiet("answer")
        self.alarm("poll", POLL_SECONDS, lambda: self._ask(Step.FIND))
        return []

    # --- hearing -------------------------------------------------------------------------------------------------------
    def _heard(self, frame: idcard_sam.SamFrame | Refusal) -> Actions:
        """Bytes that are no frame may be parts of a card: they are kept nowhere; the question is asked again when it runs out."""
        if isinstance(frame, Refusal) or "answer" not in self._alarms:
            return []
        try:
            reply = idcard_sam.parse_reply(frame)
        except Refused:
            return []
        self._silent = 0
        answers: dict[Step, Callable[[SamReply], Actions]] = {
            Step.STATUS: self._ready,
            Step.FIND: self._found,
            Step.SELECT: self._selected,
            Step.READ: self._read,
            Step.ADDRESS: self._address,
        }
        return answers[self._step](reply)

    def _ready(self, reply: SamReply) -> Actions:
        if reply.code != ResultCode.OK:
            self._forget()
            return [Failed(Reason.DEVICE_ERROR)]
        return [State(DeviceState.CONNECTED), *self._later()]

    def _found(self, reply: SamReply) -> Actions:
        if reply.code == ResultCode.CARD_FOUND:
            return self._ask(Step.SELECT)
        self._failed_reads = 0
        return self._later()

    def _selected(self, reply: SamReply) -> Actions:
        return self._ask(Step.READ) if reply.code == ResultCode.OK else self._again()

    def _again(self) -> Actions:
        """Find and select come before every reading; after some tries the person is told, once."""
        self._failed_reads += 1
        told = [State(DeviceState.CONNECTED, Reason.CARD_UNREADABLE)] if self._failed_reads == READ_TRIES else []
        return [*told, *self._later()]

    def _read(self, reply: SamReply) -> Actions:
        try:
            record = idcard_sam.parse_read_reply(reply)
        except Refused:
            return self._again()
        self._failed_reads = 0
        mark = hashlib.sha256(record.text).digest()
        known = self._shown[0] == mark and self.now - self._shown[1] <= SAME_CARD_SECONDS
        self._shown = (mark, self.now)
        if known:
            return self._later()
        try:
            self._card = idcard_sam.decode_text(record.text)
        except Quarantine:
            return [State(DeviceState.CONNECTED, Reason.CARD_UNKNOWN), *self._later()]
        return self._ask(Step.ADDRESS)

    def _address(self, reply: SamReply) -> Actions:
        return self._present(idcard_sam.decode_additional_address(reply.data) if reply.code == ResultCode.OK else "")

    def _present(self, new_address: str) -> Actions:
        text, self._card = self._card, None
        self._shown = (self._shown[0], self.now)
        if text is None:
            return self._later()
        card = Card(
            device=self.device,
            kind="resident",
            name=text.name,
            sex_code=text.sex_code,
            nation_code=text.nation_code,
            birth_date=text.birth_date,
            address=text.address,
            id_number=text.id_number.upper(),
            issuer=text.issuer,
            valid_from=text.valid_from,
            valid_to=text.valid_to,
            issues=idcard_sam.issues(text),
            new_address=new_address,
        )
        return [Presented(card), State(DeviceState.CONNECTED), *self._later()]
