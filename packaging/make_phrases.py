"""Writes sync/phrases.txt: the phrases of our FHIR forms, from which client and hub both begin to pack (see sync/packing.py).

    .venv/bin/python packaging/make_phrases.py

The file is part of what goes over the wire: where it changes, the name of the coding in sync/hub/names.py changes with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "sync" / "phrases.txt"


def phrases() -> str:
    """One entry of a bundle for every kind of record, the commonest last, where a short distance reaches them."""
    sys.path.insert(0, str(ROOT))
    from sync import envelope, jsontext
    from sync.fhir import allergy, condition, encounter, fact, observation, person, prescription, provenance
    from tests.sync.fhir import samples

    doctor = samples.doctor.id
    forms = [
        *(allergy.to_fhir(one, doctor) for one in samples.allergies[:1]),
        *(fact.to_fhir(one, doctor) for one in samples.facts[:1]),
        person.to_fhir(samples.resident, [], samples.clinic.id),
        provenance.to_fhir(samples.sheet),
        *(prescription.line_to_fhir(samples.sheet, line, number) for number, line in enumerate(samples.sheet.lines, 1)),
        condition.to_fhir(samples.conditions[0], doctor),
        encounter.to_fhir(samples.visit, [doctor], [samples.conditions[0].id], samples.clinic.id),
        *(observation.to_fhir(one) for one in {one.kind: one for one in samples.measurements}.values()),
    ]
    return "\n".join(envelope.put(f"{one['resourceType']}/{one['id']}", jsontext.dumps(one)) for one in forms if one) + "\n"


if __name__ == "__main__":
    PLACE.write_text(phrases(), encoding="utf-8")
    print(PLACE, PLACE.stat().st_size)
