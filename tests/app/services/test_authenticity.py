"""核查: from the records of a clinic, what looks made up, who did what, how long people waited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from app.clock import iso
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.trip import Trip
from app.errors import KnownError
from app.services.authenticity import WORK, Authenticity, Checked, Stage
from app.services.desk import Desk
from app.store import encounters, filled_forms, measurements, trail, trips

NINE = datetime(2026, 3, 4, 1, tzinfo=UTC)  # 09:00 in the clinic
Visited = Callable[..., Encounter]


@pytest.fixture
def visited(desk: Desk, make_person: Callable[..., Person]) -> Visited:
    """Writes a finished visit: minutes of the stages, a pressure and where it came from."""
    who = make_person()

    def write(
        at: datetime, minutes: tuple[int, ...] = (5, 10, 15), pressure: str = "", source: Source = Source.MANUAL, **more: object
    ) -> Encounter:
        moments = [at]
        for each in minutes:
            moments.append(moments[-1] + timedelta(minutes=each))
        opened, triaged, started, finished = map(iso, moments)
        doctor = desk.who.practitioner
        made = Encounter(new_id(), who.id, EncounterStatus.FINISHED, VisitKind.CLINIC, opened, triaged, started, finished, doctor)
        made = replace(made, **more)  # type: ignore[arg-type]
        pair = zip(("systolic", "diastolic"), pressure.split("/"), strict=False)
        values = tuple(MeasuredValue(name, Decimal(number), "mmHg") for name, number in pair if number)
        reading = Measurement(
            new_id(), who.id, made.id, MeasurementKind.BLOOD_PRESSURE, values, opened, TimeBasis.ARRIVAL, source, taken_by=doctor
        )

        def work(uow: object) -> None:
            encounters.add(uow, made)  # type: ignore[arg-type]
            if values:
                measurements.add(uow, reading)  # type: ignore[arg-type]

        desk.store.write(work).result()
        return made

    return write


def checked(desk: Desk) -> Checked:
    return Authenticity(desk).check(date(2026, 3, 1), date(2026, 3, 5))


def test_stages_of_a_visit(desk: Desk, visited: Visited) -> None:
    """Ten visits wait 1 … 10 minutes: median 5, nine of ten within 9; each is measured → seen 10, seen → finished 15."""
    for n in range(10):
        visited(NINE + timedelta(minutes=20 * n), (n + 1, 10, 15))
    told = {one.stage: (one.visits, one.median, one.ninetieth) for one in checked(desk).stages}
    assert told[Stage.WAITING] == (10, 5, 9) and told[Stage.SEEN] == (10, 15, 15) and told[Stage.WHOLE] == (10, 30, 34)


def test_a_stage_that_was_not_noted_is_left_out(desk: Desk, visited: Visited) -> None:
    visited(NINE, triaged_at=None)
    told = {one.stage: one.visits for one in checked(desk).stages}
    assert told == {Stage.WAITING: 0, Stage.MEASURED: 0, Stage.SEEN: 1, Stage.WHOLE: 1}


def test_too_many_visits_in_an_hour_and_the_day_of_a_trip(desk: Desk, visited: Visited) -> None:
    """13 visits begun between nine and ten are more than 12; on the day of a trip to a village they are not."""
    for n in range(13):
        visited(NINE + timedelta(minutes=2 * n), (0, 1, 2))
    (row,) = checked(desk).crowded
    assert (row.visits, row.limit, row.hour.hour, row.trip) == (13, 12, 9, False)
    trip = Trip(new_id(), "2026-03-04", "柳树村", ("A1",), (), 0, desk.who.practitioner, iso(NINE))
    desk.store.write(lambda uow: trips.TRIPS.add(uow, trip)).result()
    assert checked(desk).crowded == ()


def test_devices_hands_and_visits_without_a_measurement(desk: Desk, visited: Visited) -> None:
    """Three readings, two of devices; of five visits at the clinic two have none; who fetched for somebody is no such visit."""
    visited(NINE, pressure="138/88", source=Source.DEVICE)
    visited(NINE, pressure="141/83", source=Source.DEVICE)
    visited(NINE, pressure="140/90")
    visited(NINE)
    visited(NINE)
    visited(NINE, proxy=True)
    visited(NINE, kind=VisitKind.REMOTE)
    found = checked(desk)
    assert (found.device, found.readings, found.unmeasured, found.visits) == (2, 3, 2, 5)
    assert found.digits[0].found.readings == 2, "a device does not round: only what was typed"
    assert not found.digits[0].found.enough


def test_work_is_counted_from_records(desk: Desk, visited: Visited) -> None:
    visit = visited(NINE, pressure="138/88")
    form = FilledForm(new_id(), visit.person, visit.id, "htn_followup", 1, "2026-03-04", {}, desk.who.practitioner, iso(NINE))
    desk.store.write(lambda uow: filled_forms.add(uow, form)).result()
    (row,) = checked(desk).work
    assert dict(zip(WORK, row.counts, strict=True)) == {
        "visits": 1, "measurements": 1, "forms": 1, "prescriptions": 0, "contacts": 0, "enrolments": 0,
    }  # fmt: skip
    assert row.name == "王建国"


def test_one_pressure_again_and_again(desk: Desk, make_person: Callable[..., Person]) -> None:
    who = make_person()
    for month in (9, 11, 12):
        values = {name: FormValue(ValueKind.NUMBER, (number,)) for name, number in (("systolic", "140"), ("diastolic", "90"))}
        made = FilledForm(new_id(), who.id, None, "htn_followup", 1, f"2025-{month:02d}-04", values, desk.who.practitioner, iso(NINE))
        desk.store.write(partial(filled_forms.add, one=made)).result()
    (row,) = checked(desk).repeated
    assert (row.resident, row.doctor, row.found.visits, row.found.last_day) == (who.name, "王建国", 3, "2025-12-04")
    desk.session.set(replace(desk.who, permissions=frozenset({"indicators.read"})))
    assert checked(desk).repeated[0].resident == ""
    desk.store.write(lambda uow: None).result()
    looked = [row for row in desk.store.read(lambda conn: trail.rows(conn, trail.Wanted(), None, 50)) if row.type == "indicator"]
    assert [(row.action, row.ref.split()[0]) for row in looked] == [("read", "repeated")]  # with names, and not without them


def test_backwards_is_refused(desk: Desk) -> None:
    with pytest.raises(KnownError, match="period_backwards"):
        Authenticity(desk).check(date(2026, 3, 5), date(2026, 3, 1))
