"""The county's catalogue reaches a seat over the hub, version by version; what the institution keeps itself stays its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from app.domain.formulary import Batch, FormularyEntry, ProductSource
from app.store import formulary, peer_records
from sync import jsontext
from sync.fhir import medication
from sync.http import HttpLink
from tests.sync.fhir.test_medication import ITEM, TABLETS
from tests.sync.seats import Seat, settled

SIGNED = replace(
    TABLETS, confirmed_by="a", confirmed_at="2026-03-05T08:00:00.000Z", confirmation="ab", confirmed_key="cd", confirmed_pack="1"
)


def publish(link: HttpLink, entry: FormularyEntry) -> None:
    """The county puts an item on the hub."""
    body = json.loads(jsontext.dumps(medication.to_fhir(ITEM, entry)))
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"fullUrl": f"Medication/{ITEM}", "resource": body, "request": {"method": "PUT", "url": f"Medication/{ITEM}"}}],
    }
    assert link.post(json.dumps(bundle).encode(), packed=False).status == 200


def listed(seat: Seat) -> FormularyEntry:
    return seat.store.read(formulary.entries)[TABLETS.drug]


def test_a_catalogue_is_pulled_and_followed(seat: Seat, link: HttpLink) -> None:
    publish(link, TABLETS)
    settled(seat.sync(link))
    assert listed(seat) == TABLETS
    seat.write(lambda uow: formulary.put(uow, [replace(SIGNED, batches=(Batch("A1", date(2027, 1, 31), 28),))]))
    publish(link, replace(TABLETS, pack_price_fen=1300, version="2026-4"))
    settled(seat.sync(link))
    dearer = listed(seat)
    assert (dearer.pack_price_fen, dearer.version, dearer.is_confirmed, len(dearer.batches)) == (1300, "2026-4", True, 1)
    publish(link, replace(TABLETS, pack_size=7, version="2026-5"))
    settled(seat.sync(link))
    assert (listed(seat).pack_size, listed(seat).is_confirmed) == (7, False), "another pack was not what somebody signed"


def test_a_withdrawn_item_is_offered_no_more(seat: Seat, link: HttpLink) -> None:
    publish(link, TABLETS)
    settled(seat.sync(link))
    publish(link, replace(TABLETS, hidden=True, version="2026-4"))
    settled(seat.sync(link))
    assert listed(seat).hidden


def test_what_the_institution_keeps_itself_stays_its_own(seat: Seat, link: HttpLink) -> None:
    own = FormularyEntry(TABLETS.drug, 999, (Batch("A1", None, 3),))
    seat.write(lambda uow: formulary.put(uow, [own]))
    publish(link, TABLETS)
    settled(seat.sync(link))
    assert listed(seat) == own and listed(seat).source is ProductSource.LOCAL


def test_the_same_version_again_writes_nothing_and_is_never_sent_back(seat: Seat, link: HttpLink) -> None:
    publish(link, TABLETS)
    settled(seat.sync(link))
    before = seat.store.read(formulary.revision)
    again = seat.sync(link)
    settled(again)
    assert (again.pushed, again.pulled, seat.store.read(formulary.revision)) == (0, 0, before)
    kept = seat.store.read(lambda conn: peer_records.foreign_row(conn, "Medication", ITEM))
    assert kept is not None, "it is kept as it came"
