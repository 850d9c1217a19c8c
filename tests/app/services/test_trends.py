"""What a chart says over a year: home readings beside the clinic's, marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.home_readings import HomeReadings
from app.services.trends import PRESSURE, trend
from app.store import measurements
from tests.app.services.forms import measure


def test_home_readings_stand_beside_the_clinic_s_by_day_and_are_marked(desk: Desk, make_person: Callable[..., Person]) -> None:
    who = make_person().id
    values = (MeasuredValue("systolic", Decimal(142), "mmHg"), MeasuredValue("diastolic", Decimal(88), "mmHg"))
    at = "2026-03-02T01:00:00.000Z"
    here = Measurement(new_id(), who, None, PRESSURE[0], values, at, TimeBasis.DEVICE, Source.DEVICE)
    desk.store.write(lambda uow: measurements.add(uow, here)).result()
    HomeReadings(desk).take(who, "2026-03-01 07:00 136/84\n2026-03-03 07:00 134/82\n2026-03-03 空腹 6.8\n2026-03-03 餐后 9.8")
    chart = Charting(desk).chart(who)
    points = trend(chart, PRESSURE[0])
    assert [(one.day, one.high, one.home) for one in points] == [
        (date(2026, 3, 1), Decimal(136), True),
        (date(2026, 3, 2), Decimal(142), False),
        (date(2026, 3, 3), Decimal(134), True),
    ]
    assert sorted((one.hollow, one.home) for one in trend(chart, MeasurementKind.GLUCOSE)) == [(False, True), (True, True)], "of one day"
    assert trend(chart, MeasurementKind.WEIGHT) == ()


def test_a_fasting_value_of_a_meter_that_was_not_in_order_is_hollow(desk: Desk, make_person: Callable[..., Person]) -> None:
    who = make_person().id
    measure(desk, who, MeasurementKind.GLUCOSE, "fasting", flags=("qc_failed",), glucose="8.1")
    (point,) = trend(Charting(desk).chart(who), MeasurementKind.GLUCOSE)
    assert point.hollow and point.unfit
