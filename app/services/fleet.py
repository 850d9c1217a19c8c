"""The workstations of the local network as the hub's keeper sees them: who is behind, by how much, since when; codes and revocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.errors import KnownError
from app.services.desk import Desk
from app.store.audit import Act

NOT_HERE = "hub_not_here"


@dataclass(frozen=True, slots=True)
class FleetSeat:
    """One workstation. ``pending``, ``parked``: records it has not delivered to the hub; ``unread``: records it has not fetched.

    ``behind_since`` None = up to date. ``in_touch``: heard from within the last minute. Instants as the store keeps them.
    """

    device: str
    institution: str
    seat: str
    name: str
    version: str
    pending: int
    parked: int
    unread: int
    behind_since: str | None
    last_seen_at: str | None
    in_touch: bool
    revoked_at: str | None
    enrolled_at: str = ""


@dataclass(frozen=True, slots=True)
class JoinCode:
    """Shown once: the code, the addresses under which this computer is reached, and until when the code opens."""

    code: str
    addresses: tuple[str, ...]
    ends: str


@dataclass(frozen=True, slots=True)
class AboveHub:
    """The server above the hub. ``url`` '' = none; ``error``: a message code, '' = all is well."""

    url: str = ""
    pending: int = 0
    oldest_at: str | None = None
    parked: int = 0
    last_ok_at: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class HubSelf:
    """The hub as its keeper tells others of it: addresses in the networks, the one on this computer, its certificate's last instant."""

    addresses: tuple[str, ...]
    local_address: str
    certificate_ends: str | None


@dataclass(frozen=True, slots=True)
class HubClash:
    """Two forms of one resource, at the hub and at the server above. ``fields``: label (path), here, there; ``person`` an id or ''."""

    fhir_type: str
    fhir_id: str
    person: str
    fields: tuple[Mapping[str, str], ...]
    at: str


@dataclass(frozen=True, slots=True)
class HubChoice:
    """How a clash at the hub was settled (``ours``: the hub's form stands); nobody has written the record since."""

    fhir_type: str
    fhir_id: str
    person: str
    ours: bool
    at: str


@dataclass(frozen=True, slots=True)
class House:
    """An institution that the hub serves; ``below``: it stands below the hub's own, which then reads its records."""

    code: str
    name: str
    below: bool = True


class HubHere(Protocol):
    """The hub that runs in this program; given by the composition root."""

    def seats(self) -> Sequence[FleetSeat]:
        """Every workstation that ever joined."""
        ...

    def above(self) -> AboveHub:
        """How far the server above is."""
        ...

    def houses(self) -> Sequence[House]:
        """Institutions whose computers may join, the hub's own first."""
        ...

    def invite(self, seat: str, by: str, house: House | None) -> JoinCode:
        """A one-time code for a computer of a house (None = the hub's own), which is taken up where it is new."""
        ...

    def revoke(self, device: str, by: str) -> None:
        """Shut a workstation out at once."""
        ...

    def itself(self) -> HubSelf:
        """Addresses and certificate."""
        ...

    def clashes(self) -> Sequence[HubClash]:
        """Where hub and server above differ and a person must choose, oldest first."""
        ...

    def settle(self, fhir_type: str, fhir_id: str, ours: bool, by: str) -> None:
        """Decide which form stands."""
        ...

    def last_choice(self) -> HubChoice | None:
        """The newest choice that can be taken back."""
        ...

    def take_back(self, fhir_type: str, fhir_id: str, by: str) -> None:
        """The other form stands after all."""
        ...


class Fleet:
    """For the fleet page. ``hub`` is None while this workstation is not the hub; ``trouble``: why it is not, though it was chosen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.hub: HubHere | None = None
        self.trouble: KnownError | None = None

    def seats(self) -> Sequence[FleetSeat]:
        """Who is behind, by how much, since when. KnownError ``hub_not_here``, or why the hub could not start."""
        self._desk.allow("sync.read")
        return self._here().seats()

    def above(self) -> AboveHub:
        """How far the server above the hub is. KnownError ``hub_not_here``."""
        self._desk.allow("sync.read")
        return self._here().above()

    def houses(self) -> Sequence[House]:
        """Institutions whose computers may join, the hub's own first; none where this is no hub."""
        self._desk.allow("sync.read")
        return self.hub.houses() if self.hub is not None else ()

    def invite(self, seat: str, house: House | None = None) -> JoinCode:
        """A code for a workstation that is to join, of another ``house`` where one is named. KnownError ``hub_not_here``."""
        actor = self._desk.allow("settings.manage")
        made = self._here().invite(seat, actor.account, house)
        detail = seat if house is None else f"{seat} {house.code}"
        self._desk.store.write(lambda uow: uow.note(Act("invite", "hub", detail=detail)), actor).result()
        return made

    def revoke(self, device: str) -> None:
        """Shut a workstation out at once. KnownError ``hub_not_here``, ``hub_device_unknown``."""
        actor = self._desk.allow("settings.manage")
        self._here().revoke(device, actor.account)
        self._desk.store.write(lambda uow: uow.note(Act("revoke", "hub", ref=device)), actor).result()

    def itself(self) -> HubSelf:
        """What others must know to reach this hub. KnownError ``hub_not_here``."""
        self._desk.allow("sync.read")
        return self._here().itself()

    @property
    def seat(self) -> str:
        """The name of this workstation's own seat."""
        return self._desk.seat

    def clashes(self) -> Sequence[HubClash]:
        """What a person must decide at the hub; nothing where this is none."""
        self._desk.allow("sync.read")
        return self.hub.clashes() if self.hub is not None else ()

    def settle(self, clash: HubClash, ours: bool) -> None:
        """Which form stands: the hub's or the one above. KnownError ``hub_conflict_unknown`` where somebody was faster."""
        actor = self._desk.allow("sync.settle")
        self._here().settle(clash.fhir_type, clash.fhir_id, ours, actor.account)
        act = Act("settle", "hub", ref=f"{clash.fhir_type}/{clash.fhir_id}", person=clash.person, reason="here" if ours else "there")
        self._desk.store.write(lambda uow: uow.note(act), actor).result()

    def last_choice(self) -> HubChoice | None:
        """The newest choice at the hub that can be taken back; None where this is no hub."""
        self._desk.allow("sync.read")
        return self.hub.last_choice() if self.hub is not None else None

    def take_back(self, choice: HubChoice) -> None:
        """Undo it. KnownError ``hub_conflict_unknown`` where somebody was faster, ``conflict_moved_on`` where the record was written since."""
        actor = self._desk.allow("sync.settle")
        self._here().take_back(choice.fhir_type, choice.fhir_id, actor.account)
        act = Act("settle", "hub", ref=f"{choice.fhir_type}/{choice.fhir_id}", person=choice.person, reason="undo")
        self._desk.store.write(lambda uow: uow.note(act), actor).result()

    def _here(self) -> HubHere:
        if self.hub is None:
            raise self.trouble or KnownError(NOT_HERE)
        return self.hub
