"""A template of prescriptions ↔ PlanDefinition of type order-set: an action for each drug, R4 hl7.org/fhir/R4/plandefinition.html.

What it is for is a context of use (focus). A version that is offered no more is ``retired``; R4 knows other versions by canonical addresses
only, so those that this one replaces are told as references. Herbs are actions that name no product.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.herbs import PREFIX, Decoction, Herb
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope
from app.rules.frequencies import frequencies
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.codes import FORMULARY, ICD10, PLAN_DEFINITION_TYPE, USAGE_CONTEXT
from sync.fhir.dosage import Dose, dosage_of, dose_to_fhir
from sync.fhir.element import BadResource, Element, NotOurs, marked, needed

TYPE = "PlanDefinition"
_MARK, _LINE = "rx-template", "rx-template-line"


def to_fhir(one: RxTemplate) -> Json:
    """One version."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("scope", valueCode=one.scope.value),
                part("organization", valueReference=reference("Organization", one.organization)),
                part("by", valueReference=reference("Practitioner", one.by)),
                *(part("replaces", valueReference=reference(TYPE, gone)) for gone in one.replaces),
                *_decoction_parts(one.decoction),
            )
        ],
        title=one.name,
        type=concept(coding(PLAN_DEFINITION_TYPE, "order-set")),
        status="retired" if one.gone else "active",
        date=wire_instant(one.at),
        useContext=_focus(one),
        action=[*map(_line_to_fhir, one.lines), *map(_herb_to_fhir, one.herbs)],
    )


def from_fhir(body: Any) -> RxTemplate:
    """Raises NotOurs for an order set that was not written with this program."""
    found, told = marked(body, TYPE, _MARK, "no template of this program")
    scope = told.part("scope").text("valueCode")
    if scope not in frozenset(TemplateScope):
        raise NotOurs(TYPE + ".extension", "a scope we do not know")
    focus = next((one.child("valueCodeableConcept") for one in found.each("useContext")), Element({}, TYPE + ".useContext"))
    actions = [(one, _drug(one)) for one in found.each("action")]
    return RxTemplate(
        id=found.need("id"),
        organization=needed(told.part("organization").target("valueReference", "Organization"), TYPE + ".organization"),
        scope=TemplateScope(scope),
        name=found.need("title"),
        icd10=focus.code(ICD10),
        diagnosis=focus.text("text"),
        lines=tuple(_read_line(one, drug) for one, drug in actions if not drug.startswith(PREFIX)),
        herbs=tuple(_read_herb(one, drug) for one, drug in actions if drug.startswith(PREFIX)),
        decoction=_decoction_of(told),
        by=needed(told.part("by").target("valueReference", "Practitioner"), TYPE + ".by"),
        at=needed(found.moment("date"), TYPE + ".date"),
        replaces=tuple(gone for one in told.parts("replaces") if (gone := one.target("valueReference", TYPE))),
        gone=found.need("status") == "retired",
    )


def _focus(one: RxTemplate) -> list[Json]:
    if not one.icd10 and not one.diagnosis:
        return []
    about = concept(coding(ICD10, one.icd10, one.diagnosis), text=one.diagnosis)
    return [{"code": coding(USAGE_CONTEXT, "focus"), "valueCodeableConcept": about}]


def _action(drug: str, name: str, dosage: Json, *parts: Json | None) -> Json:
    return {
        "extension": [group(_LINE, part("dosage", valueDosage=dosage), *parts)],
        "title": name,
        "code": [concept(coding(FORMULARY, drug), text=name)],
    }


def _line_to_fhir(line: TemplateLine) -> Json:
    known = frequencies().get(line.frequency)
    a_day = line.per_day or (known.per_day if known is not None else None) or Decimal(0)
    dosage = dose_to_fhir(Dose(line.single or Decimal(0), line.dose_unit, line.frequency, a_day, line.route, line.as_needed))
    told = part("strength", valueString=line.strength), part("days", valueInteger=line.days), part("bag", valueString=line.bag)
    return _action(line.drug, line.name, dosage, *told)


def _herb_to_fhir(herb: Herb) -> Json:
    """``grams`` in one 剂."""
    return _action(herb.drug, herb.name, dose_to_fhir(Dose(herb.grams, "g", "", Decimal(0), "", "")), part("way", valueString=herb.way))


def _drug(action: Element) -> str:
    return needed(next((code for one in action.each("code") if (code := one.code(FORMULARY))), None), action.path + ".code")


def _read_line(action: Element, drug: str) -> TemplateLine:
    told = action.extension(_LINE)
    dose = dosage_of(told.part("dosage").child("valueDosage"))
    known = frequencies().get(dose.frequency)
    return TemplateLine(
        drug=drug,
        name=action.text("title"),
        strength=told.part("strength").text("valueString"),
        single=dose.single or None,
        dose_unit=dose.unit,
        frequency=dose.frequency,
        route=dose.route,
        days=told.part("days").whole("valueInteger"),
        per_day=None if known is not None and not known.as_needed else dose.per_day or None,
        as_needed=dose.as_needed,
        bag=told.part("bag").text("valueString"),
    )


def _read_herb(action: Element, drug: str) -> Herb:
    told = action.extension(_LINE)
    grams = dosage_of(told.part("dosage").child("valueDosage")).single
    if grams <= 0:
        raise BadResource(action.path + ".extension", "a herb without grams")
    return Herb(drug.removeprefix(PREFIX), grams, told.part("way").text("valueString"))


def _decoction_parts(made: Decoction | None) -> list[Json | None]:
    if made is None:
        return []
    return [part("doses", valueInteger=made.doses), part("method", valueString=made.method), part("use", valueString=made.use)]


def _decoction_of(told: Element) -> Decoction | None:
    doses = told.part("doses").whole("valueInteger")
    if doses is None:
        return None
    return Decoction(doses, told.part("method").need("valueString"), told.part("use").need("valueString"))
