"""我这一年: two charts and five sentences that a resident takes home, Chinese as every printed form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.clock import local_day
from app.domain.age import age_text
from app.domain.amounts import plain_number
from app.domain.measurement import MeasurementKind
from app.printing.year_sheet import Plot, PlotPoint, YearSheet, year_sheet_pdf
from app.rules.public_health.pressure import PressureTarget, target
from app.rules.targets import target_band
from app.rules.vitals import Population
from app.services.care_plans import next_visit
from app.services.desk import Desk
from app.services.risk import Risk, RiskPicture, number
from app.services.trends import PRESSURE, Reading, medicine_changes, trend
from app.texts import Texts, load_texts

KIND = "year_sheet"
"""As printers and audit trail call it."""


class YearSheets:
    """For whoever sees charts."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._risk = desk, Risk(desk)

    def pdf(self, person: str) -> bytes:
        """The sheet as A4. KnownError ``person_unknown``."""
        picture = self._risk.picture(person)
        who, today = self._desk.who, local_day(self._desk.clock.now())
        found = picture.chart.person
        age = "" if found.birth is None else age_text(found.birth, max(found.birth, today))
        said = tuple(sentences(picture, load_texts("zh_CN")))
        return year_sheet_pdf(
            YearSheet(who.organization.name, who.organization.phone, found.name, age, today, tuple(_plots(picture)), said)
        )


def pressure_target(picture: RiskPicture) -> PressureTarget | None:
    """The one that counts; none for a child, in pregnancy or at an unknown age (H18)."""
    years = picture.subject.age_years
    return target(years) if picture.subject.population is Population.ADULT and years is not None else None


def sentences(picture: RiskPicture, words: Texts) -> Iterator[str]:
    """Five: pressure here, pressure at home, glucose, weight, when to come."""
    yield _of_pressure(picture, words)
    yield _of_home(picture, words)
    yield _of_glucose(picture, words)
    yield _of_weight(picture, words)
    day = next_visit(picture.forms, picture.chart.as_of)
    yield words.say("trend_words.next", {"day": day})


def _plots(picture: RiskPicture) -> Iterator[Plot]:
    chart = picture.chart
    aim = pressure_target(picture)
    band = None if aim is None else (float(aim.diastolic), float(aim.systolic))
    marks = medicine_changes(chart)
    yield Plot("血压（mmHg）", tuple(_points(trend(chart, PRESSURE[0]))), band, marks)
    fasting = (one for one in trend(chart, MeasurementKind.GLUCOSE) if not one.hollow)
    limits = target_band("glucose", picture.subject)
    yield Plot("空腹血糖（mmol/L）", tuple(_points(fasting)), None if limits is None else (float(limits[0]), float(limits[1])), marks)


def _points(readings: Iterable[Reading]) -> Iterator[PlotPoint]:
    for one in readings:
        yield PlotPoint(one.day, float(one.low), None if one.high is None else float(one.high), one.home)


def _of_pressure(picture: RiskPicture, words: Texts) -> str:
    here = [one for one in trend(picture.chart, PRESSURE[0]) if not one.home]
    if not here or here[-1].high is None:
        return words.say("trend_words.pressure_none")
    last = here[-1]
    assert last.high is not None
    told = words.say("trend_words.pressure_last", {"value": f"{plain_number(last.high)}/{plain_number(last.low)}", "day": _day(last.day)})
    aim = pressure_target(picture)
    if aim is None:
        return told
    verdict = "pressure_met" if aim.met((last.high, last.low)) else "pressure_high"
    return told + words.say(f"trend_words.{verdict}", {"systolic": aim.systolic, "diastolic": aim.diastolic})


def _of_home(picture: RiskPicture, words: Texts) -> str:
    mean = picture.home
    if mean is None:
        return words.say("trend_words.home_none")
    verdict = {True: "home_high", False: "home_fine", None: "home_few"}[mean.elevated]
    if mean.elevated is None and picture.subject.population is not Population.ADULT:
        verdict = "home_ask"
    value = "/".join(plain_number(one) for one in mean.pressure)
    return words.say("trend_words.home_mean", {"days": mean.days, "value": value, "verdict": words.say(f"trend_words.{verdict}")})


def _of_glucose(picture: RiskPicture, words: Texts) -> str:
    fasting = [one for one in trend(picture.chart, MeasurementKind.GLUCOSE) if not one.hollow and not one.home]
    if not fasting:
        return words.say("trend_words.glucose_none")
    return words.say("trend_words.glucose_last", {"value": plain_number(fasting[-1].low), "day": _day(fasting[-1].day)})


def _of_weight(picture: RiskPicture, words: Texts) -> str:
    weight, height = (number(picture.chart, kind) for kind in (MeasurementKind.WEIGHT, MeasurementKind.HEIGHT))
    if weight is None:
        return words.say("trend_words.weight_none")
    band = target_band("weight", picture.subject, height)
    if band is None or picture.body is None or picture.body.weight is None:
        return words.say("trend_words.weight_only", {"value": plain_number(weight)})
    low, high = (f"{one:.0f}" for one in band)
    facts = {"value": plain_number(weight), "category": picture.body.weight.value, "low": low, "high": high}
    return words.say("trend_words.weight", facts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
