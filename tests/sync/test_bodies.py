"""What is read ahead is what would be read one by one, and never older than the last edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.store import people
from sync import jsontext
from sync.canonical import content_hash
from sync.clinic import ClinicReplica
from sync.outbox import Outbox
from sync.replica import Outcome, Ref, Verdict
from tests.sync.fhir import samples
from tests.sync.seats import UP, Seat, add_person, record_visit, resident

Told = dict[Ref, tuple[bytes | None, str | None, list[Ref], Any]]


def told(replica: ClinicReplica, refs: list[Ref]) -> Told:
    return {ref: (replica.body(ref), replica.digest(ref), replica.references(ref), replica.known(UP, ref)) for ref in refs}


def test_all_at_once_is_as_one_by_one(seat: Seat) -> None:
    """Every kind of record, segments and statements that are nobody's own resource too."""
    seat.write(record_visit)
    refs = [row.ref for row in seat.replica.pending(UP, 0, 1_000)]
    assert len({ref.fhir_type for ref in refs}) == 11
    seat.replica.ready(UP, refs)
    ahead = told(seat.replica, refs)
    alone = ClinicReplica(seat.store)
    alone.pending(UP, 0, 1_000)
    assert ahead == told(alone, refs)
    for body, digest, references, _ in ahead.values():
        assert body is not None and digest == content_hash(jsontext.loads(body.decode()))
        assert set(references) <= set(refs)


def test_an_edit_after_reading_ahead_is_what_is_sent(seat: Seat) -> None:
    """H11: the form read ahead must not answer for a later change."""
    one = add_person(seat, resident())
    ref = Ref("Patient", one.id)
    seat.replica.ready(UP, [ref])
    before = seat.replica.body(ref)
    seat.write(lambda uow: people.change(uow, replace(one, name="新名")))
    after = seat.replica.body(ref)
    assert before != after and after is not None and "新名" in after.decode()


def test_what_was_read_ahead_is_laid_over_what_a_peer_took_meanwhile(seat: Seat) -> None:
    """A stranger's additions to our resource stay, also where nothing was edited between."""
    one = add_person(seat, resident())
    ref = Ref("Patient", one.id)
    seat.replica.ready(UP, [ref])
    body = jsontext.loads((seat.replica.body(ref) or b"").decode()) | {"maritalStatus": {"text": "已婚"}}
    taken = Outcome(ref, 1, Verdict.ACKED, content_hash(body), 'W/"1"', one.id, jsontext.dumps(body).encode())
    seat.replica.settle(UP, [taken])
    seat.replica.ready(UP, [ref])
    assert jsontext.loads((seat.replica.body(ref) or b"").decode())["maritalStatus"] == {"text": "已婚"}
    known = seat.replica.known(UP, ref)
    assert known is not None and known.etag == 'W/"1"'


@contextmanager
def snapshots(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    counted: list[None] = []
    reading = seat.store.reading

    def counting() -> Any:
        counted.append(None)
        return reading()

    with monkeypatch.context() as patched:
        patched.setattr(seat.store, "reading", counting)
        yield counted


def test_a_bundle_is_read_in_a_few_snapshots(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction per resource was half of the time of a push."""
    seat.write(record_visit)
    for number in range(60):
        add_person(seat, resident(f"李{number}"))
    outbox = Outbox(seat.replica, UP)
    outbox.refresh()
    with snapshots(seat, monkeypatch) as counted:
        batch = outbox.compose(90)
    assert len(batch.items) > 60 and samples.resident.id in {item.ref.fhir_id for item in batch.items}
    assert len(counted) <= 6
