"""The hub inside a program: server, its way to the server above, and what its keeper sees; for the workstation and for `xiangyi hub`."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from app.clock import Clock
from app.errors import KnownError
from app.paths import DataFolder, Lock
from app.services.clinic import Clinic
from app.services.fleet import AboveHub, FleetSeat, House, HubChoice, HubClash, HubSelf, JoinCode
from app.services.keyring import hub_key
from app.settings import Settings
from app.uplink import HubLine
from sync.courier.desk import Courier
from sync.courier.hand import CourierHand
from sync.hub.courier import HubCarrier, HubLedger, answering
from sync.hub.forward import Forwarder
from sync.hub.keeper import Keeper
from sync.hub.server import HubServer, is_loopback
from sync.hub.store import HubStore
from sync.replica import Ref

log = logging.getLogger(__name__)

QUIET_SECONDS = 60.0
EVERYBODY = "0.0.0.0"  # seats of the network; only those that joined get in, over TLS


class HubRoom:
    """A running hub over ``folder``'s records. ``home``: code and name of this institution; ``key``: 32 bytes.

    KnownError ``already_open`` where another process runs it, ``hub_port``, ``hub_unreadable``, ``hub_newer``.
    """

    def __init__(self, folder: DataFolder, key: bytes, home: tuple[str, str], clock: Clock, host: str, port: int) -> None:
        self._folder, self._home, self._clock, self._host = folder, home, clock, host
        self._server = HubServer(folder.hub_database, key, host, port, clock=clock)
        self._lock: Lock | None = None
        self._forwarder: Forwarder | None = None
        self.heard: Callable[[], None] = lambda: None  # after every pass with the server above, on its thread

    @property
    def base_url(self) -> str:
        """Where the FHIR API is, on this computer."""
        return self._server.base_url

    @property
    def addresses(self) -> tuple[str, ...]:
        """What a seat is told: the addresses of this computer in its networks."""
        if is_loopback(self._host):
            return (self.base_url.removesuffix("/fhir"),)
        port = self.base_url.rpartition(":")[2].removesuffix("/fhir")
        found = own_addresses()
        told = [one for one in found if not one.startswith("127.")] or found  # no other computer reaches this one there
        return tuple(f"https://{address}:{port}" for address in told)

    def start(self) -> None:
        """Listen, and forward where there is a server above."""
        self._lock = self._folder.lock_hub()
        try:
            self._server.start()
            keeper = self.keeper("hub")
            self._forwarder = Forwarder(self._server.store, keeper.organization, self._clock, lambda: self.heard())
            self._forwarder.follow()
        except BaseException:
            self.stop()
            raise

    def glance(self) -> None:
        """Once a second or so: a server above that was chosen meanwhile is followed."""
        if self._forwarder is not None:
            self._forwarder.glance()

    def quiet(self) -> None:
        """Forward nothing until :meth:`again`, so that no late answer is taken for one of another server."""
        if self._forwarder is not None:
            self._forwarder.stop(QUIET_SECONDS)

    def again(self) -> None:
        """Forward as chosen now."""
        if self._forwarder is not None:
            self._forwarder.follow()

    def stop(self) -> None:
        """End. Harmless twice."""
        if self._forwarder is not None:
            self._forwarder.stop()
        self._server.stop()
        if self._lock is not None:
            self._lock.release()
        self._forwarder = self._lock = None

    def keeper(self, by: str) -> Keeper:
        """What a person does with the hub."""
        return keeper_of(self._server.store, self._clock, self._home, by)

    def seats(self) -> Sequence[FleetSeat]:
        """See :class:`app.services.fleet.HubHere`."""
        keeper = self.keeper("hub")
        return fleet_of(keeper)

    def above(self) -> AboveHub:
        """See :class:`app.services.fleet.HubHere`."""
        now = self.keeper("hub").upstream()
        return AboveHub(now.url, now.pending, now.oldest_at, now.parked, now.last_ok_at, now.error)

    def houses(self) -> Sequence[House]:
        """See :class:`app.services.fleet.HubHere`."""
        keeper = self.keeper("hub")
        own = keeper.organization
        found = sorted(keeper.institutions(), key=lambda one: (one.id != own, one.code))
        return [House(one.code, one.name, one.parent == own) for one in found]

    def invite(self, seat: str, by: str, house: House | None) -> JoinCode:
        """See :class:`app.services.fleet.HubHere`."""
        keeper = self.keeper(by)
        if house is not None and all(one.code != house.code.strip().upper() for one in keeper.institutions()):
            keeper.enter(house.code, house.name, self._home[0] if house.below else "")
        made = keeper.invite(seat, house.code if house is not None else "")
        return JoinCode(made.code, self.addresses, made.ends)

    def revoke(self, device: str, by: str) -> None:
        """See :class:`app.services.fleet.HubHere`."""
        self.keeper(by).revoke(device)

    def itself(self) -> HubSelf:
        """See :class:`app.services.fleet.HubHere`."""
        local = self._server.base_url.removesuffix("/fhir").replace(EVERYBODY, "127.0.0.1")
        return HubSelf(self.addresses, local, self.keeper("hub").certificate_ends())

    def clashes(self) -> Sequence[HubClash]:
        """See :class:`app.services.fleet.HubHere`."""
        found = self.keeper("hub").conflicts()
        return [HubClash(one.ref.fhir_type, one.ref.fhir_id, one.person, one.fields, one.at) for one in found]

    def settle(self, fhir_type: str, fhir_id: str, ours: bool, by: str) -> None:
        """See :class:`app.services.fleet.HubHere`; the server above hears of it at once."""
        self.keeper(by).settle(Ref(fhir_type, fhir_id), ours)
        self._send()

    def last_choice(self) -> HubChoice | None:
        """See :class:`app.services.fleet.HubHere`."""
        found = self.keeper("hub").last_choice()
        return None if found is None else HubChoice(found.ref.fhir_type, found.ref.fhir_id, found.person, found.ours, found.at)

    def take_back(self, fhir_type: str, fhir_id: str, by: str) -> None:
        """See :class:`app.services.fleet.HubHere`; the server above hears of it at once."""
        self.keeper(by).take_back(Ref(fhir_type, fhir_id))
        self._send()

    def _send(self) -> None:
        if self._forwarder is not None:
            self._forwarder.poke()

    def hand(self) -> CourierHand:
        """Carries files for the hub."""
        store, ours = self._server.store, self.keeper("hub").organization
        ledger = HubLedger(store, self._home[1], ours)
        return CourierHand(Courier(ledger, self._clock, HubCarrier(store, ours), answering(store)), ledger)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class HubSwitch:
    """The hub inside the open workstation: on and off with the setting ``hub_on``."""

    def __init__(self, folder: DataFolder, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._room: HubRoom | None = None
        self._clinic: Clinic | None = None

    def follow(self, clinic: Clinic, now: Settings) -> None:
        """As chosen. A hub that cannot start keeps nobody from working: the fleet page says what is in its way."""
        wanted = now.flag("hub_on")
        if wanted == (self._room is not None):
            return
        self.close()
        clinic.fleet.trouble = None
        keyring = clinic.desk.keyring
        if not wanted or keyring is None:
            return
        home = keyring.signin.organization_code, keyring.signin.organization_name
        room = HubRoom(self._folder, hub_key(keyring.data_key), home, self._clock, EVERYBODY, now.number("hub_port"))
        room.heard = clinic.sync.again
        try:
            room.start()
        except KnownError as error:
            log.warning("the hub cannot start: %s", error.code)
            clinic.fleet.trouble = error
            return
        self._room, self._clinic = room, clinic
        clinic.fleet.hub, clinic.hub_couriers.hand = room, room.hand()
        clinic.hub_uplinks.line = HubLine(clinic.desk, lambda: room.keeper(clinic.desk.actor.account), room.quiet, room.again)
        clinic.sync.hub_clashes = lambda: len(room.clashes())

    def close(self) -> None:
        """End the hub. Harmless twice."""
        clinic, room = self._clinic, self._room
        self._clinic = self._room = None
        if clinic is not None:
            clinic.fleet.hub = clinic.hub_couriers.hand = clinic.hub_uplinks.line = clinic.sync.hub_clashes = None
        if room is not None:
            room.heard = lambda: None
            room.stop()


def keeper_of(store: HubStore, clock: Clock, home: tuple[str, str], by: str) -> Keeper:
    """The keeper of an open hub database."""
    return Keeper(store, clock, home, by)


def fleet_of(keeper: Keeper) -> list[FleetSeat]:
    """The seats with their institution's name."""
    names = {one.id: one.name or one.code for one in keeper.institutions()}
    return [
        FleetSeat(
            device=one.device,
            institution=names.get(one.organization, ""),
            seat=one.seat,
            name=one.name,
            version=one.version,
            pending=one.pending,
            parked=one.parked,
            unread=one.unread,
            behind_since=one.behind_since,
            last_seen_at=one.last_seen_at,
            in_touch=one.in_touch,
            revoked_at=one.revoked_at,
            enrolled_at=one.enrolled_at,
        )
        for one in keeper.seats()
    ]


def own_addresses() -> list[str]:
    """IPv4 addresses of this computer, those of its networks first."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        found = set()
    found |= _of_interfaces()
    return sorted(found, key=lambda one: (one.startswith("127."), one)) or ["127.0.0.1"]


def _of_interfaces() -> set[str]:
    """Linux knows its own name often only as 127.0.1.1: the interfaces are asked (netdevice(7), SIOCGIFADDR)."""
    if sys.platform == "win32":
        return set()
    import fcntl
    import struct

    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), 0x8915, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            found.add(socket.inet_ntoa(answer[20:24]))
    return found
