"""The doctor's model over the real services of the practice clinic."""

from __future__ import annotations

import pytest

from app.services.charting import Charting
from app.services.corrections import Corrections
from app.services.drafting import Drafting
from app.services.ecg import EcgRecorder
from app.services.late_facts import LateFacts
from ui.pages.encounter.desks import Services
from ui.pages.encounter.model import EncounterModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def services(practice: PracticeDesk) -> Services:
    desk = practice.desk
    charting, drafts = Charting(desk), Drafting(desk)
    return Services(
        practice.queue, charting, practice.residents, drafts, practice.clock, EcgRecorder(desk), Corrections(desk), LateFacts(desk, None)
    )


@pytest.fixture
def model(services: Services) -> EncounterModel:
    return EncounterModel(services)
