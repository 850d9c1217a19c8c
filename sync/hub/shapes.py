"""The least a resource must have to be stored: required elements and status codes of R4, as data per type."""

from __future__ import annotations

from dataclasses import dataclass, field


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Shape:
    """Rules for one type: elements that must be there, elements bound to a required code set, the element naming the resident.

    ``medication[x]`` in ``required`` stands for any choice of that element.
    """

    required: tuple[str, ...] = ()
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    person: str | None = None


_ACTIVE = _codes("active inactive entered-in-error")
_EVENT = _codes("preparation in-progress not-done on-hold stopped completed entered-in-error unknown")
_OBSERVATION = _codes("registered preliminary final amended corrected cancelled entered-in-error unknown")
_INTENT = _codes("proposal plan order original-order reflex-order filler-order instance-order option")
_REQUEST = _codes("draft active on-hold revoked completed entered-in-error unknown")
_PRIORITY = _codes("routine urgent asap stat")
_GENDER = _codes("male female other unknown")

# Source: hl7.org/fhir/R4, the pages of the types (cardinality 1..1 and bindings of strength "required").
SHAPES: dict[str, Shape] = {
    "Patient": Shape(codes={"gender": _GENDER}),
    "Practitioner": Shape(codes={"gender": _GENDER}),
    "PractitionerRole": Shape(),
    "Organization": Shape(),
    "Location": Shape(codes={"status": _codes("active suspended inactive"), "mode": _codes("instance kind")}),
    "Device": Shape(codes={"status": _ACTIVE | {"unknown"}}, person="patient"),
    "Encounter": Shape(
        ("status", "class"),
        {"status": _codes("planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown")},
        "subject",
    ),
    "Observation": Shape(("status", "code"), {"status": _OBSERVATION}, "subject"),
    "Condition": Shape(("subject",), person="subject"),
    "AllergyIntolerance": Shape(
        ("patient",),
        {"type": _codes("allergy intolerance"), "criticality": _codes("low high unable-to-assess")},
        "patient",
    ),
    "MedicationRequest": Shape(
        ("status", "intent", "medication[x]", "subject"),
        {
            "status": _codes("active on-hold cancelled completed entered-in-error stopped draft unknown"),
            "intent": _INTENT,
            "priority": _PRIORITY,
        },
        "subject",
    ),
    "MedicationDispense": Shape(
        ("status", "medication[x]"),
        {"status": _codes("preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown")},
        "subject",
    ),
    "MedicationStatement": Shape(
        ("status", "medication[x]", "subject"),
        {"status": _codes("active completed entered-in-error intended stopped on-hold unknown not-taken")},
        "subject",
    ),
    "Invoice": Shape(("status",), {"status": _codes("draft issued balanced cancelled entered-in-error")}, "subject"),
    "SupplyRequest": Shape(
        ("item[x]", "quantity"),
        {"status": _codes("draft active suspended cancelled completed entered-in-error unknown"), "priority": _PRIORITY},
    ),
    "SupplyDelivery": Shape(codes={"status": _codes("in-progress completed abandoned entered-in-error")}, person="patient"),
    "Medication": Shape(codes={"status": _ACTIVE}),
    "MedicationKnowledge": Shape(codes={"status": _ACTIVE}),
    "Library": Shape(("status", "type"), {"status": _codes("draft active retired unknown")}),
    "Binary": Shape(("contentType",)),
    "Provenance": Shape(("target", "recorded", "agent")),
    "DetectedIssue": Shape(("status",), {"status": _OBSERVATION, "severity": _codes("high moderate low")}, "patient"),
    "Task": Shape(
        ("status", "intent"),
        {
            "status": _codes(
                "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error"
            ),
            "intent": _INTENT | {"unknown"},
            "priority": _PRIORITY,
        },
        "for",
    ),
    "Composition": Shape(
        ("status", "type", "date", "author", "title"),
        {"status": _codes("preliminary final amended entered-in-error")},
        "subject",
    ),
    "DiagnosticReport": Shape(
        ("status", "code"),
        {"status": _OBSERVATION | _codes("partial appended")},
        "subject",
    ),
    "DocumentReference": Shape(("status", "content"), {"status": _codes("current superseded entered-in-error")}, "subject"),
    "ServiceRequest": Shape(
        ("status", "intent", "subject"),
        {"status": _REQUEST, "intent": _INTENT | {"directive"}, "priority": _PRIORITY},
        "subject",
    ),
    "CarePlan": Shape(
        ("status", "intent", "subject"),
        {"status": _REQUEST, "intent": _codes("proposal plan order option")},
        "subject",
    ),
    "Procedure": Shape(("status", "subject"), {"status": _EVENT}, "subject"),
    "Immunization": Shape(
        ("status", "vaccineCode", "patient", "occurrence[x]"),
        {"status": _codes("completed entered-in-error not-done")},
        "patient",
    ),
    "Consent": Shape(
        ("status", "scope", "category"),
        {"status": _codes("draft proposed active rejected inactive entered-in-error")},
        "patient",
    ),
    "List": Shape(
        ("status", "mode"),
        {"status": _codes("current retired entered-in-error"), "mode": _codes("working snapshot changes")},
        "subject",
    ),
    "MeasureReport": Shape(
        ("status", "type", "measure", "period"),
        {
            "status": _codes("complete pending error"),
            "type": _codes("individual subject-list summary data-collection"),
            "improvementNotation": _codes("increase decrease"),
        },
        "subject",
    ),
    "PlanDefinition": Shape(("status",), {"status": _codes("draft active retired unknown")}),
    "EpisodeOfCare": Shape(
        ("status", "patient"),
        {"status": _codes("planned waitlist active onhold finished cancelled entered-in-error")},
        "patient",
    ),
    "Communication": Shape(("status",), {"status": _EVENT, "priority": _PRIORITY}, "subject"),
    "QuestionnaireResponse": Shape(
        ("status",),
        {"status": _codes("in-progress completed amended entered-in-error stopped")},
        "subject",
    ),
}

LISTS = _codes(
    "identifier name telecom address contact communication participant diagnosis component category note reaction "
    "dosageInstruction group contained extension"
)
"""Elements that are lists wherever a type above has them, but for :data:`SINGLES`."""

SINGLES = frozenset(
    {
        ("Organization", "name"),
        ("Library", "name"),
        ("Location", "name"),
        ("Location", "address"),
        ("Composition", "identifier"),
        ("QuestionnaireResponse", "identifier"),
        ("MedicationDispense", "category"),
        ("MedicationStatement", "category"),
        ("Procedure", "category"),
    }
)
