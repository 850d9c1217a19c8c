"""A server's catalogue reaches a seat edition by edition, and an institution's own rows reach its other seats; neither writes over the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.formulary import Batch, FormularyEntry, ProductSource
from app.domain.ids import organization_id
from app.store import accounts, formulary, peer_records, settings, sync_state
from app.store.unit_of_work import UnitOfWork
from sync import envelope, jsontext
from sync.fhir import medication, medication_knowledge
from sync.http import HttpLink
from sync.hub import institutions
from sync.hub.access import reach_of
from sync.hub.rows import Client
from sync.hub.server import HubServer
from sync.link import Link
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.fhir.test_medication import ITEM, TABLETS
from tests.sync.fhir.test_medication_knowledge import stranger
from tests.sync.seats import Seat, settled

HERE = "http://127.0.0.1/fhir"
SIGNED = replace(
    TABLETS,
    confirmed_by=samples.doctor.id,
    confirmed_at="2026-03-05T08:00:00.000Z",
    confirmation="ab",
    confirmed_key="cd",
    confirmed_pack="1",
)
Form = Callable[[str, FormularyEntry], Mapping[str, Any]]
BOTH = pytest.mark.parametrize("form", [medication.to_fhir, medication_knowledge.item_to_fhir], ids=["medication", "knowledge"])


def give(link: Link, *bodies: Mapping[str, Any]) -> list[str]:
    """Somebody puts resources on a server; their ids there, since some servers give their own."""
    entries = [envelope.put(f"{one['resourceType']}/{one['id']}", jsontext.dumps(dict(one))) for one in bodies]
    answer = jsontext.loads(link.post(envelope.bundle("batch", entries), packed=False).body.decode())
    if all(str(one["response"]["status"]).startswith("2") for one in answer["entry"]):
        return [str(one["id"]) for one in bodies]
    bare = ({name: value for name, value in one.items() if name != "id"} for one in bodies)
    posts = [
        f'{{"resource":{jsontext.dumps(one)},"request":{{"method":"POST","url":"{body["resourceType"]}"}}}}'
        for one, body in zip(bare, bodies, strict=True)
    ]
    answer = jsontext.loads(link.post(envelope.bundle("batch", posts), packed=False).body.decode())
    return [str(one["response"]["location"]).split("/_history")[0].rpartition("/")[2] for one in answer["entry"]]


def listed(seat: Seat, drug: str = TABLETS.drug) -> FormularyEntry:
    return seat.store.read(formulary.entries)[drug]


@BOTH
def test_a_catalogue_is_pulled_and_followed(form: Form, seat: Seat, link: HttpLink) -> None:
    of_one_clinic(seat)
    give(link, form(ITEM, TABLETS))
    settled(seat.sync(link))
    assert listed(seat) == replace(TABLETS, catalogue=HERE)
    seat.write(lambda uow: formulary.put(uow, [replace(SIGNED, batches=(Batch("A1", date(2027, 1, 31), 28),))]))
    give(link, form(ITEM, replace(TABLETS, pack_price_fen=1300, version="2026-4")))
    settled(seat.sync(link))
    dearer = listed(seat)
    assert (dearer.pack_price_fen, dearer.version, dearer.is_confirmed, len(dearer.batches)) == (1300, "2026-4", True, 1)
    give(link, form(ITEM, replace(TABLETS, pack_size=7, version="2026-5")))
    settled(seat.sync(link))
    assert (listed(seat).pack_size, listed(seat).is_confirmed) == (7, False), "another pack was not what somebody signed"


@BOTH
def test_what_the_institution_keeps_itself_stays_its_own_but_not_what_was_withdrawn(form: Form, seat: Seat, link: HttpLink) -> None:
    of_one_clinic(seat)
    own = FormularyEntry(TABLETS.drug, 999, (Batch("A1", None, 3),))
    seat.write(lambda uow: formulary.put(uow, [own]))
    give(link, form(ITEM, TABLETS))
    settled(seat.sync(link))
    assert listed(seat) == own and listed(seat).source is ProductSource.LOCAL
    give(link, form(ITEM, replace(TABLETS, withdrawn_at="now", version="2026-4")))
    settled(seat.sync(link))
    gone = listed(seat)
    assert gone.is_withdrawn and gone == replace(own, withdrawn_at=gone.withdrawn_at)
    give(link, form(ITEM, replace(TABLETS, version="2026-5")))
    settled(seat.sync(link))
    assert listed(seat) == own, "back on the list"


@BOTH
def test_the_same_edition_again_writes_nothing_and_is_never_sent_back(form: Form, seat: Seat, link: HttpLink) -> None:
    body = form(ITEM, TABLETS)
    give(link, body)
    settled(seat.sync(link))
    before = seat.store.read(formulary.revision)
    again = seat.sync(link)
    settled(again)
    assert (again.pushed, again.pulled, seat.store.read(formulary.revision)) == (0, 0, before)
    kept = seat.store.read(lambda conn: peer_records.foreign_row(conn, body["resourceType"], ITEM))
    assert kept is not None, "it is kept as it came"


def test_of_one_product_in_both_types_the_one_that_tells_more_stands(seat: Seat, link: HttpLink) -> None:
    give(link, medication.to_fhir(ITEM, replace(TABLETS, version="old")), medication_knowledge.item_to_fhir(ITEM, TABLETS))
    settled(seat.sync(link))
    give(link, medication.to_fhir(ITEM, replace(TABLETS, version="older")))
    settled(seat.sync(link))
    assert listed(seat).version == TABLETS.version


def test_a_strangers_broken_item_is_set_aside_with_its_reason_and_the_rest_comes(seat: Seat, link: HttpLink) -> None:
    broken = stranger(id="broken", amount={"value": -3, "unit": "TAB"})
    give(link, broken, stranger(), medication_knowledge.item_to_fhir(ITEM, TABLETS))
    report = seat.sync(link)
    assert (report.error, report.set_aside) == (None, 1)
    assert set(seat.store.read(formulary.entries)) == {"mk-17", TABLETS.drug}
    (aside,) = seat.store.read(sync_state.unseen_set_aside)
    assert aside.facts["ref"] == "MedicationKnowledge/broken" and aside.facts["reason"]
    assert seat.sync(link).set_aside == 0, "once is enough"


# ---- the institution's own rows


def of_one_clinic(*seats: Seat) -> None:
    def work(uow: UnitOfWork) -> None:
        accounts.save_organization(uow, samples.clinic)
        accounts.save_practitioner(uow, samples.doctor)
        settings.put(uow, settings.ORGANIZATION, samples.clinic.id)

    for one in seats:
        one.write(work)


def test_a_list_taken_in_and_a_confirmation_hold_at_every_seat(seat: Seat, other: Seat, link: HttpLink) -> None:
    of_one_clinic(seat, other)
    seat.write(lambda uow: formulary.put(uow, [replace(TABLETS, source=ProductSource.LOCAL)]))
    settled(seat.sync(link), other.sync(link))
    assert listed(other) == replace(TABLETS, source=ProductSource.LOCAL)
    other.write(lambda uow: formulary.put(uow, [replace(SIGNED, source=ProductSource.LOCAL)]))
    settled(other.sync(link), seat.sync(link))
    assert listed(seat) == replace(SIGNED, source=ProductSource.LOCAL)
    again = other.sync(link)
    assert (again.pushed, again.pulled) == (0, 0)


def test_two_seats_that_change_one_product_offline_agree(seat: Seat, other: Seat, link: HttpLink) -> None:
    """What touches different things is put together; a confirmation over a pack that is another one now is none; nobody is asked."""
    of_one_clinic(seat, other)
    first = replace(TABLETS, source=ProductSource.LOCAL)
    seat.write(lambda uow: formulary.put(uow, [first]))
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: formulary.put(uow, [replace(SIGNED, source=ProductSource.LOCAL)]))
    other.write(lambda uow: formulary.put(uow, [replace(first, pack_price_fen=1500)]))
    settled(seat.sync(link), other.sync(link), seat.sync(link))
    assert listed(seat) == listed(other) == replace(SIGNED, source=ProductSource.LOCAL, pack_price_fen=1500)
    seat.write(lambda uow: formulary.put(uow, [replace(listed(seat), pack_size=7, confirmed_at="2026-03-06T08:00:00.000Z")]))
    other.write(lambda uow: formulary.put(uow, [replace(listed(other), pack_size=14).unconfirmed()]))
    settled(seat.sync(link), other.sync(link), seat.sync(link), other.sync(link))
    assert listed(seat) == listed(other)


def test_each_seat_counts_its_own_shelf_and_hears_the_catalogue_itself(seat: Seat, other: Seat, link: HttpLink) -> None:
    of_one_clinic(seat, other)
    give(link, medication_knowledge.item_to_fhir(ITEM, TABLETS))
    settled(seat.sync(link), other.sync(link))
    other.write(lambda uow: formulary.put(uow, [replace(listed(other), batches=(Batch("B", None, 5),))]))
    seat.write(lambda uow: formulary.put(uow, [replace(SIGNED, catalogue=HERE)]))
    settled(seat.sync(link), other.sync(link))
    assert listed(other) == replace(SIGNED, catalogue=HERE, batches=(Batch("B", None, 5),))


def test_another_institutions_row_says_nothing_here(seat: Seat, other: Seat, link: HttpLink) -> None:
    of_one_clinic(seat)
    seat.write(lambda uow: formulary.put(uow, [replace(TABLETS, pack_price_fen=1, hidden=True)]))
    settled(seat.sync(link), other.sync(link))
    assert not other.store.read(formulary.entries)


def test_a_catalogue_is_for_those_below_it_and_not_for_neighbours(hub: HubServer, link: HttpLink) -> None:
    county, village, neighbour = "PDY00001141010211A2001", "PDY00001141010211A2002", "PDY00001141010211A2003"
    with hub.store.write() as db:
        for code, under in ((county, ""), (village, county), (neighbour, "")):
            institutions.save(db, code, code, under)
    give(link, medication_knowledge.item_to_fhir(ITEM, TABLETS), {"resourceType": "Binary", "id": "b-1", "contentType": "text/plain"})
    with hub.store.write() as db:
        db.execute("UPDATE latest SET owner_org=?", (organization_id(county),))
        reads = {
            code: [reach_of(db, Client(code, organization_id(code)), "").may_read(db, Ref(*one)) for one in _ASKED]
            for code in (county, village, neighbour)
        }
        assert institutions.save(db, neighbour, neighbour, county)[1], "what it reads now was passed over: it reads the feed again"
    assert reads == {county: [True, True], village: [True, False], neighbour: [False, False]}


_ASKED = (("MedicationKnowledge", ITEM), ("Binary", "b-1"))


def test_own_rows_go_through_the_independent_server(stranger_: HttpLink, seat: Seat, other: Seat) -> None:
    of_one_clinic(seat, other)
    (theirs,) = give(stranger_, {name: part for name, part in stranger().items() if name != "meta"})
    entry = replace(SIGNED, source=ProductSource.LOCAL)
    seat.write(lambda uow: formulary.put(uow, [entry]))
    assert seat.sync(stranger_).error is None
    assert other.sync(stranger_).error is None
    assert listed(other) == entry and listed(other, theirs).own == medication_knowledge.item_from_fhir(stranger()).own


@pytest.fixture
def stranger_(stranger: HttpLink) -> HttpLink:
    """A server of others; the module has a stranger's body by that name."""
    return stranger


def test_json_is_what_travels() -> None:
    assert json.loads(jsontext.dumps(dict(medication_knowledge.item_to_fhir(ITEM, TABLETS))))["resourceType"] == "MedicationKnowledge"
