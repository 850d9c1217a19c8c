"""A line to an ASTM analyser: it speaks, we acknowledge frame by frame, each only when it is kept.

Quirks met: whole messages in one frame, ETB everywhere, ENQ-EOT keep-alives, repeated frames, no ENQ at all, no LF behind a
frame. A host query is answered with 'nothing known'; when both want to speak the analyser wins.
"""

from __future__ import annotations

from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols import astm
from device_drivers.protocols.astm import AstmFrame, Control, Damaged, Message, Token
from device_drivers.protocols.astm_results import QUIRKS, findings
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.laboratory import Envelope, clock_of
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Refuse,
    Result,
    Session,
    State,
    Write,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState

SILENCE_SECONDS = 15.0  # the other side has gone
LINE_END_SECONDS = 0.3  # CR LF belongs to a frame, but not every analyser sends it
BACK_OFF_SECONDS = 20.0  # LIS1-A 6.2.7.2: the host gives way at contention
MOST_NAKS = 6
LONGEST_MESSAGE = 1_048_576


class Step(Enum):
    """Who has the line."""

    NEUTRAL = "neutral"
    RECEIVING = "receiving"
    ASKING = "asking"  # our ENQ is out
    SENDING = "sending"


class AstmSession(Session):
    """One open line. token: see manifest.Opening. profile: key of QUIRKS. calls: the analyser opens and ends the connection."""

    def __init__(self, device: str, driver: str, token: int, profile: str = "", *, calls: bool = False) -> None:
        super().__init__(device, driver)
        self._token = token
        self._quirks = QUIRKS[profile]
        self._calls = calls
        self._step = Step.NEUTRAL
        self._stream: TapedStream[Token] = TapedStream(astm.stream(), astm.size_of)
        self._messages = 0
        self._owed: bytes | None = None  # the answer to a frame whose line end is still coming
        self._answer: list[bytes] = []  # frames of ours
        self._sent = 0
        self._naks = 0
        self._text = self._raw = b""  # of the message under way
        self._wanted = 1
        self._last_number, self._last_text = -1, b""
        self._any = False  # whether frames came since the line was taken

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(_, wall):
                self.told_wall(wall)
                return [State(DeviceState.CONNECTED)]
            case BytesIn(data):
                return [action for token, raw in self._stream.feed(data) for action in self._heard(token, raw)]
            case Closing():
                self.quiet()
                return self._give_up_partial()
            case Disconnected():
                self.quiet()
                return [*self._give_up_partial(), Done() if self._calls else Failed(Reason.LOST)]
        return []

    # --- hearing -------------------------------------------------------------------------------------------------------
    def _heard(self, token: Token | Refusal, raw: bytes) -> Actions:
        if token is Control.CR:
            return []
        first = self._pay()
        match token:
            case Control.ENQ:
                return [*first, *self._asked()]
            case Control.EOT:
                return [*first, *self._over()]
            case Control.ACK | Control.NAK:
                return [*first, *self._answered(token is Control.ACK)]
            case AstmFrame():
                return [*first, *self._frame(token, raw)]
            case Damaged(_, reason):
                return [*first, Refuse(SERIAL, raw, reason), *(self._owe(Control.NAK) if self._step is Step.RECEIVING else [])]
            case Refusal(reason):
                return [*first, Refuse(SERIAL, raw, reason)]
        return first

    def _asked(self) -> Actions:
        """ENQ: a message may follow, or it is a keep-alive."""
        lost = self._give_up_partial()
        self._give_way()
        return [*lost, _say(Control.ACK), *self._listen()]

    def _give_way(self) -> None:
        """The line is the analyser's; where we had asked for it, too (contention), we come back later."""
        if self._step in (Step.ASKING, Step.SENDING):
            self.quiet("ours")
            self.alarm("again", BACK_OFF_SECONDS, self._ask)
        self._step = Step.RECEIVING
        self._begin()

    def _over(self) -> Actions:
        """EOT: the line is free again."""
        lost = self._give_up_partial()
        had = self._step is Step.RECEIVING and self._any
        self._step = Step.NEUTRAL
        self.quiet("silence")
        return [*lost, *([State(DeviceState.DRAINED)] if had else []), *(self._ask() if self._answer and not self._waits() else [])]

    def _frame(self, frame: AstmFrame, raw: bytes) -> Actions:
        opening = frame.text.startswith(b"H")
        if self._step is not Step.RECEIVING:
            if not (opening and frame.number == 1):
                return [Refuse(SERIAL, raw, "unknown")]
            self._give_way()  # some send without asking
        if frame.text == self._last_text and frame.number == self._last_number:
            return [Keep(SERIAL, raw), *self._owe(), *self._listen()]  # our ACK was lost
        if frame.number != self._wanted and not (opening and frame.number == 1 and not self._text):
            return [Refuse(SERIAL, raw, "unknown"), *self._owe(Control.NAK)]
        return self._accept(frame, raw)

    def _accept(self, frame: AstmFrame, raw: bytes) -> Actions:
        told = [] if self._any else [State(DeviceState.TRANSFERRING)]
        self._any = True
        self._text += frame.text
        self._raw += raw
        self._last_number, self._last_text = frame.number, frame.text
        self._wanted = (frame.number + 1) % 8
        if len(self._text) > LONGEST_MESSAGE:
            return [*told, *self._give_up_partial("length"), *self._owe(Control.NAK)]
        kept = self._message(raw) if self._complete() else [Keep(SERIAL, raw)]
        return [*told, *kept, *self._owe(), *self._listen()]

    def _complete(self) -> bool:
        ended = self._text.rstrip(b"\r\n")
        return ended != self._text and ended[ended.rfind(b"\r") + 1 :].lstrip(b"\n").startswith(b"L")

    def _message(self, frame_raw: bytes) -> Actions:
        """The terminator has come. raw of the last frame is journalled here, those before it are."""
        text, raw = self._text, self._raw
        self._text = self._raw = b""
        try:
            message = astm.parse_message(text)
        except Refused as refused:
            return [Refuse(SERIAL, raw, refused.reason)]
        self._messages += 1
        readings = self._envelope(message, raw).readings(findings(message, self._quirks))
        if message.of_kind("Q"):
            self._answer = self._nothing_known(message)
        return [Result(SERIAL, frame_raw, readings) if readings else Keep(SERIAL, frame_raw)]

    def _envelope(self, message: Message, raw: bytes) -> Envelope:
        header = message.header
        made_at = clock_of(header[14])
        return Envelope(
            device=self.device,
            driver=self.driver,
            raw=raw,
            clock_offset_s=None if made_at is None else self.offset_from(made_at),
            sent_at=header[14],
            message_id=header[3],
            instrument=header[5],
            charset_sure=message.charset_sure,
            number=self._token + self._messages,
        )

    def _begin(self) -> None:
        self._text = self._raw = b""
        self._wanted = 1
        self._last_number, self._last_text = -1, b""
        self._any = False

    def _give_up_partial(self, reason: str = "short") -> Actions:
        """A message that did not end carries no results; its frames are in the journal already."""
        raw, self._raw, self._text = self._raw, b"", b""
        return [Refuse(SERIAL, raw, reason)] if raw else []

    # --- answering -----------------------------------------------------------------------------------------------------
    def _owe(self, word: Control = Control.ACK) -> Actions:
        self._owed = bytes((word,))
        self.alarm("line end", LINE_END_SECONDS, self._pay)
        return []

    def _pay(self) -> Actions:
        owed, self._owed = self._owed, None
        self.quiet("line end")
        return [Write(SERIAL, owed, response=False)] if owed else []

    def _listen(self) -> Actions:
        self.alarm("silence", SILENCE_SECONDS, self._silent)
        return []

    def _silent(self) -> Actions:
        lost = self._give_up_partial()
        self._step = Step.NEUTRAL
        self._begin()
        return [*lost, State(DeviceState.CONNECTED, Reason.TIMEOUT if lost else None)]

    # --- speaking ------------------------------------------------------------------------------------------------------
    def _nothing_known(self, message: Message) -> list[bytes]:
        """A clinic without worklist has nothing to tell: termination code I."""
        wall = self.wall()
        header = b"H|\\^&|||XIANGYI|||||%s||P|1|%s" % (message.first_part(message.header[5]).encode(), f"{wall:%Y%m%d%H%M%S}".encode())
        return astm.encode_message([header, b"L|1|I"])

    def _waits(self) -> bool:
        return "again" in self._alarms

    def _ask(self) -> Actions:
        if not self._answer:
            return []
        if self._step is not Step.NEUTRAL:
            self.alarm("again", BACK_OFF_SECONDS, self._ask)
            return []
        self._step, self._sent, self._naks = Step.ASKING, 0, 0
        self.alarm("ours", SILENCE_SECONDS, self._stop)
        return [_say(Control.ENQ)]

    def _answered(self, accepted: bool) -> Actions:
        if self._step is Step.ASKING:
            self._step = Step.SENDING
            return self._send() if accepted else self._stop()
        if self._step is not Step.SENDING:
            return []
        self._sent += accepted
        self._naks = 0 if accepted else self._naks + 1
        return self._stop() if self._sent == len(self._answer) or self._naks >= MOST_NAKS else self._send()

    def _send(self) -> Actions:
        self.alarm("ours", SILENCE_SECONDS, self._stop)
        return [Write(SERIAL, self._answer[self._sent], response=False)]

    def _stop(self) -> Actions:
        self.quiet("ours")
        self._step, self._answer = Step.NEUTRAL, []
        return [_say(Control.EOT)]


def _say(word: Control) -> Write:
    return Write(SERIAL, bytes((word,)), response=False)
