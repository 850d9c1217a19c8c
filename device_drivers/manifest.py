"""What a driver says of itself: kinds, makers, how its devices are recognised, what they can be asked to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice, Patient


class Transport(StrEnum):
    """How the bytes travel."""

    BLE = "ble"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Advert:
    """What a device says on the air. services: as machines name channels ('1810' or a full lower-case UUID)."""

    address: str
    name: str
    services: frozenset[str]
    rssi: int | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One driver's own description.

    id: stored with every reading. models: words for the list of supported devices. services, name_prefixes: how an
    advert is recognised; a name prefix wins over a service. pair: the device talks to bonded hosts only.
    on_demand: connected when asked for (a stream), not whenever it advertises. patients: whom `measure` can
    start it for, none where it cannot.
    baud: of a serial port, unless the known device says otherwise.
    """

    id: str
    kinds: tuple[Kind, ...]
    transport: Transport
    models: tuple[str, ...]
    services: frozenset[str] = frozenset()
    name_prefixes: tuple[str, ...] = ()
    pair: bool = False
    on_demand: bool = False
    patients: tuple[Patient, ...] = ()
    baud: int = 9600

    def fits(self, advert: Advert) -> int:
        """0 = not ours, 1 = offers our service, 2 = also named like one of our models."""
        named = bool(self.name_prefixes) and advert.name.startswith(self.name_prefixes)
        offers = bool(self.services & advert.services)
        if named:
            return 2
        # a driver for named models only (a vendor's quirk) never takes a stranger's device by its service
        return 1 if offers and not self.name_prefixes else 0


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new session must know of the ones before it.

    token: a number that no other session of this device has had (its start in milliseconds since 1970).
    first_sample: running index at which a stream goes on.
    """

    token: int
    first_sample: int = 0


@dataclass(frozen=True, slots=True)
class Driver:
    """A manifest and the machine that speaks for it."""

    manifest: Manifest
    machine: Callable[[KnownDevice, Opening], Machine]
