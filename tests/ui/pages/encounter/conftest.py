"""The doctor's model over the real services of the practice clinic."""

from __future__ import annotations

import pytest

from app.services.charting import Charting
from app.services.drafting import Drafting
from app.services.ecg import EcgRecorder
from ui.pages.encounter.desks import Services
from ui.pages.encounter.model import EncounterModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def services(practice: PracticeDesk) -> Services:
    desk = practice.desk
    return Services(practice.queue, Charting(desk), practice.residents, Drafting(desk), practice.clock, EcgRecorder(desk))


@pytest.fixture
def model(services: Services) -> EncounterModel:
    return EncounterModel(services)
