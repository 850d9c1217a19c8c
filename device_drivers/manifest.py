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
    HID = "hid"
    USB = "usb"  # bulk pipes
    TCP = "tcp"  # the analyser calls, we listen


class Proof(StrEnum):
    """How a model's driver was proven, the strongest first."""

    CAPTURED = "captured"  # bytes of a real device of this model or family
    PEER_TEST = "peer_test"  # bytes of another project's tests
    SPECIFICATION = "specification"  # the maker's or the SIG's document
    COMPUTED = "computed"  # bytes built by us from a description


@dataclass(frozen=True, slots=True)
class Model:
    """One model a driver supports; a session test runs under its name and parameters.

    name: maker and model as on the box. adverts: beginnings of the names it advertises. profile: key of its parameters in
    its driver (a memory map, a quirk set), "" = the driver's ordinary ones. source: where the facts come from. baud: of its
    serial port where it is not its driver's. kinds: what it measures where that is less than its driver reads.
    """

    name: str
    proof: Proof
    source: str
    adverts: tuple[str, ...] = ()
    profile: str = ""
    baud: int | None = None
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Advert:
    """What a device says on the air. services: as machines name channels ('1810' or a full lower-case UUID).

    maker: manufacturer data by company id. data: service data by service. flags: the AD flags byte, None where the system
    hides it.
    """

    address: str
    name: str
    services: frozenset[str]
    rssi: int | None
    maker: tuple[tuple[int, bytes], ...] = ()
    data: tuple[tuple[str, bytes], ...] = ()
    flags: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One driver's own description.

    id: stored with every reading. models: what it supports. services: how an advert is recognised; the name of a model wins
    over a service. named_only: a driver for a vendor's quirk never takes a stranger's device by its service. names: how the
    names of all its devices begin, where the model is only told once connected.
    pair: the device talks to bonded hosts only.
    on_demand: connected when asked for (a stream), not whenever it advertises. heard_only: its adverts carry the values, it
    is never connected. patients: whom `measure` can start it for, none where it cannot.
    baud: of a serial port, unless the known device says otherwise. serial_format: data bits, parity, stop bits.
    usb_ids: (vendor, product) of HID and USB devices.
    keeps_recordings: recordings stored on it can be fetched on demand (Opening.recordings).
    numbered: it numbers its records one by one, so that a number that never came is a record that was missed.
    """

    id: str
    kinds: tuple[Kind, ...]
    transport: Transport
    models: tuple[Model, ...]
    services: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    named_only: bool = False
    pair: bool = False
    on_demand: bool = False
    heard_only: bool = False
    keeps_recordings: bool = False
    patients: tuple[Patient, ...] = ()
    baud: int = 9600
    serial_format: str = "8N1"
    usb_ids: tuple[tuple[int, int], ...] = ()
    numbered: bool = False

    def fits(self, advert: Advert) -> int:
        """0 = not ours, 1 = offers our service, 2 = also named like one of our models."""
        offers = bool(self.services & advert.services)
        if self.model_of(advert.name) is not None or advert.name.startswith(self.names):
            return 2
        return 1 if offers and not self.named_only else 0

    def model_of(self, advertised: str) -> Model | None:
        """The model whose advertised name begins so, the longest beginning first; None = not one of ours by name."""
        fitting = [(len(start), model) for model in self.models for start in model.adverts if advertised.startswith(start)]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def baud_of(self, model: str) -> int:
        """Of a model's serial port, by name."""
        return next((one.baud for one in self.models if one.name == model and one.baud), self.baud)

    def profile(self, model: str) -> str:
        """Key of the parameters of a model's name; "" where it has none of its own."""
        return next((one.profile for one in self.models if one.name == model), "")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new session must know of the ones before it.

    token: a number that no other session of this device has had (its start in milliseconds since 1970).
    first_sample: running index at which a stream goes on. recordings: the stored recordings are wanted, not the stream.
    """

    token: int
    first_sample: int = 0
    recordings: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """A manifest and the machine that speaks for it.

    has_news: whether an advert of a known device says that a session is worth its battery (an unread counter, a flag);
    None = every advert does. taken_on: called with the device's id when it is taken on, here or in a new hub: whatever the
    driver remembers of its sessions is void.
    """

    manifest: Manifest
    machine: Callable[[KnownDevice, Opening], Machine]
    has_news: Callable[[Advert, KnownDevice], bool] | None = None
    taken_on: Callable[[str], None] | None = None
