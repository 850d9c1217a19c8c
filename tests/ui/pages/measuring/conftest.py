"""A measuring table with one cuff, its model hearing what devices say."""

from __future__ import annotations

import pytest

from app.services.devices import DeviceCard
from ui.pages.measuring.gallery import CUFF
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.ports import Doors
from ui.practice_desk import PracticeDesk


@pytest.fixture
def cuff(practice: PracticeDesk) -> DeviceCard:
    return practice.devices.take_on(CUFF, "血压计", "红1")


@pytest.fixture
def model(practice: PracticeDesk, cuff: DeviceCard) -> MeasuringModel:
    doors = Doors(practice.residents, practice.queue, practice.devices, practice.arming, practice.intake, practice.inbox, practice.before)
    made = MeasuringModel(doors, practice.clock, practice.desk.seat)
    practice.inbox.news.subscribe(made.heard_reading)
    practice.devices.news.subscribe(made.heard_device)
    made.reload()
    return made
