"""The practice clinic's people are plausible and nobody's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.domain.ids import check_resident_id
from app.domain.measurement import MeasurementKind
from app.domain.person import IdKind
from app.services.practice import RESIDENTS, SEED, made_up_id, make_residents, practice_data

NOW = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)


def test_everybody_has_a_valid_number_of_their_own() -> None:
    people = [one.person for one in make_residents(RESIDENTS, SEED, NOW)]
    numbers = [person.number(IdKind.RESIDENT) or "" for person in people]
    assert len(set(numbers)) == RESIDENTS == len({person.id for person in people})
    for person, number in zip(people, numbers, strict=True):
        verdict = check_resident_id(number, date(2026, 3, 5))
        assert (verdict.error, verdict.birth, verdict.sex, verdict.region) == ("", person.birth, person.sex, "410999")


def test_the_phones_are_nobodys() -> None:
    assert all(phone.number.startswith("1400000") for one in make_residents(50, SEED, NOW) for phone in one.person.phones)


def test_the_same_seed_gives_the_same_people() -> None:
    def told(number: int) -> list[str]:
        return [one.person.name + (one.person.number(IdKind.RESIDENT) or "") for one in make_residents(30, number, NOW)]

    assert told(1) == told(1) != told(2)


def test_histories_fit_the_conditions() -> None:
    """Who has hypertension was measured often; nothing lies in the future; children have a weight and no adult values."""
    for one in make_residents(RESIDENTS, SEED, NOW):
        kinds = [measurement.kind for measurement in one.measurements]
        assert all(measurement.measured_at < "2026-03-05" for measurement in one.measurements)
        if any(condition.icd10 == "I10" for condition in one.conditions):
            assert kinds.count(MeasurementKind.BLOOD_PRESSURE) == 12
        birth = one.person.birth
        assert birth is not None
        if (NOW.date() - birth).days < 18 * 365:
            assert kinds == [MeasurementKind.WEIGHT]


def test_allergies_are_known_absent_or_never_asked() -> None:
    """All three appear: they must look different on the screen (H17)."""
    made = list(make_residents(RESIDENTS, SEED, NOW))
    states = {(bool(one.allergies), bool(one.facts)) for one in made}
    assert states == {(True, True), (False, True), (False, False)}


def test_a_made_up_number_names_its_sex() -> None:
    assert check_resident_id(made_up_id(date(1960, 1, 2), 7, male=True), date(2026, 1, 1)).sex == "1"
    assert practice_data()["clinic"]["county"] == "410999"
