"""Measurements in the store: the device's numbers to the digit, one final row per reading, errors that stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.store import measurements, people
from app.store.database import Store
from app.store.unit_of_work import Change
from tests.app.conftest import person


@pytest.fixture
def who(store: Store) -> str:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    return one.id


def weight(who: str, kilograms: str, at: str = "2026-03-05T00:40:00.000Z", **given: object) -> Measurement:
    values = (MeasuredValue("weight", Decimal(kilograms), "kg"),)
    made = Measurement(new_id(), who, None, MeasurementKind.WEIGHT, values, at, TimeBasis.ARRIVAL, Source.MANUAL)
    return replace(made, **given)  # type: ignore[arg-type]


def test_every_field_comes_back_as_it_was(store: Store, who: str) -> None:
    values = (
        MeasuredValue("systolic", Decimal("18.90"), "kPa"),
        MeasuredValue("glucose", None, "mmol/L", ">"),
        MeasuredValue("x", Decimal("1E+2"), "/min"),
    )
    one = weight(
        who,
        "1",
        values=values,
        device_time="????-03-05T08:41:??",
        clock_offset_s=-3.25,
        reading_key="k",
        context="fasting",
        arm="left",
        flags=("irregular_pulse", "meal:fasting"),
        critical=True,
        derived_from=("a", "b"),
        replaces="c",
        taken_by="d",
    )
    store.write(lambda uow: measurements.add(uow, one)).result()
    back = store.read(lambda conn: measurements.get(conn, one.id))
    assert back == one
    assert str(back.values[0].value) == "18.90" and store.read(lambda conn: measurements.of_reading(conn, "k")) == back


def test_one_reading_is_one_final_measurement(store: Store, who: str) -> None:
    first, second = weight(who, "60", reading_key="k"), weight(who, "60", reading_key="k")
    store.write(lambda uow: measurements.add(uow, first)).result()
    with pytest.raises(IntegrityError):
        store.write(lambda uow: measurements.add(uow, second)).result()
    store.write(lambda uow: measurements.mark_error(uow, first.id, "wrong person")).result()
    store.write(lambda uow: measurements.add(uow, second)).result()
    assert store.read(lambda conn: measurements.of_reading(conn, "k")) == second


def test_errors_stay_readable_and_count_no_more(store: Store, who: str) -> None:
    one = weight(who, "60")
    store.write(lambda uow: measurements.add(uow, one)).result()
    told: list[Change] = []
    store.changes.subscribe(told.append)
    store.write(lambda uow: measurements.mark_error(uow, one.id, "wrong person")).result()
    store.settle()
    assert told[0].about(who) and told[0].types() == {"measurement"}
    kept = store.read(lambda conn: measurements.get(conn, one.id))
    assert kept is not None and kept.status is MeasurementStatus.ENTERED_IN_ERROR and kept.values == one.values
    assert store.read(lambda conn: measurements.series(conn, [who], MeasurementKind.WEIGHT, "2026")) == []
    assert store.read(lambda conn: measurements.latest(conn, [who], MeasurementKind.WEIGHT)) is None
    assert store.read(lambda conn: measurements.error_reason(conn, one.id)) == "wrong person"


def test_series_and_newest_are_by_the_time_of_taking(store: Store, who: str) -> None:
    days = [weight(who, f"6{n}", f"2026-03-0{n}T00:00:00.000Z") for n in (3, 1, 2)]
    height = weight(who, "156", kind=MeasurementKind.HEIGHT)
    for one in (*days, height):
        store.write(lambda uow, one=one: measurements.add(uow, one)).result()  # type: ignore[misc]
    found = store.read(lambda conn: measurements.series(conn, [who], MeasurementKind.WEIGHT, "2026-03-02"))
    assert [one.id for one in found] == [days[2].id, days[0].id]
    assert store.read(lambda conn: measurements.latest(conn, [who], MeasurementKind.WEIGHT)) == days[0]
    kinds = (MeasurementKind.WEIGHT, MeasurementKind.HEIGHT, MeasurementKind.WAIST)
    newest = store.read(lambda conn: measurements.newest(conn, [who], kinds))
    assert newest == {MeasurementKind.WEIGHT: days[0], MeasurementKind.HEIGHT: height}


def test_numbers_are_for_ever(store: Store, who: str) -> None:
    one = weight(who, "60")
    store.write(lambda uow: measurements.add(uow, one)).result()
    other = replace(one, values=(MeasuredValue("weight", Decimal(99), "kg"),), context="fasting", arm="left")
    store.write(lambda uow: measurements.change(uow, other, "context")).result()
    kept = store.read(lambda conn: measurements.get(conn, one.id))
    assert kept == replace(one, context="fasting", arm="left")


def test_by_visit(store: Store) -> None:
    assert store.read(lambda conn: measurements.of_encounters(conn, [])) == {}
    assert store.read(lambda conn: measurements.of_encounters(conn, ["v"])) == {"v": []}


def test_what_was_measured_at_home_is_asked_for_by_name_and_never_counts_beside_the_clinics(store: Store, who: str) -> None:
    clinic, at_home = weight(who, "60"), weight(who, "72", "2026-03-06T00:40:00.000Z", source=Source.HOME)
    wrong = weight(who, "90", "2026-03-07T00:40:00.000Z", source=Source.HOME, status=MeasurementStatus.ENTERED_IN_ERROR)
    store.write(lambda uow: measurements.add_all(uow, [clinic, at_home, wrong])).result()
    kind = MeasurementKind.WEIGHT
    assert store.read(lambda conn: measurements.series(conn, [who], kind, "")) == [clinic]
    assert store.read(lambda conn: measurements.latest(conn, [who], kind)) == clinic
    assert store.read(lambda conn: measurements.newest(conn, [who], [kind])) == {kind: clinic}
    assert store.read(lambda conn: measurements.home(conn, [who], "")) == [at_home]
    assert store.read(lambda conn: measurements.home(conn, [who], "2026-03-07")) == []


def test_records_with_a_home_reading_at_a_limit(store: Store, who: str) -> None:
    def told(kind: MeasurementKind, **values: str) -> Measurement:
        numbers = tuple(MeasuredValue(name, Decimal(number), "") for name, number in values.items())
        return weight(who, "1", kind=kind, values=numbers, source=Source.HOME)

    def found(one: Measurement) -> list[str]:
        store.write(lambda uow: measurements.add(uow, one)).result()
        at = store.read(lambda conn: measurements.home_at_limit(conn, "2026-03-01", (134, 84), (3.9, 16.7)))
        store.write(lambda uow: measurements.mark_error(uow, one.id, "wrong")).result()
        return at

    pressure, glucose = MeasurementKind.BLOOD_PRESSURE, MeasurementKind.GLUCOSE
    assert found(told(pressure, systolic="133", diastolic="83")) == [] == found(told(glucose, glucose="6.1"))
    for one in (
        told(pressure, systolic="134", diastolic="70"),
        told(pressure, systolic="99", diastolic="84"),
        told(glucose, glucose="3.8"),
    ):
        assert found(one) == [who]
    assert found(weight(who, "150", source=Source.HOME)) == [], "a weight has no limit"
    assert found(weight(who, "1", kind=pressure, values=told(pressure, systolic="180", diastolic="99").values)) == [], "the clinic's own"
