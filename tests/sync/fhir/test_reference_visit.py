"""The reference visit, whose bytes are counted, is what this program writes today: a visit with six readings, a diagnosis and a sheet.

    .venv/bin/python -m tests.sync.fhir.test_reference_visit

reads the file's records and writes them anew, after a change of the forms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync import jsontext
from sync.fhir import condition, encounter, observation, prescription, provenance
from sync.fhir.element import Element

PLACE = Path(__file__).parent.parent.parent / "reference_visit.json"


def stored() -> list[Any]:
    return list(jsontext.loads(PLACE.read_text(encoding="utf-8")))


def anew(bodies: list[Any]) -> list[Any]:
    """As :mod:`sync.outward` makes them of the records."""
    of = {kind: [one for one in bodies if one["resourceType"] == kind] for kind in dict.fromkeys(one["resourceType"] for one in bodies)}
    (visit,), (found,), (signed,) = of["Encounter"], of["Condition"], of["Provenance"]
    sheet = provenance.signed_of(signed).onto(prescription.joined(prescription.from_fhir(one) for one in of["MedicationRequest"]))
    clinic = Element(visit, "Encounter").target("serviceProvider", "Organization")
    recorder = Element(found, "Condition").target("recorder", "Practitioner")
    return [
        encounter.to_fhir(encounter.from_fhir(visit), diagnoses=[found["id"]], organization=clinic),
        *(observation.to_fhir(observation.from_fhir(one)) for one in of["Observation"]),
        condition.to_fhir(condition.from_fhir(found), recorder),
        *prescription.to_fhir(sheet),
        provenance.to_fhir(sheet),
    ]


def text_of(bodies: list[Any]) -> str:
    return "[\n" + ",\n".join(jsontext.dumps(one) for one in bodies) + "\n]\n"


def test_it_is_what_is_written_today() -> None:
    assert text_of(anew(stored())) == PLACE.read_text(encoding="utf-8")
    assert len(stored()) == 11


if __name__ == "__main__":
    PLACE.write_text(text_of(anew(stored())), encoding="utf-8")
