"""FilledForm ↔ QuestionnaireResponse: one item a field, with where its value was taken from; fields of newer versions included.

Name and words of a field go along for whoever does not have our forms; they are never read back.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.units import METER_SHOWS, METER_WORDS
from app.rules.forms.reading import library
from sync.fhir.build import Json, extension, group, part, quantity, reference, resource, wire_instant
from sync.fhir.codes import FORM
from sync.fhir.element import BadResource, Element, NotOurs, needed, opened

TYPE = "QuestionnaireResponse"
_MARK, _SOURCE, _KIND = "filled-form", "source", "field"


def to_fhir(one: FilledForm) -> Json:
    """The whole form."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("day", valueDate=one.day),
                part("replaces", valueString=one.replaces),
                part("reason", valueString=one.reason),
            )
        ],
        questionnaire=f"{FORM}{one.form}|{one.version}",
        status=one.status.value,
        subject=reference("Patient", one.person),
        encounter=reference("Encounter", one.encounter),
        authored=wire_instant(one.at),
        author=reference("Practitioner", one.by),
        item=[_item(name, value) for name, value in one.values.items()],
    )


def from_fhir(body: Any) -> FilledForm:
    """Raises NotOurs for a form that was not filled with this program, BadResource for one that cannot be read."""
    found = opened(body, TYPE)
    form, _, version = found.text("questionnaire").removeprefix(FORM).partition("|")
    told, status = found.extension(_MARK), found.need("status")
    if not told or not found.text("questionnaire").startswith(FORM) or status not in frozenset(FormStatus):
        raise NotOurs(TYPE + ".questionnaire", "no form of ours")
    if not version.isdecimal():
        raise BadResource(TYPE + ".questionnaire", "no version")
    return FilledForm(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=found.target("encounter", "Encounter"),
        form=form,
        version=int(version),
        day=told.part("day").need("valueDate"),
        values=dict(_value(one) for one in found.each("item")),
        by=needed(found.target("author", "Practitioner"), TYPE + ".author"),
        at=needed(found.moment("authored"), TYPE + ".authored"),
        status=FormStatus(status),
        replaces=told.part("replaces").text("valueString"),
        reason=told.part("reason").text("valueString"),
    )


def _item(name: str, value: FormValue) -> Json:
    known = library().fields.get(name)
    return {
        "linkId": name,
        **({"text": known.label} if known else {}),
        "extension": [extension(_KIND, valueCode=value.kind.value), extension(_SOURCE, valueString=value.source)],
        "answer": [_answer(value.kind, told, name) for told in value.told],
    }


def _answer(kind: ValueKind, told: str, name: str) -> Json:
    if kind is ValueKind.NUMBER and told in METER_WORDS:
        unit = library().fields[name].unit if name in library().fields else ""
        return {"valueQuantity": quantity(None, unit, METER_WORDS[told])}  # no number: the end of a meter's range is the meter's own
    if kind is ValueKind.NUMBER:
        return {"valueDecimal": Decimal(told)}
    if kind is ValueKind.DAY:
        return {"valueDate": told}
    if kind is ValueKind.TEXT:
        return {"valueString": told}
    words = library().fields[name].codes if name in library().fields else {}
    display = {"display": words[told]} if told in words else {}
    return {"valueCoding": {"system": f"{FORM}field:{name}", "code": told, **display}}


def _value(item: Element) -> tuple[str, FormValue]:
    kind = item.extension(_KIND).text("valueCode")
    if kind not in frozenset(ValueKind):
        raise BadResource(item.path, "a kind of field we do not know")
    told = tuple(_told(ValueKind(kind), one) for one in item.each("answer"))
    return item.need("linkId"), FormValue(ValueKind(kind), told, item.extension(_SOURCE).text("valueString"))


def _told(kind: ValueKind, answer: Element) -> str:
    if kind is ValueKind.NUMBER:
        found, beyond = answer.number("valueDecimal"), answer.child("valueQuantity").text("comparator")
        if found is None and beyond in METER_SHOWS:
            return METER_SHOWS[beyond]
        if found is None:
            raise BadResource(answer.path, "missing")
        return f"{found:f}"
    if kind is ValueKind.DAY:
        return answer.need("valueDate")
    return answer.need("valueString") if kind is ValueKind.TEXT else answer.child("valueCoding").need("code")
