"""皮试: SkinTest ↔ Procedure, the injection, which is complete as it is told of; SkinReading ↔ Observation that is part of it; SkinStep ↔ Communication.

Each is written once: whether a test waits for its reader follows from whether there is an Observation, so that no status ever goes back.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.skin_test import ArmSite, SkinAct, SkinReading, SkinResult, SkinStep, SkinTest
from sync.fhir import codes, message
from sync.fhir.build import Json, coding, concept, extension, group, part, quantity, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, NotOurs, marked, needed

TYPE = "Procedure"
READING = "Observation"
_TEST, _READING, _STEP = "skin-test", "skin-reading", "skin-step"
_ARMS = {ArmSite.LEFT: "左前臂", ArmSite.RIGHT: "右前臂"}
_RESULTS = {SkinResult.NEGATIVE: ("NEG", "阴性"), SkinResult.POSITIVE: ("POS", "阳性")}
_DIAMETER = "wheal"
_MOST_MINUTES = 24 * 60


def to_fhir(one: SkinTest) -> Json:
    """The injection; what R4 has no element for is an extension."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _TEST,
                part("batch", valueString=one.batch),
                part("concentration", valueString=one.concentration),
                part("minutes", valueInteger=one.minutes),
                part("adrenaline", valueString=one.adrenaline),
                part("without", valueCode=one.without),
            )
        ],
        status="completed",
        code=concept(coding(codes.SKIN_TEST, _TEST), coding(codes.FORMULARY, one.drug), text=f"{one.name}皮试"),
        subject=reference("Patient", one.person),
        encounter=reference("Encounter", one.encounter),
        performedDateTime=wire_instant(one.at),
        performer=[{"actor": reference("Practitioner", one.by)}],
        bodySite=[concept(coding(codes.ARM, one.site.value), text=_ARMS[one.site])],
    )


def from_fhir(body: Any) -> SkinTest:
    """Raises NotOurs for another procedure, BadResource for a test that is none."""
    found, told = marked(body, TYPE, _TEST, "another procedure")
    code, minutes = found.child("code"), told.part("minutes").whole("valueInteger") or 0
    site = next((one.code(codes.ARM) for one in found.each("bodySite")), "")
    if site not in frozenset(ArmSite) or not 0 < minutes <= _MOST_MINUTES:
        raise BadResource(TYPE + ".extension", "no skin test")
    by = next((key for one in found.each("performer") if (key := one.target("actor", "Practitioner"))), None)
    return SkinTest(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=found.target("encounter", "Encounter"),
        drug=needed(code.code(codes.FORMULARY), TYPE + ".code"),
        name=code.need("text").removesuffix("皮试"),
        batch=told.part("batch").text("valueString"),
        concentration=told.part("concentration").text("valueString"),
        site=ArmSite(site),
        minutes=minutes,
        by=needed(by, TYPE + ".performer"),
        at=needed(found.moment("performedDateTime"), TYPE + ".performedDateTime"),
        adrenaline=told.part("adrenaline").text("valueString"),
        without=told.part("without").text("valueCode"),
    )


def reading_to_fhir(one: SkinReading) -> Json:
    """``partOf``: the test that was read."""
    result, shown = _RESULTS[one.result]
    size = quantity(Decimal(one.diameter) if one.diameter else None, "mm") if one.diameter else None
    return resource(
        READING,
        one.id,
        extension=[
            extension("flush", valueBoolean=one.flush or None),
            extension("pseudopodia", valueBoolean=one.pseudopodia or None),
        ],
        partOf=[reference(TYPE, one.test)],
        status="final",
        category=[concept(coding(codes.OBSERVATION_CATEGORY, "procedure"))],
        code=concept(coding(codes.SKIN_TEST, _READING), text="皮试结果"),
        subject=reference("Patient", one.person),
        effectiveDateTime=wire_instant(one.at),
        performer=[reference("Practitioner", one.by)],
        valueCodeableConcept=concept(coding(codes.INTERPRETATION, result), text=shown),
        component=[{"code": concept(coding(codes.SKIN_TEST, _DIAMETER), text="皮丘直径"), "valueQuantity": size}] if size else None,
    )


def reading_from_fhir(body: Any) -> SkinReading:
    """Raises NotOurs for another observation, BadResource for a reading of no test."""
    found = Element(body, READING)
    if found.text("resourceType") != READING or found.child("code").code(codes.SKIN_TEST) != _READING:
        raise NotOurs(READING + ".code", "another observation")
    tests = found.targets("partOf", TYPE)
    result = found.child("valueCodeableConcept").code(codes.INTERPRETATION)
    kind = next((one for one, (code, _) in _RESULTS.items() if code == result), None)
    if len(tests) != 1 or kind is None:
        raise BadResource(READING + ".value", "no reading of a test")
    sizes = (one.child("valueQuantity").number("value") for one in found.each("component"))
    size = next((one for one in sizes if one is not None), None)
    return SkinReading(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), READING + ".subject"),
        test=tests[0],
        result=kind,
        by=needed(next(iter(found.targets("performer", "Practitioner")), None), READING + ".performer"),
        at=needed(found.moment("effectiveDateTime"), READING + ".effectiveDateTime"),
        diameter="" if size is None else f"{size:f}",
        flush=found.extension("flush").flag("valueBoolean"),
        pseudopodia=found.extension("pseudopodia").flag("valueBoolean"),
    )


def step_to_fhir(one: SkinStep) -> Json:
    """``about``: the test."""
    return message.to_fhir(
        _STEP,
        [
            part("act", valueCode=one.act.value),
            part("batch", valueString=one.batch),
            part("minutes", valueInteger=one.minutes or None),
            part("note", valueString=one.note),
        ],
        {"id": one.id, "by": one.by, "at": one.at},
        _TEST,
        "皮试",
        subject=reference("Patient", one.person),
        about=[reference(TYPE, one.test)],
    )


def step_from_fhir(body: Any) -> SkinStep:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, _STEP)
    act, minutes = told.part("act").text("valueCode"), told.part("minutes").whole("valueInteger") or 0
    if act not in frozenset(SkinAct) or not 0 <= minutes <= _MOST_MINUTES:
        raise NotOurs(message.TYPE + ".extension", "no step about a skin test")
    return SkinStep(
        person=message.person_of(found),
        test=needed(next(iter(found.targets("about", TYPE)), None), message.TYPE + ".about"),
        act=SkinAct(act),
        batch=told.part("batch").text("valueString"),
        minutes=minutes,
        note=told.part("note").text("valueString"),
        **message.sent_of(found),
    )
