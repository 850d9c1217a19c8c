"""A resident in a visit, sheets to write for them and reasons to give for them, in one call each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.clock import iso
from app.domain.clinical import Answer, Fact, FactKind
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.prescription import Override
from app.printing.sheet import ReviewMode
from app.rules.findings import Severity
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.overrides import override_of
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.store import accounts, clinical, encounters, measurements

HYPERTENSION = ("I10", "高血压")
AMLODIPINE = RxDraftLine("amlodipine-tab", Decimal(5), "qd", "oral", 7)
METFORMIN = RxDraftLine("metformin-tab", Decimal(500), "tid", "oral", 7)


@pytest.fixture(name="rx")
def unreviewed(desk: Desk, pack: Pack) -> Prescribing:
    """A site that needs no review, for the tests of a module that imports it: there ``rx`` is this one, not the conftest's."""
    return Prescribing(desk, pack, ReviewMode.NONE)


def visit_of(desk: Desk, person: str, status: EncounterStatus = EncounterStatus.IN_PROGRESS, proxy: bool = False) -> Encounter:
    """An open visit of somebody whose card was read."""
    made = Encounter(new_id(), person, status, VisitKind.CLINIC, iso(desk.clock.now()), identified_by="card", proxy=proxy)
    desk.store.write(lambda uow: encounters.add(uow, made)).result()
    return made


def sheet(person: str, encounter: str, *lines: RxDraftLine, **more: object) -> RxDraft:
    """A draft with a diagnosis."""
    made = RxDraft(new_id(), person, encounter, lines=lines or (AMLODIPINE,), diagnoses=(HYPERTENSION,), payment="城乡居民医保")
    return replace(made, **more)  # type: ignore[arg-type]


def reasons(rx: Prescribing, draft: RxDraft, code: str = "benefit", again: bool = True) -> tuple[Override, ...]:
    """One reason for each finding that wants one; ``again``: the doctor signs it a second time."""
    asked = [found for found in rx.review(draft).findings if found.severity is Severity.OVERRIDE]
    return tuple(override_of(found, code, "", again) for found in asked)


def reasoned(rx: Prescribing, draft: RxDraft, code: str = "benefit") -> RxDraft:
    """The draft with a reason for all that wants one."""
    return replace(draft, overrides=reasons(rx, draft, code))


def trusted(desk: Desk) -> None:
    """Whoever sits here gets the institution's narcotic right."""
    here = desk.store.read(lambda conn: accounts.practitioner(conn, desk.who.practitioner))
    assert here is not None
    desk.store.write(lambda uow: accounts.save_practitioner(uow, replace(here, narcotic_right=True))).result()


def told(desk: Desk, person: str, kind: FactKind, answer: Answer, days_ago: int = 0) -> None:
    """An answer of the resident."""
    at = iso(desk.clock.now() - timedelta(days_ago))
    desk.store.write(lambda uow: clinical.answer(uow, Fact(new_id(), person, kind, answer, at, "本人"), None)).result()


def measured(desk: Desk, person: str, kind: MeasurementKind, value: str, unit: str, days_ago: int = 0) -> None:
    """A typed measurement of one number."""
    numbers = (MeasuredValue(kind.value, Decimal(value), unit),)
    at = iso(desk.clock.now() - timedelta(days_ago))
    made = Measurement(new_id(), person, None, kind, numbers, at, TimeBasis.ARRIVAL, Source.MANUAL)
    desk.store.write(lambda uow: measurements.add(uow, made)).result()


def analysed(desk: Desk, person: str, name: str, value: str, unit: str, days_ago: int = 0) -> Measurement:
    """One result of an analyser."""
    at = iso(desk.clock.now() - timedelta(days_ago))
    numbers = (MeasuredValue(name, Decimal(value), unit),)
    made = Measurement(new_id(), person, None, MeasurementKind.LABORATORY, numbers, at, TimeBasis.DEVICE, Source.DEVICE)
    desk.store.write(lambda uow: measurements.add(uow, made)).result()
    return made
