"""A follow-up of a disease that is on record says what its visit was for: the diagnosis stands in the visit and is not typed again."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.encounter import Encounter
from app.domain.programme import FOLLOW_UP_FORMS
from app.services.registers import register_policy
from app.store import clinical, encounters, people
from app.store.unit_of_work import UnitOfWork


def diagnose_visit(uow: UnitOfWork, visit: Encounter, forms: Collection[str]) -> None:
    """In the transaction that completes ``forms``. A visit that is over stays as it is; no diagnosis is made that nobody made before."""
    now = encounters.get(uow.conn, visit.id)
    if now is None or now.status not in encounters.OPEN:
        return
    wanted = [
        category for programme, form in FOLLOW_UP_FORMS.items() if form in forms for category in register_policy()[programme]["categories"]
    ]
    for one in clinical.conditions(uow.conn, people.linked(uow.conn, visit.person)):
        if one.stands and one.icd10[:3] in wanted:
            encounters.add_diagnosis(uow, visit.id, one.id)
