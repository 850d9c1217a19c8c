"""A resident from elsewhere, looked up at a peer when somebody asks, and brought here with the record: written as pulled, never merged into anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

from app.clock import Clock
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.store import people, sync_state
from app.store.audit import PROGRAM
from app.store.database import Store
from app.store.unit_of_work import UnitOfWork
from sync import renaming
from sync.clinic import ClinicReplica
from sync.dialect import Dialect, learn
from sync.fhir import person as patient
from sync.fhir.element import Unreadable
from sync.id_map import IdMap, shows_numbers
from sync.link import Answer, Link, LinkFault
from sync.pull import MAX_PAGES, bundle_of, local_address, page_of
from sync.replica import Page, Ref, Remote

MOST = 20
"""More of one name and birthday than this are not shown: the question was too wide."""

COMPARTMENT = ("Encounter", "AllergyIntolerance", "Condition", "Observation", "MedicationRequest")
_LINE = "MedicationRequest"
_REFERRED = ("Organization", "Practitioner", "Device")
_REFERENCE = re.compile(r'"reference"\s*:\s*"(Organization|Practitioner|Device)/([A-Za-z0-9.-]{1,64})"')
_COUNT = "200"
_AT_ONCE = 50
_DEPTH = 3
"""Record → doctor → village clinic → the institution above."""

_NO_CACHE = {"Cache-Control": "no-cache"}


class Lookup:
    """Questions to one peer; ``connect`` gives a link for one question, closed after it."""

    def __init__(
        self, store: Store, replica: ClinicReplica, peer: str, connect: Callable[[], AbstractContextManager[Link]], clock: Clock
    ) -> None:
        self._store, self._replica, self._peer, self._connect, self._clock = store, replica, peer, connect, clock

    def search(self, number: str, name: str, birth: date | None) -> list[tuple[Person, bool]]:
        """Residents at the peer by whole ID number, else by name and birthday; True with those that are here already.

        Raises KnownError where the peer cannot be asked, ``lookup_too_many`` where more than twenty fit.
        """
        query = [("identifier", f"{patient.SYSTEMS[IdKind.RESIDENT]}|{number}")] if number else [("name", name)]
        if not number and birth is not None:
            query.append(("birthdate", birth.isoformat()))
        with self._connect() as link:
            page = self._page(link, link.get("Patient", [*query, ("_count", str(MOST + 1))], _NO_CACHE), "Patient")
        if len(page.resources) > MOST:
            raise KnownError("lookup_too_many", most=MOST)
        self._replica.put_remote_ids(self._peer, {one.ref: one.remote_id for one in page.resources if one.remote_id})
        found = [one for remote in page.resources for one in _person(remote)]
        here = self._store.read(lambda conn: people.by_ids(conn, [one.id for one in found]))
        return [(one, one.id in here) for one in found]

    def bring(self, person: str) -> int:
        """Read a resident whole and write what came as the peer's: the number of records that are new here.

        What nobody here knows of and is referred to (staff, institutions, devices) comes first, so that every record finds its own.
        """
        with self._connect() as link:
            pages = self._whole(link, person)
        changed = sum(self._replica.apply(self._peer, page).changed for page in pages)
        self._store.write(lambda uow: self._note(uow, person), PROGRAM).result()
        return changed

    def _whole(self, link: Link, person: str) -> list[Page]:
        there = self._replica.remote_ids(self._peer, [Ref("Patient", person)]).get(Ref("Patient", person), person)
        whom = list(self._pages(link, "Patient", [("_id", there)]))
        if not any(page.resources for page in whom):
            raise KnownError("lookup_gone")
        record = [page for name in COMPARTMENT for page in self._pages(link, name, [("patient", f"Patient/{there}"), ("_count", _COUNT)])]
        return [*self._around(link, [*whom, *record]), *whom, *record, *self._signed(link, record)]

    def _signed(self, link: Link, record: Sequence[Page]) -> Iterator[Page]:
        """What was signed over the lines among these: a sheet from elsewhere is checked like one of our own."""
        lines = {str(one.ref): one.remote_id or one.ref.fhir_id for page in record for one in page.resources if one.ref.fhir_type == _LINE}
        there = list(lines.values())
        for start in range(0, len(there), _AT_ONCE):
            targets = ",".join(f"{_LINE}/{key}" for key in there[start : start + _AT_ONCE])
            for page in self._pages(link, "Provenance", [("target", targets), ("_count", _COUNT)]):
                # a server that knows no such parameter answers with whatever it has
                yield replace(page, resources=tuple(one for one in page.resources if _targets(one) & lines.keys()))

    def _around(self, link: Link, pages: Sequence[Page]) -> list[Page]:
        """What the pages refer to, and what that refers to, institutions first: a doctor's stands behind the doctor."""
        found: dict[str, list[Page]] = {name: [] for name in _REFERRED}
        asked: set[tuple[str, str]] = set()
        for _ in range(_DEPTH):
            told = {pair for page in pages for one in page.resources for pair in _REFERENCE.findall(one.body.decode())} - asked
            asked |= told
            fresh = {name: list(self._referred(link, name, sorted(key for kind, key in told if kind == name))) for name in _REFERRED}
            for name, some in fresh.items():
                found[name] += some
            pages = [page for some in fresh.values() for page in some]
        return [page for name in _REFERRED for page in found[name]]

    def _note(self, uow: UnitOfWork, person: str) -> None:
        sync_state.note_brought(uow, person, self._peer)

    def _referred(self, link: Link, fhir_type: str, ids: Sequence[str]) -> Iterator[Page]:
        """Resources by our ids; a server that numbers them itself finds ours by what they carry, and a stranger's by its own number."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            yield from self._pages(link, fhir_type, [("_id", ",".join(some)), ("_count", str(len(some)))])
            if not self._dialect(link).client_ids:
                yield from self._pages(link, fhir_type, [renaming.asked(fhir_type, some), ("_count", str(len(some)))])

    def _pages(self, link: Link, fhir_type: str, query: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Every page of a search; none of a type that the peer does not give us."""
        answer, seen = link.get(fhir_type, query, _NO_CACHE), set[str]()
        if answer.status in (400, 403, 404):
            return
        while True:
            yield self._page(link, answer, fhir_type)
            url = bundle_of(answer, "searchset").link("next")
            if url is None:
                return
            here = local_address(link.base_url, url)
            if here in seen or len(seen) >= MAX_PAGES:
                raise LinkFault("sync_page_loop")
            seen.add(here)
            answer = link.get(here, (), _NO_CACHE)

    def _page(self, link: Link, answer: Answer, fhir_type: str) -> Page:
        page = page_of(bundle_of(answer, "searchset").entries, fhir_type)
        dialect = self._dialect(link)
        if dialect.guesses_ids and shows_numbers(page):
            dialect.client_ids = False
            self._replica.put_dialect(self._peer, dialect.dump())
        if dialect.client_ids:
            return page
        return IdMap(self._replica, self._peer, link).told_in_ours(page)

    def _dialect(self, link: Link) -> Dialect:
        found = Dialect.load(self._replica.dialect(self._peer))
        if not found.asked:
            learn(found, link, self._clock.now())
            self._replica.put_dialect(self._peer, found.dump())
        return found


def _targets(remote: Remote) -> set[str]:
    value = json.loads(remote.body) if remote.parsed is None else remote.parsed
    named = value.get("target")
    return {str(one.get("reference")) for one in named if isinstance(one, dict)} if isinstance(named, list) else set()


def _person(remote: Remote) -> Iterator[Person]:
    try:
        yield patient.from_fhir(json.loads(remote.body) if remote.parsed is None else remote.parsed)
    except Unreadable:
        return
