"""Diagnoses of some ICD-10 categories written since an instant, over everybody, with whom they are about."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from app.store.driver import run
from app.store.rows import listed


class Written(NamedTuple):
    """A diagnosis that stands, as it was written; ``at``: store text."""

    id: str
    person: str
    encounter: str
    icd10: str
    at: str
    name: str
    village: str
    phones: str


_WRITTEN = """
SELECT c.id, c.person, coalesce(c.encounter, ''), c.icd10, c.recorded_at, p.name, p.village, p.phones
FROM condition c JOIN person p ON p.id = c.person
WHERE c.recorded_at >= ?1 AND substr(c.icd10, 1, 3) IN (SELECT value FROM json_each(?2))
    AND c.clinical_status = 'active' AND c.verification NOT IN ('entered-in-error', 'refuted')
"""
_IN_VISIT = " AND c.id IN (SELECT condition FROM encounter_diagnosis WHERE encounter = ?3)"


def written_since(conn: Connection, since: str, categories: Collection[str], encounter: str = "") -> list[Written]:
    """The oldest first; of one visit where named."""
    given = (since, listed(categories), encounter) if encounter else (since, listed(categories))
    text = _WRITTEN + _IN_VISIT if encounter else _WRITTEN
    return [Written._make(row) for row in run(conn, f"{text} ORDER BY c.recorded_at, c.id", given)]
