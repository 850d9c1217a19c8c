"""Virtual Mindray analysers: chemistry (BS) with barcodes and controls, haematology (BC) with settings among the results."""

from __future__ import annotations

from collections import deque
from decimal import Decimal

from device_drivers.protocols import hl7
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.hl7 import Hl7Message
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.instrument import BLOOD_COUNT, CHEMISTRY, BenchDevice, Instrument, on_line

_LOINC = {"WBC": "6690-2", "RBC": "789-8", "HGB": "718-7", "PLT": "777-3"}


class Mindray(Instrument):
    """Sends a message, waits for its acknowledgement, then the next one.

    lost_acks: so many acknowledgements are not heard, the message is repeated. no_cr: the last CR in front of 1C is missing.
    answers: everything the host said.
    """

    driver = "hl7-mindray"

    def __init__(self, clock: DeviceClock, model: str = "Mindray BS-240") -> None:
        super().__init__(clock, model)
        self.haematology = " BC-" in model
        self.panel = BLOOD_COUNT if self.haematology else CHEMISTRY
        self.queue: deque[bytes] = deque()
        self.answers: list[Hl7Message] = []
        self.lost_acks = 0
        self.no_cr = False
        self.charset = "UNICODE" if self.haematology else "ASCII"
        self._number = 0
        self._waiting = False
        self._stream = hl7.stream()

    # --- buttons -------------------------------------------------------------------------------------------------------
    def take(self) -> Taken:
        """A specimen of the panel."""
        values = self.next_values()
        lines = [self._line(at, test.field, test.name, f"{value}", test.unit, test.reference) for at, (test, value) in enumerate(values, 1)]
        self.post("ORU^R01", "0", [self._order(), *(self._settings() if self.haematology else []), *lines])
        shown = ((_LOINC[test.field] if self.haematology else test.field, value, test.unit) for test, value in values)
        return self.measured(*shown, note=self.specimen)

    def control(self) -> None:
        """A control: chemistry has its value in the OBR, haematology says Q in MSH-11."""
        now = f"{self.clock.now():%Y%m%d%H%M%S}"
        if self.haematology:
            self.post("ORU^R01", "0", [self._order("7"), self._line(1, "WBC", "WBC", "7.1", "10*9/L", "")], processing="Q")
            return
        level = "M|100.000000|3.500000|98.200000|mg/dL" + "|" * 26
        self.post("ORU^R01", "2", [f"OBR|1|2|GLU|Mindray^{self._short}||{now}|||||||CTRL-Normal|LOT-2025-001|20260101000000||{level}"])

    def calibration(self) -> None:
        """A calibration: results that are nobody's."""
        self.post("ORU^R01", "1", [self._order(), self._line(1, "2", "GLU", "5.5", "mmol/L", "")])

    def say_value(self, test: str, value: str, kind: str = "NM") -> None:
        """One result whose value is given as text."""
        self.post("ORU^R01", "0", [self._order(), f"OBX|1|{kind}|{test}|{test}|{value}|mmol/L|||||F"])

    def ask_for_orders(self) -> None:
        """A barcode was read: what is wanted of it?"""
        if self.haematology:
            self.post("ORM^O01", "", [f"ORC|RF||{self.specimen}||IP"])
            return
        now = f"{self.clock.now():%Y%m%d%H%M%S}"
        self.post("QRY^Q02", "", [f"QRD|{now}|R|D|1|||RD|{self.specimen}|OTH|||T|", "QRF||||||RCT|COR|ALL||"])

    def post(self, kind: str, result_kind: str, segments: list[str], *, processing: str = "P") -> None:
        """Queues a message."""
        self._number += 1
        result_kind = "" if self.haematology else result_kind
        time = f"{self.clock.now():%Y%m%d%H%M%S}"
        names = "|" if self.haematology else f"Mindray|{self._short}"
        header = f"MSH|^~\\&|{names}|||{time}||{kind}|{self._number}|{processing}|2.3.1||||{result_kind}||{self.charset}|||"
        frame = hl7.encode_frame([header, *segments], self.charset)
        self.queue.append(frame[:-3] + frame[-2:] if self.no_cr else frame)
        self._go_on()

    # --- the line ------------------------------------------------------------------------------------------------------
    def connected(self) -> None:
        """The host is there: what was not acknowledged is sent again."""
        super().connected()
        self._stream = hl7.stream()
        self._waiting = False
        self._go_on()

    def written(self, channel: str, data: bytes) -> None:
        """Acknowledgements and answers."""
        for frame in self._stream.feed(data):
            if not isinstance(frame, Refusal):
                self._answered(hl7.decode_frame(frame))

    def _answered(self, message: Hl7Message) -> None:
        self.answers.append(message)
        if message.kind == "DSR^Q03" or not self.queue:
            return
        if self.lost_acks:
            self.lost_acks -= 1
        elif message.first("MSA")[2] == hl7.decode_frame(self.queue[0]).header[10]:
            self.queue.popleft()
        self._waiting = False
        self._go_on()

    def _go_on(self) -> None:
        if self.queue and not self._waiting and not self.alone:
            self._waiting = True
            self.say(self.queue[0])

    # --- segments ------------------------------------------------------------------------------------------------------
    @property
    def _short(self) -> str:
        return self.model.removeprefix("Mindray ")

    def _order(self, specimen: str = "") -> str:
        now = f"{self.clock.now():%Y%m%d%H%M%S}"
        if self.haematology:
            return f"OBR|1||{specimen or self.specimen}|00001^Automated Count^99MRC|||{now}"
        return f"OBR|1|{self.specimen}|{self._number + 1}|Mindray^{self._short}|Y||{now}"

    def _settings(self) -> list[str]:
        return ["OBX|91|IS|08001^Take Mode^99MRC||O||||||F", "OBX|92|NM|30525-0^Age^LN||22|yr|||||F"]

    def _line(self, number: int, test: str, name: str, value: str, unit: str, reference: str) -> str:
        if self.haematology:
            return f"OBX|{number}|NM|{_LOINC[test]}^{name}^LN||{value}|{unit}|{reference}|N|||F"
        return f"OBX|{number}|NM|{test}|{name}|{Decimal(value):.6f}|{unit}|{reference}|N|||F|||||||"


async def make(_: object, number: int, clock: DeviceClock) -> BenchDevice:
    """A chemistry analyser that listens on loopback."""
    return await on_line(Mindray(clock), f"Mindray BS-240 {number}")
