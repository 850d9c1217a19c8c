"""Agreement with the family doctor ↔ Consent; its end before its time ↔ a Communication about it.

R4's Contract names its subjects as a list and asks for terms nobody would read; what a resident signs is a consent to be cared for by a
team for a period.
"""

from __future__ import annotations

from typing import Any

from app.domain.contract import Contract, ContractEnd, ContractStep
from sync.fhir import message
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.codes import CONSENT_CATEGORY, CONSENT_SCOPE
from sync.fhir.element import NotOurs, marked, needed

TYPE, STEP = "Consent", message.TYPE
_MARK, _STEP_MARK, _KIND = "contract", "contract-end", "family-doctor"


def to_fhir(one: Contract) -> Json:
    """The agreement."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("team", valueString=one.team),
                *(part("package", valueString=name) for name in one.packages),
                part("signedBy", valueString=one.signed_by),
                part("form", valueString=one.form),
                *(part("consent", valueString=name) for name in one.consents),
                part("renews", valueReference=reference(TYPE, one.renews)),
            )
        ],
        status="active",
        scope=concept(coding(CONSENT_SCOPE, "treatment")),
        category=[concept(coding(CONSENT_CATEGORY, _KIND), text="家庭医生签约服务协议")],
        patient=reference("Patient", one.person),
        dateTime=wire_instant(one.at),
        performer=[reference("Practitioner", one.by)],
        policyRule=concept(text="家庭医生签约服务协议"),  # R4 ppc-1: a consent rests on a policy
        provision={"period": {"start": one.first_on, "end": one.last_on}},
    )


def from_fhir(body: Any) -> Contract:
    """Raises NotOurs for a consent to anything else."""
    found, told = marked(body, TYPE, _MARK, "no agreement of ours")
    period = found.child("provision").child("period")
    return Contract(
        id=found.need("id"),
        person=needed(found.target("patient", "Patient"), TYPE + ".patient"),
        team=told.part("team").text("valueString"),
        packages=tuple(one.need("valueString") for one in told.parts("package")),
        first_on=period.need("start"),
        last_on=period.need("end"),
        signed_by=told.part("signedBy").text("valueString"),
        form=told.part("form").text("valueString"),
        consents=tuple(one.need("valueString") for one in told.parts("consent")),
        by=needed(next(iter(found.targets("performer", "Practitioner")), None), TYPE + ".performer"),
        at=needed(found.moment("dateTime"), TYPE + ".dateTime"),
        renews=told.part("renews").target("valueReference", TYPE) or "",
    )


def step_to_fhir(one: ContractStep) -> Json:
    """Its end before its time."""
    return message.to_fhir(
        _STEP_MARK,
        [
            part("end", valueCode=one.end.value),
            part("endedOn", valueDate=one.ended_on),
            part("note", valueString=one.note),
        ],
        {"id": one.id, "by": one.by, "at": one.at},
        "contract",
        "家庭医生签约",
        subject=reference("Patient", one.person),
        about=[reference(TYPE, one.contract)],
    )


def step_from_fhir(body: Any) -> ContractStep:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, _STEP_MARK)
    end = told.part("end").text("valueCode")
    if end not in frozenset(ContractEnd):
        raise NotOurs(STEP + ".extension", "no end of an agreement")
    return ContractStep(
        person=message.person_of(found),
        contract=needed(next(iter(found.targets("about", TYPE)), None), STEP + ".about"),
        end=ContractEnd(end),
        ended_on=told.part("endedOn").need("valueDate"),
        note=told.part("note").text("valueString"),
        **message.sent_of(found),
    )
