"""What the chart's numbers become on the page: nothing graded that may not be, nothing compared without its context."""

from dataclasses import replace
from decimal import Decimal

from app.domain.measurement import MeasuredValue, MeasurementKind
from app.domain.person import Sex
from app.services.charting import Chart
from app.services.trends import medicine_changes, trend
from ui.pages.encounter import gallery
from ui.pages.encounter.values import ValueRow, current_medicines, value_rows

KIND = MeasurementKind


def row_of(chart: Chart, kind: MeasurementKind, visit: str = "e1") -> ValueRow:
    return next(row for row in value_rows(chart, visit) if row.kind is kind)


def test_this_visit_stands_beside_the_last_one() -> None:
    row = row_of(gallery.chart(), KIND.BLOOD_PRESSURE_SUMMARY)
    assert row.now is not None and row.before is not None and row.pulse is not None
    assert (row.now.text, row.now.flag, row.before.text, row.pulse.text, row.count) == ("167/95", "high", "152/90", "78", 2)


def test_a_single_pressure_is_shown_and_never_graded() -> None:
    """H24: one reading looks like a result and is none."""
    chart = gallery.chart()
    series = dict(chart.series)
    series[KIND.BLOOD_PRESSURE_SUMMARY] = series[KIND.BLOOD_PRESSURE_SUMMARY][:-1]
    series[KIND.BLOOD_PRESSURE] = series[KIND.BLOOD_PRESSURE][:1]
    row = row_of(replace(chart, series=series), KIND.BLOOD_PRESSURE_SUMMARY)
    assert row.now is not None and (row.now.text, row.now.flag, row.count) == ("168/96", "", 1)


def test_the_device_keeps_its_unit_and_the_page_shows_ours() -> None:
    at = gallery.ago(0)
    kpa = gallery.measured(KIND.BLOOD_PRESSURE_SUMMARY, at, ("systolic", "22.4", "kPa"), ("diastolic", "12.8", "kPa"), visit="e1")
    mg = gallery.measured(KIND.GLUCOSE, at, ("glucose", "180", "mg/dL"), visit="e1", context="fasting")
    chart = replace(gallery.chart(), series={KIND.BLOOD_PRESSURE_SUMMARY: (kpa,), KIND.GLUCOSE: (mg,)})
    pressure, glucose = row_of(chart, KIND.BLOOD_PRESSURE_SUMMARY).now, row_of(chart, KIND.GLUCOSE).now
    assert pressure is not None and glucose is not None
    assert (pressure.text, pressure.flag, glucose.text, glucose.unit, glucose.flag) == ("168/96", "high", "10", "mmol/L", "high")


def test_glucose_without_its_meal_has_no_flag_and_lo_speaks_for_itself() -> None:
    at = gallery.ago(0)
    bare = gallery.measured(KIND.GLUCOSE, at, ("glucose", "7.8", "mmol/L"), visit="e1")
    low = replace(bare, id="lo", values=(MeasuredValue("glucose", None, "mmol/L", "<"),))
    for one, text, flag in ((bare, "7.8", ""), (low, "LO", "low")):
        shown = row_of(replace(gallery.chart(), series={KIND.GLUCOSE: (one,)}), KIND.GLUCOSE).now
        assert shown is not None and (shown.text, shown.flag) == (text, flag)


def test_a_child_is_never_graded_by_adult_limits() -> None:
    """H18."""
    child = replace(gallery.WANG, birth=gallery.TODAY.replace(year=2022), sex=Sex.MALE)
    row = row_of(replace(gallery.chart(), person=child), KIND.BLOOD_PRESSURE_SUMMARY)
    assert row.now is not None and row.now.flag == ""


def test_a_year_of_pressure_has_one_point_a_day_and_glucose_tells_fasting_apart() -> None:
    chart = gallery.chart()
    pressure, glucose = trend(chart, KIND.BLOOD_PRESSURE_SUMMARY), trend(chart, KIND.GLUCOSE)
    assert len(pressure) == 11 and pressure[-1].high == Decimal(167)
    assert [point.hollow for point in glucose] == [False] * 10 + [True]


def test_medicines_of_the_newest_sheet_count_and_used_up_ones_stay_for_a_week() -> None:
    found = {one.line.drug: one.days_left for one in current_medicines(gallery.chart())}
    assert found == {"amlodipine-tab": 3, "metformin-tab": -1}
    assert [words for _, words in medicine_changes(gallery.chart())] == ["盐酸二甲双胍片", "苯磺酸氨氯地平片"]
