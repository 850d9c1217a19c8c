"""Bedside meters that speak POCT1-A (CLSI POCT01-A2) over TCP or a serial line.

Supported: stored and new observations, controls and proficiency tests marked, discarded values left out.
Not supported: setting the clock, lists of operators and patients, vendors' directives.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.poct1a_session import Poct1aSession
from device_drivers.readings import Kind, KnownDevice

METER = Manifest(
    id="poct1a",
    kinds=(Kind.LABORATORY,),
    transport=Transport.TCP,
    models=(
        Model("Nova StatStrip", Proof.SPECIFICATION, "Nova DML interface specification 6.4.2"),
        Model("Siemens DCA Vantage (POCT1-A)", Proof.COMPUTED, "POCT01-A2; its course of messages as public programs show it"),
        Model("Coag-Sense PT2", Proof.COMPUTED, "POCT01-A2; its course of messages as public programs show it"),
    ),
)


def meter(known: KnownDevice, opening: Opening) -> Machine:
    """A meter, whoever opens the connection."""
    return Poct1aSession(known.device, known.driver, opening.token, calls=known.address.startswith("tcp:"))


DRIVERS = (Driver(METER, meter),)
