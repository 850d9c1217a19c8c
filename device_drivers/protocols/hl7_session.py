"""A connection from an analyser that speaks HL7 over MLLP: each message is kept, then acknowledged, then the next one comes.

A message sent twice (its acknowledgement was lost) is acknowledged twice and counted once. A query for orders is answered
with what the clinic has; 'not found' where it has no worklist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from device_drivers.protocols import hl7
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.hl7 import Answer, Hl7Message, Order
from device_drivers.protocols.hl7_results import findings
from device_drivers.protocols.laboratory import Envelope, clock_of
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    Keep,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.protocols.message_session import MessageSession
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState

REMEMBERED = 64  # control ids of this connection

Orders = Callable[[str], Order | None]


def no_orders(_: str) -> Order | None:
    """A clinic without a worklist."""
    return None


class Hl7Session(MessageSession[bytes]):
    """One connection. token: see manifest.Opening. orders: what is wanted of the specimen with that barcode."""

    def __init__(self, device: str, driver: str, token: int, orders: Orders = no_orders, *, calls: bool = True) -> None:
        stream = hl7.stream()
        super().__init__(device, driver, stream, TapedStream(stream, len), calls=calls)
        self._token = token
        self._orders = orders
        self._messages = 0
        self._seen: dict[str, str] = {}  # control id → hash of the message

    def heard(self, frame: bytes | Refusal, raw: bytes) -> Actions:
        """See MessageSession."""
        if isinstance(frame, Refusal):
            return [Refuse(SERIAL, raw, frame.reason)] if raw.strip(b"\r\n\0 ") else []
        try:
            message = hl7.decode_frame(frame)
        except Refused as refused:
            return [Refuse(SERIAL, raw, refused.reason)]
        match message.kind.partition("^")[0], message.kind:
            case _, "ORU^R01":
                return self._results(message, raw)
            case "ACK", _:
                return [Keep(SERIAL, raw)]
            case _, "QRY^Q02":
                return [Keep(SERIAL, raw), *self._query(message)]
            case _, "ORM^O01":
                return [Keep(SERIAL, raw), _say(hl7.encode_no_order(message, self.wall()))]
        return [Refuse(SERIAL, raw, "unknown"), self._acknowledge(message, Answer.UNKNOWN_MESSAGE)]

    def _results(self, message: Hl7Message, raw: bytes) -> Actions:
        if self._is_repeated(message, raw):
            return [Keep(SERIAL, raw), self._acknowledge(message)]
        try:
            found = findings(message)
        except Quarantine as quarantine:
            return [Refuse(SERIAL, raw, quarantine.reason), self._acknowledge(message, Answer.BAD_VALUE)]
        self._messages += 1
        readings = self._envelope(message, raw).readings(found)
        kept = Result(SERIAL, raw, readings) if readings else Keep(SERIAL, raw)
        return [State(DeviceState.TRANSFERRING), kept, self._acknowledge(message), State(DeviceState.DRAINED)]

    def _is_repeated(self, message: Hl7Message, raw: bytes) -> bool:
        """The same id with other content is another message: some analysers count from 1 at every start."""
        name, content = message.header[10], hashlib.sha256(raw).hexdigest()
        repeated = bool(name) and self._seen.get(name) == content
        self._seen.pop(name, None)
        self._seen[name] = content
        if len(self._seen) > REMEMBERED:
            self._seen.pop(next(iter(self._seen)))
        return repeated

    def _envelope(self, message: Hl7Message, raw: bytes) -> Envelope:
        header = message.header
        made_at = clock_of(header[7])
        return Envelope(
            device=self.device,
            driver=self.driver,
            raw=raw,
            clock_offset_s=None if made_at is None else self.offset_from(made_at),
            sent_at=header[7],
            message_id=header[10],
            instrument=" ".join(part for part in (message.part(header[3]), message.part(header[4])) if part),
            charset_sure=message.charset_sure,
            number=self._token + self._messages,
        )

    def _query(self, message: Hl7Message) -> Actions:
        barcode = message.part(message.first("QRD")[8]).strip()
        order = self._orders(barcode) if barcode else None
        said: Actions = [_say(hl7.encode_query_answer(message, self.wall(), order is not None))]
        return said if order is None else [*said, _say(hl7.encode_order(message, self.wall(), order))]

    def _acknowledge(self, message: Hl7Message, answer: Answer = Answer.ACCEPTED) -> Write:
        return _say(hl7.encode_ack(message, self.wall(), answer))


def _say(data: bytes) -> Write:
    return Write(SERIAL, data, response=False)
