"""Several forms as one sheet."""

from __future__ import annotations

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.joining import answers, join, settled
from app.rules.forms.reading import library
from tests.app.rules.forms.told import DM, EXAM, HTN, WOMAN, told, visit


def keys(*forms: str) -> list[str]:
    return [place.key for section in join(library(), [library().form(one) for one in forms]) for place in section.places]


def test_every_fact_is_asked_once() -> None:
    joined = keys(HTN, DM, EXAM, "elderly")
    assert len(joined) == len(set(joined))
    assert (
        len(joined) == len({library().key(form, code) for form in (HTN, DM, EXAM, "elderly") for code in library().form(form).fields}) - 4
    )
    assert {"weight", "way", "fasting", "htn_followup.control", "dm_followup.control"} <= set(joined)


def test_one_list_of_symptoms_stands_in_for_several() -> None:
    assert {"symptoms", "symptoms_other"} <= set(keys(HTN, DM))
    assert not {"htn_symptoms", "dm_symptoms", "htn_symptoms_other"} & set(keys(HTN, DM))
    assert "htn_symptoms" in keys(HTN)
    assert "symptoms" not in keys(HTN)


def test_sections_of_one_title_are_one_and_name_their_forms() -> None:
    sections = join(library(), [library().form(HTN), library().form(DM)])
    assert len({section.title for section in sections}) == len(sections)
    places = {place.key: place for section in sections for place in section.places}
    assert places["weight"].forms == (HTN, DM)
    assert places["symptoms"].forms == (HTN, DM)
    assert places["fasting"].forms == (DM,)
    assert places["day"].label == "随访日期"
    assert places["symptoms"].label == "症状"


def test_each_form_takes_its_own_out_again() -> None:
    forms = [library().form(one) for one in (HTN, DM)]
    typed = visit(DM, symptoms="3 10", htn_followup__adr="2", htn_followup__adr_text="脚肿", htn_followup__complication="1")
    values = settled(library(), forms, {}, typed, WOMAN)
    htn, dm = (answers(library(), form, values) for form in forms)
    assert (htn["htn_symptoms"].told, dm["dm_symptoms"].told) == (("2", "10"), ("2", "10"))
    assert (htn["control"].one, dm["control"].one) == ("3", "1")
    assert htn["adr_text"].one == "脚肿"
    assert "adr_text" not in dm
    assert "fasting" not in htn
    assert "symptoms" not in htn
    assert set(htn) <= set(forms[0].fields)


def test_a_typed_value_stands_before_what_the_records_say_and_before_what_follows() -> None:
    forms = [library().form(HTN)]
    records = {"weight": FormValue(ValueKind.NUMBER, ("61.5",), "measurement:m")}
    typed = visit(htn_followup__control="2", weight="63")
    values = settled(library(), forms, records, typed, WOMAN)
    assert (values["weight"].one, values["htn_followup.control"].one) == ("63", "2")


def test_what_was_cleared_by_hand_stays_empty() -> None:
    forms = [library().form(HTN)]
    records = {"weight": FormValue(ValueKind.NUMBER, ("61.5",), "measurement:m")}
    cleared = {"weight": FormValue(ValueKind.NUMBER, ())}
    assert "weight" not in settled(library(), forms, records, cleared, WOMAN)
    control = {"htn_followup.control": FormValue(ValueKind.CHOICE, ())}
    assert "htn_followup.control" not in settled(library(), forms, {}, visit() | control, WOMAN)


def test_what_is_not_asked_is_not_taken() -> None:
    form = library().form(HTN)
    values = told(way="1", htn_followup__adr="1", htn_followup__adr_text="早先写的")
    assert answers(library(), form, values).keys() == {"way", "adr"}
