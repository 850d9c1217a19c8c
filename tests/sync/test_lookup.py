"""A visitor from another township is looked up and brought with the record, as pulled: never sent on, never merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace

import pytest

from app.domain.ids import new_id
from app.domain.person import IdKind
from app.errors import KnownError
from app.store import clinical, people, sync_state
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import Answer, Link
from sync.lookup import Lookup
from sync.replica import Page, Ref
from tests.sync.conftest import Between, Peer, says_nothing_of_ids
from tests.sync.fhir import samples
from tests.sync.seats import FACTS, TWIN, UP, Seat, add_person, record_visit, resident, settled

NUMBER = samples.resident.number(IdKind.RESIDENT) or ""


def lookup(seat: Seat, link: Link) -> Lookup:
    return Lookup(seat.store, seat.replica, UP, lambda: nullcontext(link), seat.clock)


def strangers(seat: Seat, other: Seat, link: Link) -> Lookup:
    """``other`` wrote a whole visit; the feed of ``seat`` does not bring it."""
    settled(seat.sync(link))
    other.write(record_visit)
    settled(other.sync(link))
    passed = other.replica.cursor(UP)
    seat.write(lambda uow: sync_state.note(uow, UP, cursor=passed))
    return lookup(seat, link)


def test_by_number_or_by_name_and_birthday_with_the_whole_record(seat: Seat, other: Seat, link: Link) -> None:
    asks = strangers(seat, other, link)
    one = samples.resident
    assert asks.search(NUMBER, "", None) == [(one, False)]
    assert sorted(found.id for found, _ in asks.search("", one.name, one.birth)) == sorted((one.id, TWIN.id))
    assert asks.search("", "无此人", one.birth) == []
    assert seat.read("person", one.id) is None, "a question writes nobody down"
    assert asks.bring(one.id) > 15
    for kind, key in (("person", one.id), ("encounter", samples.visit.id), *(("allergy", each.id) for each in samples.allergies)):
        assert seat.read(kind, key) == other.read(kind, key) is not None
    assert seat.read("prescription", samples.sheet.id) == other.read("prescription", samples.sheet.id) is not None
    assert len(seat.store.read(lambda conn: clinical.allergies(conn, [one.id]))) == len(samples.allergies) and FACTS
    assert seat.store.read(lambda conn: sync_state.brought_at(conn, one.id)) == "2026-03-05T08:00:00.000Z"
    assert asks.search(NUMBER, "", None)[0][1] is True
    report = seat.sync(link)
    settled(report)
    assert report.pushed == 0, "what was pulled is never sent on"


def test_somebody_of_the_same_number_here_is_not_merged(seat: Seat, other: Seat, link: Link) -> None:
    asks = strangers(seat, other, link)
    mine = add_person(seat, replace(samples.resident, id=new_id(), name="王秀英(本村)"))
    asks.bring(samples.resident.id)
    assert seat.read("person", mine.id) == mine and seat.read("person", samples.resident.id) == samples.resident
    pair = {(a, b): why for a, b, why in seat.store.read(people.alike)}
    assert pair[min(mine.id, samples.resident.id), max(mine.id, samples.resident.id)] == "number", "for the worklist"
    assert seat.store.read(lambda conn: people.linked(conn, mine.id)) == {mine.id}


def test_brought_again_it_is_brought_up_to_date(seat: Seat, other: Seat, link: Link) -> None:
    asks = strangers(seat, other, link)
    asks.bring(samples.resident.id)
    other.write(lambda uow: people.change(uow, replace(samples.resident, householder="李大")))
    settled(other.sync(link))
    passed = other.replica.cursor(UP)
    seat.write(lambda uow: sync_state.note(uow, UP, cursor=passed))
    seat.clock.forward(3_600)
    assert asks.bring(samples.resident.id) == 1
    assert seat.read("person", samples.resident.id).householder == "李大"
    assert seat.store.read(lambda conn: sync_state.brought_at(conn, samples.resident.id)) == "2026-03-05T09:00:00.000Z"


def test_who_is_gone_and_who_are_too_many(seat: Seat, other: Seat, link: Link) -> None:
    asks = lookup(seat, link)
    with pytest.raises(KnownError, match="lookup_gone"):
        asks.bring(new_id())
    for _ in range(21):
        add_person(other, resident("张三"))
    settled(other.sync(link))
    with pytest.raises(KnownError, match="lookup_too_many"):
        asks.search("", "张三", None)


def test_strangers_are_asked_too(seat: Seat, other: Seat, stranger: HttpLink) -> None:
    other.write(record_visit)
    settled(other.sync(stranger))
    asks = lookup(seat, stranger)
    ((found, here),) = asks.search(NUMBER, "", None)
    assert (found.name, here) == (samples.resident.name, False)
    asks.bring(found.id)
    brought = seat.read("person", found.id)
    assert brought.name == samples.resident.name and seat.read("encounter", samples.visit.id) is not None
    assert seat.read("prescription", samples.sheet.id).document == samples.sheet.document, "what was signed comes along"


@pytest.mark.fhir_peer
def test_who_never_wrote_sees_that_a_server_numbers(seat: Seat, other: Seat, profile_base: Callable[[str], str]) -> None:
    numbers = Peer(profile_base("medplum"), "medplum")
    numbers.reset()
    other.write(record_visit)
    settled(other.sync(numbers.link))
    asks = lookup(seat, says_nothing_of_ids(Between(numbers.link)))
    ((found, here),) = asks.search(NUMBER, "", None)
    assert (found.id, here) == (samples.resident.id, False)
    asks.bring(found.id)
    assert seat.read("encounter", samples.visit.id) == other.read("encounter", samples.visit.id)
    numbers.close()


def test_a_server_that_ignores_what_it_does_not_know_gives_nobody_else_s_signature(seat: Seat, other: Seat, link: Link) -> None:
    asks = strangers(seat, other, link)
    asked: list[str] = []

    class Ignoring:
        base_url = link.base_url

        def get(self, path: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
            asked.append(path)
            told = [(name, value) for name, value in query if name not in ("target", "patient")]
            return link.get(path, told, headers or {})

    record = list(asks._pages(link, "MedicationRequest", [("patient", samples.resident.id)]))
    assert [one.ref.fhir_type for page in asks._signed(Ignoring(), record) for one in page.resources] == ["Provenance"]  # type: ignore[arg-type]
    somebody = Page((replace(record[0].resources[0], ref=Ref("MedicationRequest", "another")),), None)
    assert [page.resources for page in asks._signed(Ignoring(), [somebody])] == [()]  # type: ignore[arg-type]
    assert asked == ["Provenance", "Provenance"]


def test_a_question_closes_its_connection(seat: Seat, hub: HubServer) -> None:
    made: list[HttpLink] = []

    def connect() -> closing[HttpLink]:
        made.append(HttpLink(hub.base_url))
        return closing(made[-1])

    asks = Lookup(seat.store, seat.replica, UP, connect, seat.clock)
    assert asks.search("", "谁", None) == [] and len(made) == 1
