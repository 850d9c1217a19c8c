"""Many records at a time are the same records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from app.domain.clinical import Answer, Fact, FactKind
from app.domain.ids import new_id
from app.store import accounts, clinical, encounters, exchange, measurements, people, sending
from app.store.database import Store
from tests.sync.fhir import samples
from tests.sync.seats import RECORDS, TWIN, record_visit


def test_many_are_read_as_one_by_one(store: Store) -> None:
    store.write(record_visit).result()
    with store.reading() as conn:
        for kind in {kind for kind, _ in RECORDS}:
            keys = [key for of, key in RECORDS if of == kind]
            assert dict(sending.records(conn, kind, [*keys, "nothing"])) == {key: exchange.READERS[kind](conn, key) for key in keys}
            assert sending.here(conn, kind, [*keys, "nothing"]) == set(keys)
            assert sending.records(conn, kind, []) == {} and sending.here(conn, kind, []) == set()


def test_what_stands_beside_a_visit(store: Store) -> None:
    store.write(record_visit).result()
    lines = {line.id: (samples.sheet.id, number) for number, line in enumerate(samples.sheet.lines, 1)}
    with store.reading() as conn:
        both = {samples.resident.id: [TWIN.id], TWIN.id: [samples.resident.id]}
        assert people.links_of(conn, both) == both
        expected = encounters.diagnoses(conn, samples.visit.id)
        assert expected and encounters.diagnoses_of(conn, [samples.visit.id, "other"]) == {samples.visit.id: expected, "other": []}
        assert encounters.participants_of(conn, [samples.visit.id]) == {samples.visit.id: encounters.participants(conn, samples.visit.id)}
        assert sending.sheets_of_lines(conn, [*lines, "nothing"]) == lines


def test_a_link_taken_back_is_none(store: Store) -> None:
    store.write(record_visit).result()
    store.write(lambda uow: people.unlink(uow, samples.resident.id, TWIN.id, "two humans")).result()
    assert store.read(lambda conn: people.links_of(conn, [TWIN.id])) == {TWIN.id: []}


def test_only_who_is_known_here_wrote_it_down(store: Store) -> None:
    store.write(record_visit).result()
    unknown = replace(samples.conditions[0], id=new_id(), encounter=None)
    store.write(lambda uow: clinical.add_condition(uow, unknown, None)).result()
    keys = [samples.conditions[0].id, unknown.id]
    assert store.read(lambda conn: sending.recorders(conn, "condition", keys)) == {keys[0]: samples.doctor.id}


def test_the_last_answer_stands(store: Store) -> None:
    """H17: an earlier no is still known to have been said."""
    one = replace(samples.resident, id=new_id(), identifiers=())
    answers = [
        Fact(new_id(), one.id, FactKind.ALLERGY, answer, at, "本人")
        for answer, at in ((Answer.NO, "2026-03-05T00:41:00.000Z"), (Answer.YES, "2026-03-06T00:41:00.000Z"))
    ]
    store.write(lambda uow: people.add(uow, one)).result()
    for fact in answers:
        store.write(partial(clinical.answer, one=fact, by=None)).result()
    with store.reading() as conn:
        assert sending.last_answers(conn, [one.id, "other"]) == {one.id: answers[1]}
        assert sending.said_no_allergy(conn, [one.id, "other"]) == {one.id}
        assert clinical.answers(conn, [one.id], FactKind.ALLERGY) == answers[::-1]


def test_roles_and_measurements_keep_their_columns(store: Store) -> None:
    store.write(record_visit).result()
    store.write(accounts.ship_roles).result()
    made = store.write(lambda uow: accounts.give_role(uow, samples.doctor, "doctor", date(2024, 1, 1))).result()
    assert store.read(lambda conn: sending.held_roles(conn, [made.id, "nothing"])) == {made.id: made}
    critical = replace(samples.measurements[0], id=new_id(), critical=True, reading_key=None, flags=("x",), derived_from=("a", "b"))
    store.write(lambda uow: measurements.add(uow, critical)).result()
    assert store.read(lambda conn: measurements.by_ids(conn, [critical.id])) == {critical.id: critical}
