"""Bluetooth cuffs of the SIG profile 1810, makers' own layouts of it, and numbered records of BLS 1.1; models in profiles/cuffs*.toml.

Supported: unsent and stored records, live pressure, clock, battery; users that are opened by a code (181C); A&D's own
service: everything stored is asked for once after the cuff was taken on, which every start of the program does, because the system may have confirmed a record
that was never kept. Not supported: registering users.
Quirks: see protocols.quirks. A&D cuffs say in their adverts whether records wait or they are held for pairing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from device_drivers.manifest import Advert, Opening
from device_drivers.profiles import Standard
from device_drivers.protocols import and_custom, enhanced_pressure_session
from device_drivers.protocols.blood_pressure_session import BloodPressureSession
from device_drivers.protocols.either import Either
from device_drivers.protocols.enhanced_pressure_session import EnhancedPressureSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import Quirks
from device_drivers.protocols.repeats import GivenBefore, Repeating
from device_drivers.readings import Kind, KnownDevice


@dataclass(slots=True)
class Since:
    """What happened since each cuff was taken on. drained: gave all it had. owing: said since then that records wait."""

    before: GivenBefore = field(default_factory=GivenBefore)
    drained: set[str] = field(default_factory=set)
    owing: set[str] = field(default_factory=set)

    def all_given(self, device: str) -> None:
        """A session ended with nothing left to send."""
        self.drained.add(device)
        self.owing.discard(device)

    def forget(self, device: str) -> None:
        """The cuff was taken on anew."""
        self.before.forget(device)
        self.drained.discard(device)
        self.owing.discard(device)


since_taken_on = Since()


def cuff(known: KnownDevice, opening: Opening, quirks: Quirks) -> Machine:
    """A cuff as its profile describes it."""
    since, device = since_taken_on, known.device
    session = BloodPressureSession(device, known.driver, opening.token, quirks, all_stored=device not in since.drained)
    watched = Repeating(session, device, since.before if quirks.sends_all else None, lambda: since.all_given(device))
    numbered = EnhancedPressureSession(device, known.driver, known.last_sequence, opening.token)
    return Either(watched, numbered, enhanced_pressure_session.fits)


def has_news(advert: Advert, known: KnownDevice, quirks: Quirks) -> bool:
    """An A&D cuff held for pairing has none, unless it was not served since it last said that records wait: then its bond
    is gone, and whoever holds its button wants it paired with us again."""
    if quirks.vendor != "and" or not and_custom.is_pairing(advert.flags):
        since_taken_on.owing.add(known.device)
        return True
    return known.device not in since_taken_on.drained or known.device in since_taken_on.owing


STANDARD = Standard(
    (Kind.BLOOD_PRESSURE,), frozenset({"1810"}), cuff, has_news=has_news, taken_on=lambda device: since_taken_on.forget(device)
)
