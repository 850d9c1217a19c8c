"""院外用药 at two seats and from strangers: what is told at one is known at the other, and a hospital may change its own word (H26, H52)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking
from app.store import accounts, outside_medicines, people
from app.store.unit_of_work import UnitOfWork
from sync.fhir import medication_statement as statement
from sync.fhir.element import NotOurs
from sync.http import HttpLink
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.seats import Seat, settled
from tests.sync.test_catalogue import give

WHO, DOCTOR = samples.resident.id, samples.doctor.id
AT, LATER = "2026-03-05T00:25:00.000Z", "2026-03-09T00:46:00.000Z"
_KEY = samples.made("outside medicine")
NO0 = OutsideMedicine(
    *(_KEY, WHO, _KEY, "beijing-antihtn-no0", "复方利血平氨苯蝶啶片", BagSource.CHEMIST, Taking.YES, DOCTOR, AT),
    *("6901234567892", "镇上药店", "1", "{tbl}", "qd", "", "2024-05"),
)
STOPPED = replace(NO0, id=samples.made("stopped"), taking=Taking.NO, at=LATER, stopped="2026-03-08", reason="头晕")
_BARE = samples.made("bare outside medicine")
WORDS = OutsideMedicine(_BARE, WHO, _BARE, "", "蓝色小药片", BagSource.FAMILY, Taking.UNSURE, DOCTOR, AT, use="睡前1片")
WRONG = replace(WORDS, id=samples.made("mistaken"), taking=Taking.MISTAKE, at=LATER, reason="拿错袋子")
ALL = (NO0, STOPPED, WORDS, WRONG)


def outside_medicines_sent() -> tuple[dict[str, Any], ...]:
    """One with all elements, one with the fewest, and what was told of them later."""
    return tuple(map(statement.to_fhir, ALL))


def stranger(**more: object) -> dict[str, Any]:
    """As a county hospital writes it: codes of its own, a contained nothing, a day instead of an instant."""
    return {
        "resourceType": "MedicationStatement",
        "id": "county-77",
        "status": "active",
        "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "B01AA03", "display": "华法林"}]},
        "subject": {"reference": f"Patient/{WHO}"},
        "effectivePeriod": {"start": "2025-11"},
        "dateAsserted": "2026-03-04",
        "informationSource": {"display": "县人民医院"},
        "dosage": [{"text": "每日一次，每次3毫克", "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}],
        "note": [{"text": "INR 每月查"}],
    } | more


def _begun(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    people.add(uow, samples.resident)


def _known(place: Seat) -> tuple[OutsideMedicine, ...]:
    return place.store.read(lambda conn: outside_medicines.of_people(conn, [WHO]))


def test_each_comes_back_as_it_went() -> None:
    for body in map(wired, outside_medicines_sent()):
        assert check(body, Ref(body["resourceType"], body["id"])) == body
    assert [statement.from_fhir(wired(statement.to_fhir(one))) for one in ALL] == list(ALL)
    assert wired(statement.to_fhir(STOPPED))["derivedFrom"] == [{"reference": f"MedicationStatement/{NO0.id}"}]


def test_a_strangers_is_read_as_far_as_it_goes() -> None:
    read = statement.from_fhir(stranger())
    assert (read.name, read.taking, read.by, read.place, read.frequency) == ("华法林", Taking.YES, None, "县人民医院", "qd")
    assert (read.source, read.since, read.use, read.at) == (
        BagSource.HOSPITAL,
        "2025-11",
        "每日一次，每次3毫克",
        "2026-03-03T16:00:00.000Z",
    )
    assert statement.from_fhir(stranger(status="not-taken")).taking is Taking.NO
    assert statement.from_fhir(stranger(status="on-hold")).is_taken
    undated = stranger(dateAsserted="", effectivePeriod={}, effectiveDateTime="2019", meta={"lastUpdated": "2026-03-01T08:00:00+08:00"})
    assert (statement.from_fhir(undated).at, statement.from_fhir(undated).since) == ("2026-03-01T00:00:00.000Z", "2019")
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": "地高辛片"}}
    inside = stranger(medicationCodeableConcept={}, medicationReference={"reference": "#m"}, contained=[drug])
    assert statement.from_fhir(inside).name == "地高辛片"
    for wrong in (stranger(medicationCodeableConcept={}), stranger(status="perhaps")):
        with pytest.raises(NotOurs):
            statement.from_fhir(wrong)


def test_told_here_stopped_there_and_the_hospital_changes_its_word(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    seat.write(partial(outside_medicines.STATEMENTS.add, one=NO0))
    settled(seat.sync(link), other.sync(link))
    assert _known(other) == (NO0,)
    other.write(partial(outside_medicines.STATEMENTS.add, one=STOPPED))
    give(link, stranger())
    for _ in range(2):
        other.sync(link)
        seat.sync(link)
    for place in (seat, other):
        stopped, warfarin = _known(place)[-1], _known(place)[0]
        assert stopped == STOPPED and (warfarin.name, warfarin.taking) == ("华法林", Taking.YES)
    give(link, stranger(status="stopped", statusReason=[{"text": "出血"}]))
    settled(seat.sync(link))
    assert [(one.taking, one.reason) for one in _known(seat) if one.name == "华法林"] == [(Taking.NO, "出血")]
