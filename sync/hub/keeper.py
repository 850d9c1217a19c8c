"""What the person who keeps a hub does with it: institutions, codes, seats, the upstream, clashes, the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.clock import Clock, iso
from app.domain.ids import organization_id
from app.errors import KnownError
from sync.enrolling import enrol
from sync.http import check_address
from sync.hub import audit, certificate, enrolment, fleet, institutions, peer_tables
from sync.hub.audit import DONE, Noted
from sync.hub.enrolment import Invitation
from sync.hub.fleet import SeatState
from sync.hub.forward import PEER, UpstreamState, state_of
from sync.hub.institutions import Institution
from sync.hub.replica import add_peer, settle_conflict, take_back
from sync.hub.store import HubStore
from sync.replica import Ref

_CONFLICTS = (
    "SELECT c.type, c.id, c.fields, c.at, l.person FROM conflict c LEFT JOIN latest l ON l.type = c.type AND l.id = c.id"
    " WHERE c.peer=? ORDER BY c.at"
)
_LAST_CHOICE = (
    "SELECT c.type, c.id, l.person, c.ours, c.at FROM choice c JOIN latest l ON l.type = c.type AND l.id = c.id AND l.seq = c.seq"
    " WHERE c.peer=? ORDER BY c.at DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class HubConflict:
    """Two forms of one resource, here and at the upstream. ``fields``: label (path), here, there. ``person``: id of whom it is about, or ''."""

    ref: Ref
    fields: tuple[Mapping[str, str], ...]
    at: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class HubChoice:
    """What a person chose: the hub's form (``ours``) or the upstream's; nobody has written the record since."""

    ref: Ref
    person: str
    ours: bool
    at: str


class Keeper:
    """One hub's keeper. ``home`` (code, name) is the institution whose computer this is; it is entered by itself."""

    def __init__(self, store: HubStore, clock: Clock, home: tuple[str, str], by: str) -> None:
        self._store, self._clock, self._by = store, clock, by
        self._home = organization_id(home[0])
        with store.write() as db:
            if all(one.id != self._home for one in institutions.listed(db)):
                institutions.save(db, *home)

    @property
    def organization(self) -> str:
        """Id of the hub's own institution."""
        return self._home

    def institutions(self) -> list[Institution]:
        """All that the hub serves."""
        with self._store.read() as db:
            return institutions.listed(db)

    def enter(self, code: str, name: str, under: str = "") -> Institution:
        """Take up an institution, or move it under another. Where that opens records to somebody, seats read the feed again."""
        with self._store.write() as db:
            found, moved = institutions.save(db, code, name, under)
            self._note(db, "institution", found.code)
        if moved:
            self._store.renew_epoch()
        return found

    def invite(self, seat: str, institution: str = "") -> Invitation:
        """A one-time code for a seat; ``institution`` '' = the hub's own. KnownError ``hub_institution_unknown``."""
        org = organization_id(institution) if institution else self._home
        return enrolment.invite(self._store, self._clock, org, seat, self._by)

    def seats(self) -> list[SeatState]:
        """Who is behind, by how much, since when."""
        return fleet.states(self._store, self._clock)

    def revoke(self, device: str) -> None:
        """Shut a seat out at once. KnownError ``hub_device_unknown``."""
        enrolment.revoke(self._store, self._clock, device, self._by)

    def upstream(self) -> UpstreamState:
        """How the hub stands to the server above it."""
        return state_of(self._store)

    def way_up(self) -> tuple[str, str]:
        """Address and secret of the server above, '' where there is none."""
        with self._store.read() as db:
            return peer_tables.column(db, PEER, "url") or "", peer_tables.column(db, PEER, "secret") or ""

    def follow(self, url: str, secret: str = "") -> None:
        """Forward to this server from now on, ``secret`` as :mod:`sync.credentials` has it; '' = to nobody.

        Another server is offered everything. KnownError ``sync_address``, ``sync_plaintext``.
        """
        if url:
            check_address(url)
        before = self.way_up()[0]
        add_peer(self._store, PEER, url, secret)
        with self._store.write() as db:
            if before and urlsplit(before)[:2] != urlsplit(url)[:2]:
                peer_tables.forget(db, PEER)
            self._note(db, "upstream", url)

    def join(self, address: str, code: str, name: str) -> None:
        """Forward to a hub above with the code shown there. KnownError as :func:`sync.enrolling.enrol`."""
        made = enrol(address, code, name, name)
        self.follow(made.base_url, made.secret())

    def conflicts(self) -> list[HubConflict]:
        """What a person must decide, oldest first."""
        with self._store.read() as db:
            rows = db.execute(_CONFLICTS, (PEER,)).fetchall()
        return [HubConflict(Ref(kind, key), tuple(json.loads(fields)), at, person or "") for kind, key, fields, at, person in rows]

    def certificate_ends(self) -> str | None:
        """Until when the hub's certificate is good; None where it speaks on loopback alone."""
        with self._store.read() as db:
            return certificate.ends(db)

    def settle(self, ref: Ref, ours: bool) -> None:
        """Decide which form stands. KnownError ``hub_conflict_unknown`` where nothing is open."""
        if not settle_conflict(self._store, PEER, ref, ours, self._home):
            raise KnownError("hub_conflict_unknown", ref=str(ref))
        with self._store.write() as db:
            self._note(db, "settle", str(ref))

    def last_choice(self) -> HubChoice | None:
        """The newest choice that can be taken back."""
        with self._store.read() as db:
            row = db.execute(_LAST_CHOICE, (PEER,)).fetchone()
        return None if row is None else HubChoice(Ref(row[0], row[1]), row[2], bool(row[3]), row[4])

    def take_back(self, ref: Ref) -> None:
        """The other form stands after all. KnownError as :func:`sync.hub.replica.take_back`."""
        take_back(self._store, PEER, ref)
        with self._store.write() as db:
            self._note(db, "unsettle", str(ref))

    def begin_anew(self) -> None:
        """Say that this database is not the one the seats knew: they offer all their rows again."""
        self._store.renew_epoch()
        with self._store.write() as db:
            self._note(db, "epoch", "")

    def trail(self, limit: int = 200) -> list[Noted]:
        """Who was refused, enrolled, revoked; newest first."""
        with self._store.read() as db:
            return audit.rows(db, limit)

    def _note(self, db: Any, action: str, target: str) -> None:
        audit.note(db, Noted(iso(self._clock.now()), self._by, self._home, action, target, DONE, ""))
