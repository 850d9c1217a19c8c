"""A session with a Contour on USB: acknowledge its frames until it has told all, then set its clock where that is off.

The meter sends everything it has each time it is asked, so it is asked once per plugging in. A damaged frame is refused to
it (NAK) and comes again; a frame that comes twice is acknowledged and not taken twice.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import contour_usb as contour
from device_drivers.protocols.contour_usb import ACK, ENQ, EOT, NAK, ContourFrame, ContourResult, ControlByte
from device_drivers.protocols.machine import HID, Actions, Failed, Keep, Refuse, Result, Write
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import Quantity, Reading

LISTEN_SECONDS = 1.0  # a meter that has just been plugged in says ENQ by itself; one ACK too many would cost a frame
NAK_TRIES = 6  # ASTM E1381: then the sender gives up


class ContourSession(MeterSession[ContourFrame | ControlByte]):
    """One plugged-in meter."""

    channel = HID
    numbered = True

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._number: int | None = None  # of the last frame taken
        self._naks = 0
        self._listened = False
        self._end_knock = False
        self._setting: list[tuple[bytes, int]] = []  # what is still to be said to set the clock, and what must answer

    def new_stream(self) -> TapedStream[ContourFrame | ControlByte]:
        """The decoder of what the meter sends."""
        return TapedStream(contour.stream(), _size)

    def greet(self) -> Actions:
        """Listens first."""
        if self._listened:
            return super().greet()
        self._listened = True
        self.alarm("knock", LISTEN_SECONDS, self.greet)
        return []

    def greeting(self) -> bytes:
        """The meter waits for an ACK to its ENQ; where it waits for something else, EOT brings it back, so they alternate."""
        self._end_knock = not self._end_knock
        return bytes((ACK if self._end_knock else EOT,))

    def rest(self) -> Actions:
        """Nothing more until it is plugged in again."""
        self.answered()
        return []

    def say(self, *data: bytes) -> Actions:
        """Bytes to the meter, in reports."""
        return super().say(*(report for part in data for report in contour.pack_reports(part)))

    def unpacked(self, data: bytes) -> bytes:
        """What a report carries."""
        return contour.unpack_report(data)

    def hear(self, data: bytes) -> Actions:
        """A report that is not full ends what the meter had to say: a frame that is not whole by then will not become so."""
        actions = super().hear(data)
        if len(data) > 3 and data[3] < contour.REPORT - 4:
            actions += self._found(self.stream.reset())
        frame_lost = any(isinstance(action, Refuse) and contour.STX in action.raw for action in actions)
        answered = any(isinstance(action, Write) for action in actions)
        return [*actions, *(self._not_acknowledged() if frame_lost and self.asking and not answered else [])]

    def framed_in(self, frame: ContourFrame | ControlByte, raw: bytes) -> Actions:
        """A frame, or a byte that is a message by itself."""
        if isinstance(frame, ControlByte):
            return self._control(frame.code)
        if self.taken_out:
            return [Keep(self.channel, raw)]
        if self._number is not None and frame.number == self._number:
            return self._acknowledge()  # ours was lost
        if self._number is not None and frame.number != (self._number + 1) % 8:
            return [Keep(self.channel, raw), *self._not_acknowledged()]
        return self._taken(frame, raw)

    # --- the transfer --------------------------------------------------------------------------------------------------
    def _control(self, code: int) -> Actions:
        if self._setting:
            return self._setting_answered(code)
        if code == ENQ and not self.taken_out:
            self._number = None
            self.quiet("knock")
            return self.ask(bytes((ACK,)))
        if code == EOT and self._number is not None and not self.taken_out:
            return self._all_told()
        return []

    def _taken(self, frame: ContourFrame, raw: bytes) -> Actions:
        self._number, self._naks = frame.number, 0
        kind = frame.text[:2]
        if kind == "H|":
            return self._header(frame.text, raw)
        if kind != "R|":
            return [Keep(self.channel, raw), *self._acknowledge()]
        try:
            reading = self._reading(contour.decode_result(frame.text), raw)
        except (Refused, Quarantine) as error:  # also what a person entered: insulin, carbohydrates
            return [Refuse(self.channel, raw, error.reason), *self._acknowledge()]
        return [Result(self.channel, raw, (reading,)), *self._acknowledge()]

    def _header(self, text: str, raw: bytes) -> Actions:
        header = contour.decode_header(text)
        clock = header.time.local() if header.time else None
        return self.welcome(lambda: [Keep(self.channel, raw), *self.compare_clock(clock), *self._acknowledge()])

    def _reading(self, result: ContourResult, raw: bytes) -> Reading:
        marks = result.markers.split("/")
        comparator = "<" if "<" in result.markers else ">" if ">" in result.markers else ""
        flags = control_flag("C" in result.markers) + (("not_for_logbook",) if "X" in marks else ())
        meal = "preprandial" if "B" in marks else "postprandial" if "A" in marks else ""
        return self.reading(Quantity(Decimal(result.value), result.unit, comparator), result.taken, raw, flags=flags, meal=meal)

    def _acknowledge(self) -> Actions:
        return self.ask(bytes((ACK,)))

    def _not_acknowledged(self) -> Actions:
        self._naks += 1
        if self._naks > NAK_TRIES:
            self.answered()
            return [Failed(Reason.PROTOCOL)]
        return self.ask(bytes((NAK,)))

    # --- the clock -----------------------------------------------------------------------------------------------------
    def _all_told(self) -> Actions:
        self._number = None
        if not self.clock_is_off:
            return self.drained()
        now = self.wall() + timedelta(seconds=30)  # whole minutes only: to the nearest
        self._setting = [
            (bytes((NAK,)), EOT),  # into the meter's remote mode
            (bytes((ENQ,)), ACK),
            *((part, ACK) for part in (b"W|", b"D|", contour.date_value(now), b"W|", b"T|", contour.time_value(now))),
        ]
        return self._say_next()

    def _say_next(self) -> Actions:
        return self.ask(self._setting[0][0], silent=self._setting_over)

    def _setting_answered(self, code: int) -> Actions:
        _, wanted = self._setting[0]
        if code == EOT and wanted != EOT:
            return []  # the meter ends its transfer twice
        if code != wanted:
            return self._setting_over()  # a meter whose clock a pump sets
        del self._setting[0]
        return self._say_next() if self._setting else self._setting_over()

    def _setting_over(self) -> Actions:
        self._setting = []
        return [*self.say(bytes((EOT,))), *self.drained()]


def _size(frame: ContourFrame | ControlByte) -> int:
    return 1 if isinstance(frame, ControlByte) else len(contour.encode_frame(frame))
