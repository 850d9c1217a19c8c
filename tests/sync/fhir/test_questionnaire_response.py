"""Every form with every field travels and comes back as it was."""

from __future__ import annotations

import pytest
import simplejson

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.rules.forms.definition import FormField
from app.rules.forms.reading import library
from sync.fhir.questionnaire_response import from_fhir, to_fhir


def sample(one: FormField) -> FormValue:
    told = {
        ValueKind.TEXT: ("头痛三天\n夜里 重",),
        ValueKind.NUMBER: (f"{one.high:f}" if one.high is not None else "",),
        ValueKind.DAY: ("2026-01-02",),
        ValueKind.CHOICE: tuple(one.codes)[:1],
        ValueKind.CHOICES: tuple(one.codes)[1:4],
    }
    return FormValue(one.kind, told[one.kind], "measurement:m1")


@pytest.mark.parametrize("form", library().forms)
def test_a_form_with_every_field(form: str) -> None:
    values = {code: sample(library().fields[code]) for code in library().form(form).fields}
    one = FilledForm(new_id(), new_id(), new_id(), form, 1, "2026-03-05", values, new_id(), "2026-03-05T00:41:00.000Z")
    wire = simplejson.loads(simplejson.dumps(to_fhir(one), use_decimal=True), use_decimal=True)
    assert from_fhir(wire) == one


def test_names_and_words_go_along_for_whoever_does_not_have_our_forms() -> None:
    values = {"htn_symptoms": FormValue(ValueKind.CHOICES, ("2", "99")), "of_2031": FormValue(ValueKind.CHOICE, ("1",))}
    one = FilledForm(new_id(), new_id(), None, "htn_followup", 9, "2026-03-05", values, new_id(), "2026-03-05T00:41:00.000Z")
    symptoms, newer = to_fhir(one)["item"]
    assert symptoms["text"] == "症状"
    assert [answer["valueCoding"].get("display") for answer in symptoms["answer"]] == ["头痛头晕", None]
    assert "text" not in newer
    assert from_fhir(to_fhir(one)) == one
