"""The lot of a month's review (处方点评抽样) ↔ List of mode snapshot: the sheets in the order drawn, the seed, out of how many."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.rx_comment import Sample
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, urn, wire_instant
from sync.fhir.element import BadResource, marked, needed

TYPE = "List"
KIND = "rx-lot"
_MOST = 100_000


def to_fhir(one: Sample) -> Json:
    """The lot. A sheet is named by its id alone: it is several MedicationRequests, and need not be readable where its lot is."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                KIND,
                part("institution", valueReference=reference("Organization", one.organization)),
                part("month", valueString=f"{one.month:%Y-%m}"),
                part("seed", valueString=one.seed),
                part("population", valueInteger=one.population),
            )
        ],
        status="current",
        mode="snapshot",
        title=f"处方点评抽样 {one.month:%Y-%m}",
        code=concept(coding(codes.LIST_KIND, KIND), text="处方点评抽样"),
        date=wire_instant(one.at),
        source=reference("Practitioner", one.practitioner),
        entry=[{"item": {"type": "MedicationRequest", "identifier": urn(sheet)}} for sheet in one.sheets],
    )


def from_fhir(body: Any) -> Sample:
    """Raises NotOurs for a list of anything else, Unreadable for a lot that is none."""
    found, told = marked(body, TYPE, KIND, "another list")
    sheets = tuple(one.child("item").child("identifier").text("value").removeprefix("urn:uuid:") for one in found.each("entry"))
    population = told.part("population").whole("valueInteger") or 0
    if not all(sheets) or len(set(sheets)) != len(sheets) or not len(sheets) <= population <= _MOST:
        raise BadResource(TYPE + ".entry", "no lot")
    try:
        month = date.fromisoformat(told.part("month").text("valueString") + "-01")
    except ValueError:
        raise BadResource(TYPE + ".extension.month", "no month") from None
    return Sample(
        id=found.need("id"),
        month=month,
        seed=told.part("seed").need("valueString"),
        population=population,
        sheets=sheets,
        practitioner=needed(found.target("source", "Practitioner"), TYPE + ".source"),
        at=needed(found.moment("date"), TYPE + ".date"),
        organization=needed(told.part("institution").target("valueReference", "Organization"), TYPE + ".extension.institution"),
    )
