"""A prescription over the real services: a resident in a visit, the rules that ship."""

from __future__ import annotations

import pytest

from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.diagnoses import DiagnosisRow
from app.services.prescribing import Prescribing
from app.services.queue import QueueRow
from tests.ui.pages.visits import arrived
from ui.pages.prescription.desks import Services
from ui.pages.prescription.model import PrescriptionModel
from ui.practice_desk import PracticeDesk

HYPERTENSION = DiagnosisRow("I10", "原发性高血压", "I10.x00")


@pytest.fixture
def rx(practice: PracticeDesk, pack: Pack) -> Prescribing:
    return Prescribing(practice.desk, pack, ReviewMode.BEFORE)


@pytest.fixture
def visit(practice: PracticeDesk) -> QueueRow:
    """Called in, with a diagnosis."""
    row = arrived(practice)
    practice.queue.call(row.encounter)
    Charting(practice.desk).add_condition(row.person, row.encounter, HYPERTENSION)
    return row


@pytest.fixture
def unread() -> set[str]:
    """Residents with a correction the doctor has not read."""
    return set()


@pytest.fixture
def services(practice: PracticeDesk, rx: Prescribing, unread: set[str]) -> Services:
    desk = practice.desk
    return Services(
        rx, Charting(desk), practice.intake, practice.residents, practice.clock, lambda person: person in unread, lambda: desk.who.name
    )


@pytest.fixture
def model(services: Services, visit: QueueRow) -> PrescriptionModel:
    made = PrescriptionModel(services)
    made.open(visit.person, visit.encounter)
    assert made.draft is not None and made.error is None
    return made
