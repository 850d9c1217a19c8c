"""Cardiovascular risk from the records: each factor with its source, what is not known named and never counted as absent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.clock import iso
from app.domain.clinical import Answer, Condition, Fact, FactKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person, Sex
from app.rules.public_health.body import Waist, Weight
from app.rules.public_health.pressure import Grade
from app.services.desk import Desk
from app.services.home_readings import HomeReadings
from app.services.risk import Risk, RiskPicture
from app.services.risk_factors import Factor
from app.services.year_sheets import YearSheets, sentences
from app.store import clinical, filled_forms, measurements
from app.texts import load_texts
from tests.app.printing.pages import words

KIND = MeasurementKind
NONE = ("1",)


class Record:
    """Writes what a test knows of a resident."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self._desk, self.id = desk, person.id

    def measured(self, kind: KIND, days_ago: int, unit: str, context: str = "", **values: str) -> None:
        at = iso(self._desk.clock.now() - timedelta(days=days_ago))
        told = tuple(MeasuredValue(name, Decimal(number), unit) for name, number in values.items())
        one = Measurement(new_id(), self.id, None, kind, told, at, TimeBasis.DEVICE, Source.DEVICE, context=context)
        self._desk.store.write(lambda uow: measurements.add(uow, one)).result()

    def pressure(self, days_ago: int, systolic: int, diastolic: int, kind: KIND = KIND.BLOOD_PRESSURE_SUMMARY) -> None:
        self.measured(kind, days_ago, "mmHg", systolic=str(systolic), diastolic=str(diastolic))

    def diagnosed(self, icd10: str, display: str) -> None:
        self._desk.store.write(lambda uow: clinical.add_condition(uow, Condition(new_id(), self.id, None, icd10, display), None)).result()

    def filled(self, form: str, day: str, source: str = "", **values: tuple[str, ...] | str) -> None:
        told = {
            key: FormValue(ValueKind.CHOICES, one) if isinstance(one, tuple) else FormValue(ValueKind.TEXT, (one,), source)
            for key, one in values.items()
        }
        one = FilledForm(new_id(), self.id, None, form, 1, day, told, self._desk.who.practitioner, f"{day}T01:00:00.000Z")
        self._desk.store.write(lambda uow: filled_forms.add(uow, one)).result()

    def picture(self) -> RiskPicture:
        return Risk(self._desk).picture(self.id)

    def factor(self, key: str) -> Factor:
        return next(one for one in self.picture().factors if one.key == key)


@pytest.fixture
def record(desk: Desk, make_person: Callable[..., Person]) -> Record:
    return Record(desk, make_person())


def test_of_a_resident_of_whom_nothing_is_known_everything_but_the_age_is_not_known(record: Record) -> None:
    found = record.picture()
    assert (found.silent, found.graded, found.level, found.at_least) == ("no_pressure", None, "", False)
    states = {one.key: one.state for one in found.factors}
    assert states.pop("age") is Answer.YES and set(states.values()) == {Answer.NOT_ASKED}


def test_the_level_is_at_least_what_is_known(record: Record) -> None:
    record.diagnosed("I10", "高血压")
    record.pressure(100, 162, 96)
    record.pressure(2, 138, 84)
    found = record.picture()
    assert found.graded is not None and found.graded.grade is Grade.TWO, "the highest of the year: treatment does not lower the level"
    assert (found.level, found.at_least) == ("中危/高危", True), "her age is one factor"
    record.diagnosed("E11.9", "2型糖尿病")
    assert record.picture().level == "高危"
    record.diagnosed("I63.9", "脑梗死")
    assert record.picture().level == "很高危" and record.factor("disease").about == "脑梗死"


def test_without_hypertension_the_newest_counts_and_a_single_reading_or_one_from_home_never(record: Record, desk: Desk) -> None:
    record.pressure(200, 162, 96)
    record.pressure(3, 128, 82)
    record.pressure(1, 190, 120, KIND.BLOOD_PRESSURE)
    HomeReadings(desk).take(record.id, "2026-03-04 07:00 190/120")
    found = record.picture()
    assert found.pressure is not None and found.pressure.pressure == (Decimal(128), Decimal(82))
    assert found.graded is not None and found.graded.grade is Grade.HIGH_NORMAL


def test_a_follow_up_s_pressure_counts_but_not_one_told_by_phone(record: Record) -> None:
    record.filled("htn_followup", "2026-02-01", systolic="150", diastolic="92", way="1")
    record.filled("htn_followup", "2026-03-01", systolic="190", diastolic="112", way="3")
    found = record.picture()
    assert found.pressure is not None and (found.pressure.day, found.pressure.form) == (date(2026, 2, 1), "htn_followup")


def test_factors_of_forms_name_the_form_and_its_day(record: Record) -> None:
    record.filled(
        "exam",
        "2025-11-02",
        smoking="3",
        tc="5.6",
        ldl="2.1",
        fasting="6.4",
        cerebro=NONE,
        kidney=NONE,
        heart=NONE,
        vascular=NONE,
        eye=NONE,
    )
    record.filled("personal", "2025-11-02", family_father=NONE, family_mother=("2", "3"), family_siblings=NONE)
    smoking = record.factor("smoking")
    assert (smoking.state, smoking.source, smoking.day) == (Answer.YES, "form", date(2025, 11, 2)) and "体检" in smoking.about
    assert (record.factor("lipids").state, record.factor("lipids").shown) == (Answer.YES, "TC 5.6 LDL 2.1")
    assert record.factor("glucose").state is Answer.YES
    assert record.factor("disease").state is Answer.NO
    assert record.factor("family").state is Answer.NO, "no early heart disease or stroke among them"


def test_what_says_half_of_it_leaves_it_open(record: Record) -> None:
    record.filled("exam", "2025-11-02", tc="4.6", ldl="2.1", cerebro=NONE, heart=NONE)
    record.filled("personal", "2025-11-02", family_father=("4",), family_mother=NONE, family_siblings=NONE)
    record.measured(KIND.WEIGHT, 3, "kg", weight="60")
    record.measured(KIND.HEIGHT, 3, "cm", height="160")
    for key in ("lipids", "disease", "family", "obesity", "organ", "homocysteine"):
        assert record.factor(key).state is Answer.NOT_ASKED, key
    record.measured(KIND.WAIST, 3, "cm", waist="78")
    assert record.factor("obesity").state is Answer.NO
    assert (record.picture().waist, record.picture().body and record.picture().body.weight) == (Waist.NORMAL, Weight.NORMAL)  # type: ignore[union-attr]


def test_a_meter_s_fasting_glucose_diagnoses_nothing(record: Record) -> None:
    record.filled("exam", "2025-11-02", source="measurement:x", fasting="6.4")
    assert record.factor("glucose").state is Answer.NOT_ASKED


def test_a_no_that_was_asked_is_a_no(record: Record, desk: Desk) -> None:
    fact = Fact(new_id(), record.id, FactKind.CONDITIONS, Answer.NO, iso(desk.clock.now()), "本人")
    desk.store.write(lambda uow: clinical.answer(uow, fact, None)).result()
    assert (record.factor("diabetes").state, record.factor("diabetes").source) == (Answer.NO, "asked")
    assert record.factor("organ").state is Answer.NOT_ASKED, "nobody feels a thick heart"


@pytest.mark.parametrize(("birth", "silent"), [(date(2014, 5, 1), "not_judged_child"), (None, "not_judged_unknown")])
def test_no_grade_no_level_no_target_for_who_is_no_adult(
    desk: Desk, make_person: Callable[..., Person], birth: date | None, silent: str
) -> None:
    record = Record(desk, make_person(name="李小宝", birth=birth, serial=31, sex=Sex.MALE))
    record.pressure(2, 162, 96)
    found = record.picture()
    assert (found.silent, found.graded, found.level, found.factors) == (silent, None, "", ())
    said = list(sentences(found, load_texts("zh_CN")))
    assert "目标" not in said[0] and "162/96" in said[0]


def test_pregnancy_is_not_graded_either(record: Record, desk: Desk) -> None:
    fact = Fact(new_id(), record.id, FactKind.PREGNANT, Answer.YES, iso(desk.clock.now()), "本人")
    desk.store.write(lambda uow: clinical.answer(uow, fact, None)).result()
    record.pressure(2, 162, 96)
    assert (record.picture().silent, record.picture().level) == ("not_judged_pregnant", "")


def test_the_sheet_to_take_home_has_five_sentences(record: Record, desk: Desk) -> None:
    record.pressure(2, 156, 84)
    record.measured(KIND.GLUCOSE, 2, "mmol/L", "fasting", glucose="7.8")
    record.measured(KIND.WEIGHT, 3, "kg", weight="61.5")
    record.measured(KIND.HEIGHT, 3, "cm", height="156")
    HomeReadings(desk).take(record.id, "3-1 07:00 132/80\n3-2 07:00 130/82\n3-3 07:00 134/80")
    said = list(sentences(record.picture(), load_texts("zh_CN")))
    assert len(said) == 5
    assert "156/84" in said[0] and "低于150" in said[0] and "高" in said[0]
    assert "132/81" in said[1] and "很好" in said[1]
    assert "7.8" in said[2] and "61.5" in said[3] and "超重" in said[3] and "45到58" in said[3]
    pages = words(YearSheets(desk).pdf(record.id))
    assert len(pages) == 1
    told = "".join(word.text for word in pages[0])
    assert "我这一年" in told and "156/84" in told and "在家" in told
