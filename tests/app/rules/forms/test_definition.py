"""What a form sees of a sheet."""

from __future__ import annotations

from app.rules.forms.reading import library
from tests.app.rules.forms.told import DM, HTN, told


def test_a_form_sees_shared_values_and_its_own() -> None:
    values = told(weight="61.5", htn_followup__control="1", dm_followup__control="2")
    assert {code: value.one for code, value in library().scope(HTN, values).items()} == {"weight": "61.5", "control": "1"}
    assert library().scope(DM, values)["control"].one == "2"


def test_a_key_names_the_form_only_where_each_has_its_own_value() -> None:
    assert (library().key(HTN, "control"), library().key(HTN, "weight")) == ("htn_followup.control", "weight")
    assert library().field_of("htn_followup.control") is library().fields["control"]
    assert library().field_of("weight") is library().fields["weight"]


def test_a_field_is_asked_as_its_own_condition_and_the_forms_say() -> None:
    form = library().form(HTN)
    assert not library().asks(form, "adr_text", told(adr="1"))
    assert library().asks(form, "adr_text", told(adr="2"))
    assert library().asks(form, "systolic", told(way="1"))
    assert not library().asks(form, "measured_by", told(way="1"))


def test_words_of_codes() -> None:
    one = library().fields["htn_symptoms"]
    assert one.shown(told(htn_symptoms="2 6 99")["htn_symptoms"]) == "头痛头晕、心悸胸闷、99"
