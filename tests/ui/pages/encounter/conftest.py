"""The doctor's model over the real services of the practice clinic."""

from __future__ import annotations

import pytest

from app.services.charting import Charting
from app.services.corrections import Corrections
from app.services.drafting import Drafting
from app.services.ecg import EcgRecorder
from app.services.formulary import Formulary
from app.services.infectious import InfectiousReports
from app.services.late_facts import LateFacts
from app.services.returned import Returned
from app.services.stock import Stock
from app.services.supplying import Supplying
from app.services.worklist import Worklist
from tests.shipped_pack import shipped_pack
from ui.pages.encounter.desks import Services
from ui.pages.encounter.model import EncounterModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def services(practice: PracticeDesk) -> Services:
    desk = practice.desk
    charting, drafts = Charting(desk), Drafting(desk)
    shelves = Formulary(desk, shipped_pack()).shelves
    corrections, late = Corrections(desk), LateFacts(desk, None)
    worklist = Worklist(desk, Supplying(desk, shelves), Returned(desk), Stock(desk, shelves), (corrections, late))
    of_visit = InfectiousReports(desk).of_visit
    told = practice.residents, drafts, practice.clock, EcgRecorder(desk), corrections, late, worklist, of_visit
    return Services(practice.queue, charting, *told)


@pytest.fixture
def model(services: Services) -> EncounterModel:
    return EncounterModel(services)
