"""Workstations with real services and encrypted stores, and a hub in this process that lets each see what is its own or addressed to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.clock import SetClock
from app.domain.ids import organization_id
from app.domain.prescription import Prescription
from app.paths import DataFolder
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.setup import set_up
from app.services.signin import SignIn
from app.store import people, sync_state
from sync.clinic import ClinicReplica
from sync.engine import Report, run_once
from sync.envelope import FHIR_JSON
from sync.hub import institutions
from sync.hub.service import Access, HubService, Request
from sync.hub.store import Client, HubStore
from sync.link import Answer, Link
from tests.app.conftest import CHEAP, FORM, KEY, PASSWORD, person
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.sync.seats import UP

VILLAGE, COUNTY = FORM.organization_code, "PDY00001141010211A2001"


@dataclass
class Wire:
    """A link to a hub in this process, as one institution."""

    service: HubService
    token: str
    base_url: str = "http://hub/fhir"
    bytes_up: int = 0
    bytes_down: int = 0

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        url = urlsplit(f"{self.base_url}/{target}")
        return self._ask("GET", url.path, [*query, *parse_qsl(url.query)], b"", headers)

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", "/fhir", (), body, headers)

    def _ask(self, method: str, path: str, query: Sequence[tuple[str, str]], body: bytes, headers: Mapping[str, str] | None) -> Answer:
        told = {name.lower(): value for name, value in (headers or {}).items()}
        head = {"content-type": FHIR_JSON, "authorization": f"Bearer {self.token}", **told}
        reply = self.service.handle(Request(method, path, query, head, body, "http://hub"))
        return Answer(reply.status, dict(reply.headers), reply.body)


@dataclass
class Station:
    """A workstation with somebody at it."""

    desk: Desk
    link: Link

    def sync(self) -> Report:
        report = run_once(ClinicReplica(self.desk.store), UP, self.link, self.desk.clock)
        assert (report.error, report.parked, report.conflicts, report.set_aside) == (None, 0, 0, 0), report
        return report

    def close(self) -> None:
        self.desk.store.close()


def station(folder: Path, code: str, name: str, seat: str, clock: SetClock, link: Link) -> Station:
    """Somebody sets a workstation up; it knows its upstream."""
    place = DataFolder(folder).make()
    set_up(place, replace(FORM, organization_code=code, organization_name=name, seat=seat), clock, CHEAP)
    desk = SignIn(place, clock).sign_in(FORM.login, PASSWORD)
    desk.store.write(lambda uow: sync_state.add_peer(uow, UP, "hub", "http://hub/fhir")).result()
    return Station(desk, link)


@contextmanager
def hub_of(
    folder: Path, clock: SetClock, names: Mapping[str, str], keys: Mapping[str, str] | None = None, above: Mapping[str, str] | None = None
) -> Iterator[HubService]:
    """names: of institutions by code. keys: whose institution each key opens, without them its code. above: whom each stands under."""
    store = HubStore(folder / "hub.db", KEY, clock)
    with store.write() as db:
        for code, name in names.items():
            institutions.save(db, code, name, (above or {}).get(code, ""))
    opened = keys or {code: code for code in names}
    yield HubService(store, Access({key: Client(key, organization_id(code)) for key, code in opened.items()}))
    store.close()


@contextmanager
def two_seats(folder: Path, clock: SetClock, hub: HubService) -> Iterator[tuple[Station, Station]]:
    """Two workstations of the village's clinic, whose keys at the hub are "one" and "two"."""
    made = [station(folder / name, VILLAGE, "柳树村卫生室", seat, clock, Wire(hub, name)) for name, seat in (("one", "A1"), ("two", "B1"))]
    yield made[0], made[1]
    for one in made:
        one.close()


def rx_at(place: Station, pack: Pack) -> Prescribing:
    """What prescribes at a site that needs no review; its shelves are the site's."""
    return Prescribing(place.desk, pack, ReviewMode.NONE)


def counter_at(place: Station, pack: Pack) -> Dispensing:
    """Where a site gives out."""
    return Dispensing(place.desk, rx_at(place, pack).shelves)


def signed_at(place: Station, pack: Pack, **who: Any) -> Prescription:
    """A resident with ``who`` of theirs comes in, and amlodipine is signed for them; nobody reviews it."""
    one = replace(person(), **who)
    place.desk.store.write(lambda uow: people.add(uow, one), place.desk.actor).result()
    return rx_at(place, pack).sign(sheet(one.id, visit_of(place.desk, one.id).id, AMLODIPINE))
