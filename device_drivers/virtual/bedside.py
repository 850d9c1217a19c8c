"""A virtual bedside meter that speaks POCT1-A: it says hello, waits to be asked, and sends one observation after the other."""

from __future__ import annotations

from collections import deque
from decimal import Decimal

from device_drivers.protocols import poct1a
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.poct1a import Document, Element, leaf_group
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.instrument import Assay, BenchDevice, Instrument, on_line

PANELS = {
    "Nova StatStrip": (Assay("2341-6", Decimal(98), Decimal(21), "mg/dL", "Glu", "[80;120]"),),
    "Siemens DCA Vantage (POCT1-A)": (Assay("4548-4", Decimal("6.1"), Decimal("0.4"), "%", "HbA1c"),),
    "Coag-Sense PT2": (Assay("6301-6", Decimal("1.1"), Decimal("0.3"), "INR", "INR"),),
}


class BedsideMeter(Instrument):
    """memory: what the host has not acknowledged. lost_acks: so many acknowledgements are not heard. told: what hosts said."""

    driver = "poct1a"

    def __init__(self, clock: DeviceClock, model: str = "Nova StatStrip") -> None:
        super().__init__(clock, model)
        self.panel = PANELS[model]
        self.patient = "PT222-55-7777"
        self.memory: deque[bytes] = deque()
        self.told: list[Element] = []
        self.lost_acks = 0
        self.continuous = False
        self._asked = False
        self._number = 10000
        self._waits_for = ""
        self._stream = poct1a.stream()

    # --- buttons -------------------------------------------------------------------------------------------------------
    def take(self) -> Taken:
        """One specimen of a patient."""
        [(test, value)] = self.next_values()
        self._keep("OBS.R01", "OBS", test, f"{value}")
        return self.measured((test.field, value, test.unit), note=self.patient)

    def control(self) -> None:
        """A liquid control: not a patient's message."""
        self._keep("OBS.R02", "LQC", self.panel[0], "60")

    def say_value(self, value: str, status: str = "A") -> None:
        """One observation whose value and status are given."""
        self._keep("OBS.R01", "OBS", self.panel[0], value, status)

    def end(self) -> None:
        """The meter is put away."""
        self._post("END.R01", leaf_group("TRM", ("TRM.reason_cd", "NRM")))

    def keep_alive(self) -> None:
        """Still there."""
        self._post("KPA.R01")

    # --- the line ------------------------------------------------------------------------------------------------------
    def connected(self) -> None:
        """Says hello."""
        super().connected()
        self._stream = poct1a.stream()
        self._asked = self.continuous = False
        maker, model = self.model.split(" ", 1)
        self._post("HEL.R01", leaf_group("DEV", ("DEV.vendor_id", maker), ("DEV.model_id", model), ("DEV.serial_id", "S1")))

    def written(self, channel: str, data: bytes) -> None:
        """The host's messages."""
        for token in self._stream.feed(data):
            if isinstance(token, Document):
                self._heard(poct1a.parse(token.raw))
            elif isinstance(token, Refusal):
                raise ValueError("the host says what is no message")

    def _heard(self, root: Element) -> None:
        self.told.append(root)
        if root.name == "ACK.R01":
            self._acknowledged(root.value("ACK.ack_control_id"))
        elif root.value("REQ.request_cd") == "ROBS":
            self._answer(root)
            self._asked = True
            self._go_on()
        elif root.value("DTV.command_cd") == "START_CONTINUOUS":
            self._answer(root)
            self.continuous = True
            self._go_on()

    def _acknowledged(self, control_id: str) -> None:
        if control_id != self._waits_for:
            return
        if self.lost_acks:
            self.lost_acks -= 1
            self.say(self._last)
            return
        self._waits_for = ""
        if self._kind == "HEL.R01":
            self._post("DST.R01", leaf_group("DST", ("DST.new_observations_qty", str(len(self.memory)))))
        elif self._kind.startswith("OBS"):
            self.memory.popleft()
            self._go_on()

    def _go_on(self) -> None:
        if self._waits_for:
            return
        if self.memory and (self._asked or self.continuous):
            message = self.memory[0]
            self._send(poct1a.parse(message), message)
        elif self._asked:
            self._asked = False
            self.say(poct1a.encode(self._message("EOT.R01", leaf_group("EOT", ("EOT.topic_cd", "OBS")))))

    def _answer(self, to: Element) -> None:
        self.say(poct1a.encode(poct1a.acknowledge(self._next(), self.clock.now(), to.value("HDR.control_id"))))

    # --- messages ------------------------------------------------------------------------------------------------------
    def _keep(self, kind: str, role: str, test: Assay, value: str, status: str = "A") -> None:
        observation = Element(
            "OBS",
            children=[
                Element("OBS.observation_id", {"V": test.field, "DN": test.name, "SN": "LN"}),
                Element("OBS.value", {"V": value, "U": test.unit} if value else {"NULL": "NI"}),
                Element("OBS.method_cd", {"V": "M"}),
                Element("OBS.status_cd", {"V": status}),
                Element("OBS.interpretation_cd", {"V": "N"}),
            ],
        )
        holder = Element("PT", children=[Element("PT.patient_id", {"V": self.patient}), observation])
        held = holder if kind == "OBS.R01" else Element("CTC", children=[Element("CTC.lot_number", {"V": "C77"}), observation])
        service = leaf_group("SVC", ("SVC.role_cd", role), ("SVC.observation_dttm", f"{self.clock.now():%Y-%m-%dT%H:%M:%S}+08:00"))
        service.children.append(held)
        self.memory.append(poct1a.encode(self._message(kind, service)))
        self._go_on()

    def _post(self, kind: str, *bodies: Element) -> None:
        root = self._message(kind, *bodies)
        self._send(root, poct1a.encode(root))

    def _send(self, root: Element, message: bytes) -> None:
        self._kind, self._waits_for, self._last = root.name, root.value("HDR.control_id"), message
        self.say(message)

    _kind, _last = "", b""

    def _message(self, kind: str, *bodies: Element) -> Element:
        return poct1a.message(kind, self._next(), self.clock.now(), *bodies)

    def _next(self) -> str:
        self._number += 1
        return str(self._number)


async def make(_: object, number: int, clock: DeviceClock) -> BenchDevice:
    """A StatStrip that listens on loopback."""
    return await on_line(BedsideMeter(clock), f"Nova StatStrip {number}")
