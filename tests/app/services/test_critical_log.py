"""The log of critical values on paper: value, time, whom, by whom, read back, action."""

from __future__ import annotations

from decimal import Decimal

from app.clock import SetClock, local_day
from app.domain.critical_value import CriticalAct
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.services.critical_log import CriticalLog, value_words
from app.services.critical_values import CriticalValues, Done
from app.services.desk import Desk
from tests.app.printing.pages import plain
from tests.app.services.measuring_table import MakePerson, Table

KIND = MeasurementKind


def measured(kind: MeasurementKind, *values: MeasuredValue) -> Measurement:
    return Measurement("m", "p", None, kind, values, "2026-03-05T00:40:00.000Z", TimeBasis.ARRIVAL, Source.MANUAL)


def test_the_value_is_told_as_its_device_told_it() -> None:
    pressure = [MeasuredValue(name, Decimal(n), "mmHg") for name, n in (("systolic", 196), ("diastolic", 118))]
    assert value_words(measured(KIND.BLOOD_PRESSURE, *pressure), "zh_CN") == "血压 196/118 mmHg"
    assert value_words(measured(KIND.GLUCOSE, MeasuredValue("glucose", None, "mmol/L", ">")), "zh_CN") == "血糖 HI"
    lab = MeasuredValue("K", Decimal("6.8"), "mmol/L", label="钾", flag="HH"), MeasuredValue("Na", Decimal(140), "mmol/L", label="钠")
    assert value_words(measured(KIND.LABORATORY, *lab), "zh_CN") == "化验 钾 6.8 mmol/L"


def test_a_page_says_who_was_told_what_and_by_whom(desk: Desk, clock: SetClock, make_person: MakePerson) -> None:
    table, critical = Table(desk, clock), CriticalValues(desk)
    visit = table.intake.open_visit(make_person(name="王秀英").id)
    made = table.intake.enter(visit.id, "glucose", "18.5", "fasting", again="18.5").measurement
    assert made is not None
    critical.record(made.id, Done(CriticalAct.TRIED, note="无人接"))
    critical.record(made.id, Done(CriticalAct.TOLD, "女儿王芳", "已复述", "马上来卫生室"))
    day = local_day(clock.now())
    text = plain(CriticalLog(desk).pdf(critical.log(day, day), day, day))
    for word in ("危急值登记表", "王秀英", "18.5", "女儿王芳", "已复述", "马上来卫生室", desk.who.name, "联系未果"):
        assert word in text
