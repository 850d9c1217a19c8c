"""Skin tests at two seats: injected here, read there, and nobody's word is lost (H50)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.domain.skin_test import ArmSite, SkinAct, SkinCase, SkinReading, SkinResult, SkinStep, SkinTest
from app.store import accounts, encounters, people
from app.store import skin_tests as store
from app.store.unit_of_work import UnitOfWork
from sync.fhir import fact, observation, skin_test
from sync.fhir.element import BadResource, NotOurs
from sync.http import HttpLink
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.seats import Seat, settled

WHO, DOCTOR = samples.resident.id, samples.doctor.id
AT, READ_AT, LATER = "2026-03-05T00:25:00.000Z", "2026-03-05T00:46:00.000Z", "2026-03-05T00:50:00.000Z"
_DRUG = ("benzylpenicillin-inj", "注射用青霉素钠", "250301", "青霉素皮试液 500 U/mL")
TEST = SkinTest(
    samples.made("skin test"), WHO, samples.visit.id, *_DRUG, ArmSite.LEFT, 20, DOCTOR, AT, "盐酸肾上腺素注射液 批号A1 有效期至2027-05-31"
)
BARE = replace(TEST, id=samples.made("bare skin test"), encounter=None, adrenaline="", without="elsewhere", site=ArmSite.RIGHT)
NEGATIVE = SkinReading(samples.made("skin reading"), WHO, TEST.id, SkinResult.NEGATIVE, DOCTOR, READ_AT, "3")
POSITIVE = SkinReading(samples.made("skin reaction"), WHO, TEST.id, SkinResult.POSITIVE, DOCTOR, LATER, "14.5", True, True)
UNMEASURED = SkinReading(samples.made("bare reading"), WHO, BARE.id, SkinResult.NEGATIVE, DOCTOR, READ_AT)
DOSED = SkinStep(samples.made("first dose"), WHO, TEST.id, SkinAct.DOSED, DOCTOR, READ_AT, "250301", 30)
ENDED = SkinStep(samples.made("observed"), WHO, TEST.id, SkinAct.WELL, DOCTOR, LATER)
GONE = SkinStep(samples.made("taken back"), WHO, BARE.id, SkinAct.TAKEN_BACK, DOCTOR, LATER, note="批号输错")


def skin_tests() -> tuple[dict[str, Any], ...]:
    """One resource of each kind, with all elements and with the fewest."""
    return (
        *map(skin_test.to_fhir, (TEST, BARE)),
        *map(skin_test.reading_to_fhir, (NEGATIVE, POSITIVE, UNMEASURED)),
        *map(skin_test.step_to_fhir, (DOSED, ENDED, GONE)),
    )


def _begun(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    people.add(uow, samples.resident)
    encounters.add(uow, samples.visit)
    store.SKIN_TESTS.add(uow, TEST)


def _case(place: Seat) -> SkinCase:
    found = place.store.read(lambda conn: store.case(conn, TEST.id))
    assert found is not None
    return found


def test_each_comes_back_as_it_went() -> None:
    for body in map(wired, skin_tests()):
        assert check(body, Ref(body["resourceType"], body["id"])) == body
    assert [skin_test.from_fhir(wired(skin_test.to_fhir(one))) for one in (TEST, BARE)] == [TEST, BARE]
    readings = (NEGATIVE, POSITIVE, UNMEASURED)
    assert [skin_test.reading_from_fhir(wired(skin_test.reading_to_fhir(one))) for one in readings] == list(readings)
    steps = (DOSED, ENDED, GONE)
    assert [skin_test.step_from_fhir(wired(skin_test.step_to_fhir(one))) for one in steps] == list(steps)


def test_what_is_none_is_told_from_what_is_broken() -> None:
    body, reading = wired(skin_test.to_fhir(TEST)), wired(skin_test.reading_to_fhir(NEGATIVE))
    for wrong, error in (
        (body | {"extension": []}, NotOurs),
        (body | {"bodySite": []}, BadResource),
        (body | {"performer": []}, BadResource),
        (body | {"code": {"text": "皮试"}}, BadResource),
    ):
        with pytest.raises(error):
            skin_test.from_fhir(wrong)
    for read in (observation.from_fhir, fact.from_fhir):
        with pytest.raises(NotOurs):
            read(reading)
    with pytest.raises(NotOurs):
        skin_test.reading_from_fhir(wired(observation.to_fhir(samples.measurements[0])))
    for wrong in (reading | {"partOf": []}, reading | {"valueCodeableConcept": {"text": "？"}}):
        with pytest.raises(BadResource):
            skin_test.reading_from_fhir(wrong)


def test_injected_here_read_there_and_of_two_readers_the_reaction_is_believed(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    assert _case(other) == SkinCase(TEST) and _case(other).waits
    seat.write(partial(store.READINGS.add, one=NEGATIVE))
    other.write(partial(store.READINGS.add, one=POSITIVE))
    other.write(partial(store.STEPS.add, one=DOSED))
    for _ in range(2):
        seat.sync(link)
        other.sync(link)
    for place in (seat, other):
        assert _case(place) == SkinCase(TEST, (NEGATIVE, POSITIVE), (DOSED,))
        assert _case(place).result is SkinResult.POSITIVE
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]
