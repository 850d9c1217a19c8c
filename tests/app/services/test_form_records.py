"""What the records say to a form's fields, and where they are silent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Allergy, Answer, Condition, FactKind
from app.domain.encounter import Encounter
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, MeasurementKind
from app.domain.person import Identifier, IdKind, Person, Phone
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.rules.forms.reading import library
from app.services.desk import Desk
from app.services.form_records import facts_of, read_records, result_before, values_of
from app.store import clinical, encounters, measurements, people, prescriptions
from tests.app.rules.forms.told import DAY
from tests.app.services.forms import filled_before, measure
from tests.app.services.rx_clinic import analysed, told


def found(desk: Desk, person: str, *forms: str, visit: Encounter | None = None) -> dict[str, tuple[str, ...]]:
    def query(conn):  # type: ignore[no-untyped-def]
        who = people.get(conn, person)
        assert who is not None
        records = read_records(conn, who, visit, DAY, ("王建国", "d"))
        return values_of(library(), [library().form(one) for one in forms], records)

    return {key: value.told for key, value in desk.store.read(query).items()}


def test_who_somebody_is(desk: Desk, resident: Person) -> None:
    full = replace(
        resident,
        phones=(Phone("13900001234"), Phone("13900005678", "儿子")),
        identifiers=(*resident.identifiers, Identifier(IdKind.HEALTH_RECORD, "41010210020100012")),
    )
    desk.store.write(lambda uow: people.change(uow, full)).result()
    values = found(desk, resident.id, "personal")
    told_of = {code: values[code][0] for code in ("name", "sex", "birth", "phone", "contact_name", "contact_phone", "record_no", "address")}
    assert told_of == {
        "name": "王秀英",
        "sex": "2",
        "birth": "1958-07-12",
        "phone": "13900001234",
        "contact_name": "儿子",
        "contact_phone": "13900005678",
        "record_no": "41010210020100012",
        "address": "柳树村3组",
    }


def test_the_result_of_the_round_stands_before_a_single_reading(desk: Desk, resident: Person) -> None:
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="143", diastolic="89")
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE, arm="left", systolic="150", diastolic="92", pulse="76")
    values = found(desk, resident.id, "htn_followup", "exam")
    assert (values["systolic"], values["systolic_left"], values["heart_rate"]) == (("143",), ("150",), ("76",))
    assert "systolic_right" not in values


def test_a_pressure_stands_on_the_line_of_its_arm(desk: Desk, resident: Person) -> None:
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE, systolic="150", diastolic="92")
    assert "arm" not in found(desk, resident.id, "exam")
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, arm="right", systolic="143", diastolic="89")
    assert found(desk, resident.id, "exam")["arm"] == ("2",)


def test_pulses_of_the_day_are_single_readings(desk: Desk, resident: Person, clock: SetClock) -> None:
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE, systolic="150", diastolic="92", pulse="108")
    clock.forward(60)
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE, systolic="148", diastolic="90", pulse="102")
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="149", diastolic="91", pulse="105")
    facts = desk.store.read(lambda conn: facts_of(conn, read_records(conn, resident, None, DAY, ("", ""))))
    assert [str(one) for one in facts.pulses] == ["102", "108"]
    assert facts.lasting_pulse == 102


def test_glucose_counts_by_its_context_only(desk: Desk, resident: Person) -> None:
    """H24."""
    measure(desk, resident.id, MeasurementKind.GLUCOSE, "", glucose="9.9")
    assert not {"fasting", "glucose_other"} & found(desk, resident.id, "dm_followup").keys()
    measure(desk, resident.id, MeasurementKind.GLUCOSE, "random", glucose="8.4")
    assert found(desk, resident.id, "dm_followup")["glucose_other"] == ("8.4",)
    measure(desk, resident.id, MeasurementKind.GLUCOSE, "fasting", glucose="6.1")
    assert found(desk, resident.id, "dm_followup")["fasting"] == ("6.1",)


def test_hi_is_told_as_such_and_home_readings_are_no_measurements_of_a_visit(desk: Desk, resident: Person) -> None:
    made = measure(desk, resident.id, MeasurementKind.WEIGHT, weight="60")
    high = replace(
        made, id=new_id(), kind=MeasurementKind.GLUCOSE, context="fasting", values=(MeasuredValue("glucose", None, "mmol/L", ">"),)
    )
    at_home = replace(
        made, id=new_id(), kind=MeasurementKind.WAIST, values=(MeasuredValue("waist", made.values[0].value, "cm"),), flags=("home",)
    )
    desk.store.write(lambda uow: measurements.add_all(uow, [high, at_home])).result()
    facts = desk.store.read(lambda conn: facts_of(conn, read_records(conn, resident, None, DAY, ("", ""))))
    assert str(facts.glucose_beyond) == "33.3"
    values = found(desk, resident.id, "dm_followup", "exam")
    assert values["fasting"] == ("HI",) and "waist" not in values


def test_yesterdays_values_are_no_values_of_today(desk: Desk, resident: Person) -> None:
    """H43: a height on record serves the body mass and is not written as measured."""
    measure(desk, resident.id, MeasurementKind.WEIGHT, days_ago=1, weight="61.5")
    measure(desk, resident.id, MeasurementKind.HEIGHT, days_ago=300, height="156")
    assert not {"weight", "height"} & found(desk, resident.id, "exam").keys()
    facts = desk.store.read(lambda conn: facts_of(conn, read_records(conn, resident, None, DAY, ("", ""))))
    assert f"{facts.height}" == "156"


def test_a_laboratory_result_by_any_of_its_names_in_the_forms_unit(desk: Desk, resident: Person) -> None:
    analysed(desk, resident.id, "1742-6", "35", "U/L")
    analysed(desk, resident.id, "HGB", "13.2", "g/dL")
    analysed(desk, resident.id, "CREA", "1.0", "mg/dL")
    analysed(desk, resident.id, "TG", "150", "mg/dL")  # a unit that is not listed
    analysed(desk, resident.id, "UCREA", "9000", "umol/L")  # of urine
    values = found(desk, resident.id, "exam")
    assert (values["alt"], values["hb"], values["creatinine"]) == (("35",), ("132",), ("88.4",))
    assert "tg" not in values


def test_an_earlier_result_waits_for_a_yes(desk: Desk, resident: Person) -> None:
    old = analysed(desk, resident.id, "HBA1C", "6.8", "%", days_ago=20)
    analysed(desk, resident.id, "ALT", "35", "U/L", days_ago=200)
    assert "hba1c" not in found(desk, resident.id, "dm_followup")
    records = desk.store.read(lambda conn: read_records(conn, resident, None, DAY, ("", "")))
    proposed = result_before(library(), library().fields["hba1c"], records)
    assert proposed is not None
    assert (proposed[0].one, proposed[0].source, proposed[1].isoformat()) == ("6.8", f"measurement:{old.id}", "2026-02-13")
    assert result_before(library(), library().fields["alt"], records) is None
    assert result_before(library(), library().fields["weight"], records) is None


def test_diseases_become_codes_and_none_only_where_it_was_asked(desk: Desk, resident: Person) -> None:
    """H17."""
    assert "past_disease" not in found(desk, resident.id, "personal")
    told(desk, resident.id, FactKind.CONDITIONS, Answer.NO)
    assert found(desk, resident.id, "personal")["past_disease"] == ("1",)
    for icd10, onset in (("E11.9", "2019-05-02"), ("I10", None), ("I63.9", None)):
        one = Condition(new_id(), resident.id, None, icd10, icd10, onset=onset)
        desk.store.write(lambda uow, one=one: clinical.add_condition(uow, one, None)).result()  # type: ignore[misc]
    values = found(desk, resident.id, "personal", "exam")
    assert values["past_disease"] == ("2", "3", "7")
    assert values["past_disease_3_on"] == ("2019-05",)
    assert values["cerebro"] == ("2",)
    assert "heart" not in values  # not found is said by whoever looked


@pytest.mark.parametrize(
    ("token", "text", "codes"), [("penicillin", "青霉素", ("2",)), ("", "芒果", ("5",)), ("quinolone", "沙星", ("5",))]
)
def test_allergies_become_codes(desk: Desk, resident: Person, token: str, text: str, codes: tuple[str, ...]) -> None:
    desk.store.write(lambda uow: clinical.add_allergy(uow, Allergy(new_id(), resident.id, text, token), None)).result()
    values = found(desk, resident.id, "personal")
    assert values["drug_allergy"] == codes
    assert values.get("drug_allergy_other") == (None if codes == ("2",) else (text,))


def test_no_allergy_only_where_it_was_asked(desk: Desk, resident: Person) -> None:
    assert "drug_allergy" not in found(desk, resident.id, "personal")
    told(desk, resident.id, FactKind.ALLERGY, Answer.NO)
    assert found(desk, resident.id, "personal")["drug_allergy"] == ("1",)


def test_the_diagnoses_of_the_visit_are_its_assessment(desk: Desk, resident: Person, visit: Encounter) -> None:
    one = Condition(new_id(), resident.id, visit.id, "J06.9", "急性上呼吸道感染")
    desk.store.write(lambda uow: clinical.add_condition(uow, one, None)).result()
    desk.store.write(lambda uow: encounters.add_diagnosis(uow, visit.id, one.id)).result()
    assert found(desk, resident.id, "consult", visit=visit)["assessment"] == ("急性上呼吸道感染",)
    assert "assessment" not in found(desk, resident.id, "consult")


def test_the_consult_takes_what_was_noted_and_prescribed_at_the_visit_and_no_measured_value(
    desk: Desk, resident: Person, visit: Encounter
) -> None:
    """H43: the objective part is looked at again, not copied."""
    visit = replace(visit, note=" 咳嗽3天，无发热 ")
    line = PrescriptionLine(
        "l1", "amlodipine-tab", "氨氯地平片", "片剂", "5mg", Decimal(5), "mg", "qd", Decimal(1), "oral", 14, Decimal(14), "片"
    )
    sheets = [
        Prescription(new_id(), resident.id, visit.id, SheetKind.ORDINARY, state, (replace(line, id=new_id(), days=days),), ())
        for state, days in ((PrescriptionState.SIGNED, 14), (PrescriptionState.CANCELLED, 7))
    ]
    for sheet in sheets:
        desk.store.write(lambda uow, sheet=sheet: prescriptions.add(uow, sheet)).result()  # type: ignore[misc]
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="143", diastolic="89")
    values = found(desk, resident.id, "consult", visit=visit)
    assert values["subjective"] == ("咳嗽3天，无发热",) and values["plan"] == ("氨氯地平片 5 mg 每日1次，口服 14天",)
    assert "objective" not in values and not {"subjective", "plan"} & found(desk, resident.id, "consult").keys()


def test_the_class_before_is_that_of_an_earlier_day(desk: Desk, resident: Person) -> None:
    filled_before(desk, resident.id, "htn_followup", 90, control="3")
    filled_before(desk, resident.id, "htn_followup", 14, control="2")
    filled_before(desk, resident.id, "htn_followup", 0, control="1")
    filled_before(desk, resident.id, "dm_followup", 14, control="控制")
    facts = desk.store.read(lambda conn: facts_of(conn, read_records(conn, resident, None, DAY, ("", ""))))
    assert {form: one.value for form, one in facts.previous.items()} == {"htn_followup": 2}
