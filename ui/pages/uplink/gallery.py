"""The upload settings on show: nothing set, a county's server with its key and a good try, a bad try, joining a hub, a take-over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services.uplinks import Finding, Uplink, Way, Wish
from ui.gallery import Entry
from ui.pages.on_show import on_show
from ui.pages.uplink.model import HUB, JOIN, SEAT, SERVER, UplinkModel
from ui.pages.uplink.page import UplinkPage

COUNTY = "https://fhir.xian.example/fhir"
KEYED = Uplink(COUNTY, Way.KEY, "lh-village-a1", "ES384", own_authority=True, proxy="http://10.0.0.1:3128")
JOINED = Uplink("https://192.168.1.5:8090/fhir", Way.CODE, "d2", "ES384", stands_in=COUNTY)
GOOD = (
    Finding("reached", "found_reached", facts={"ms": 84}),
    Finding("certificate", "found_public_authority"),
    Finding("signed_in", "found_token"),
    Finding("dialect", "found_server_ids"),
    Finding("clock", "found_clock", facts={"seconds": 1}),
)
BAD = (
    Finding("reached", "found_somebody"),
    Finding("certificate", "sync_tls_issuer", False),
    Finding("clock", "found_clock_off", False, {"seconds": 640}),
)


class Line:
    """What is in force; nothing is ever changed or reached."""

    def __init__(self, known: Uplink | None = None, findings: Sequence[Finding] = GOOD, ready: bool = True) -> None:
        self._known, self._findings, self.ready = known or Uplink(), findings, ready

    def known(self) -> Uplink:
        """Made up."""
        return self._known

    def public_key(self) -> str:
        """No real one."""
        return '{"keys": []}'

    def new_key(self, algorithm: str) -> str:
        """No real one either."""
        return '{"keys": [{}]}'

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        """Always the same."""
        return self._findings

    def use(self, wish: Wish) -> None:
        """Nothing is changed on show."""

    def join(self, address: str, code: str) -> None:
        """Nothing is joined on show."""

    def leave(self) -> None:
        """Nothing is left on show."""


def page(line: Line, hub: Line | None = None) -> UplinkPage:
    """The page over made-up settings."""
    sides = {SEAT: line} | ({HUB: hub} if hub is not None else {})
    model = UplinkModel(dict(sides))
    return on_show(lambda bridge: UplinkPage(model, bridge))


def nothing() -> QWidget:
    """At first."""
    return page(Line())


def keyed() -> QWidget:
    """A server that knows this computer's key."""
    return page(Line(KEYED))


def tried() -> QWidget:
    """A try that went well."""
    made = page(Line(Uplink(COUNTY, Way.TOKEN), GOOD))
    made.model.try_out()
    return made


def refused() -> QWidget:
    """A try that a certificate ended; a hub here has settings of its own."""
    made = page(Line(Uplink(COUNTY), BAD), Line())
    made.model.fill(kind=SERVER, authority=Path("county.pem"))
    made.model.try_out()
    return made


def joining() -> QWidget:
    """A code is typed in; the county's server stands in from then on."""
    made = page(Line(Uplink(COUNTY)))
    made.model.fill(kind=JOIN, address="https://192.168.1.5:8090", code="7KQ2-M4XN-90DT-HB3W-P6ZC-V1RE-8JGA-5SYF")
    made._ask()
    made.strip.listen()
    return made


def joined() -> QWidget:
    """A hub, and who stands in for it."""
    return page(Line(JOINED))


ENTRIES = [
    Entry("uplink-none", nothing),
    Entry("uplink", keyed),
    Entry("uplink-tried", tried),
    Entry("uplink-refused", refused),
    Entry("uplink-joining", joining),
    Entry("uplink-joined", joined),
]
