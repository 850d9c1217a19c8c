"""The fleet page on show: three computers of which one is behind, a code that is read out, a confirmation, and no hub at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.errors import KnownError
from app.services.fleet import NOT_HERE, AboveHub, FleetSeat, House, HubSelf, JoinCode
from ui.gallery import Entry
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.page import FleetPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
LATELY, YESTERDAY, LONG_AGO = "2026-03-05T09:19:30.000Z", "2026-03-04T08:20:00.000Z", "2026-02-20T01:00:00.000Z"
CODE = JoinCode(
    "7KQ2-M4XN-90DT-HB3W-P6ZC-V1RE-8JGA-5SYF", ("https://192.168.1.5:8090", "https://10.20.0.14:8090"), "2026-03-05T09:35:00.000Z"
)
CLINIC = "柳河村卫生室"
SEATS = (
    FleetSeat("d1", CLINIC, "A1", "A1", "1.0", 0, 0, 0, None, LATELY, True, None, LONG_AGO),
    FleetSeat("d2", CLINIC, "B2", "护士站", "1.0", 12, 1, 40, YESTERDAY, YESTERDAY, False, None, LONG_AGO),
    FleetSeat("d3", "九村卫生室", "C1", "C1", "1.0", 0, 0, 3, "2026-03-05T09:18:00.000Z", LATELY, True, None, YESTERDAY),
    FleetSeat("d4", CLINIC, "B1", "旧电脑", "0.9", 0, 0, 0, None, LONG_AGO, False, YESTERDAY, LONG_AGO),
)
HOUSES = (House("510181001", CLINIC, False), House("510181007", "九村卫生室"))
ABOVE = AboveHub("https://fhir.xian.example/fhir", 7, "2026-03-05T08:02:00.000Z", 0, "2026-03-05T08:00:00.000Z", "")


class Hub:
    """Answers from made-up numbers; ``seats_here`` None = there is no hub."""

    seat = "A1"

    def __init__(self, seats_here: Sequence[FleetSeat] | None = SEATS, above: AboveHub = ABOVE, trouble: KnownError | None = None) -> None:
        self._seats, self._above, self._trouble = seats_here, above, trouble

    def seats(self) -> Sequence[FleetSeat]:
        """Whoever joined."""
        if self._seats is None:
            raise self._trouble or KnownError(NOT_HERE)
        return self._seats

    def above(self) -> AboveHub:
        """The county."""
        return self._above

    def itself(self) -> HubSelf:
        """In two networks."""
        return HubSelf(CODE.addresses, "https://127.0.0.1:8090", "2027-03-01T00:00:00.000Z")

    def houses(self) -> Sequence[House]:
        """The clinic and a village below it."""
        return HOUSES

    def invite(self, seat: str, house: House | None = None) -> JoinCode:
        """Always the same."""
        return CODE

    def revoke(self, device: str) -> None:
        """Nobody is shut out on show."""


def page(hub: Hub, may_manage: bool = True) -> FleetPage:
    """The page over made-up numbers."""
    model = FleetModel(hub, SetClock(NOW), lambda on: None, lambda address, code: None, may_manage)
    return on_show(lambda bridge: FleetPage(model, bridge))


def whole() -> QWidget:
    """One is behind since yesterday, one is shut out."""
    return page(Hub())


def code() -> QWidget:
    """A code to be read out; this computer itself has not joined."""
    made = page(Hub(SEATS[1:2], AboveHub()))
    made.model.name(True)
    made.model.invite("B2")
    return made


def naming() -> QWidget:
    """A computer of an institution that the hub does not know yet."""
    made = page(Hub())
    made.model.name(True)
    made.naming.field.setText("D1")
    made.naming.whose.set_value("*")
    made.naming.whose.chosen.emit("*")
    made.naming.code.setText("510181009")
    return made


def asking() -> QWidget:
    """Before one is shut out."""
    made = page(Hub())
    made._ask(SEATS[1])
    made.strip.listen()
    return made


def none() -> QWidget:
    """No hub."""
    return page(Hub(None))


ENTRIES = [
    Entry("fleet", whole),
    Entry("fleet-code", code),
    Entry("fleet-naming", naming),
    Entry("fleet-asking", asking),
    Entry("fleet-none", none),
]
