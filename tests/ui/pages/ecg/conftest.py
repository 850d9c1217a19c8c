"""The ECG page's model over the real recorder: one patch, one adult."""

from __future__ import annotations

import pytest

from app.services.devices import DeviceCard
from app.services.ecg import EcgRecorder
from app.services.ecg_report import EcgReports
from device_drivers.readings import EcgBlock, Found, Kind
from tests.ui.pages.visits import adults
from ui.pages.ecg.model import EcgModel, Services
from ui.pages.encounter.gallery import beat
from ui.practice_desk import PracticeDesk

HZ, NV, HUB_ID = 125, 2467, "ble:C1:00:00:00:00:30"


class Patch:
    """What a worn patch sends, second by second."""

    def __init__(self, recorder: EcgRecorder) -> None:
        self._recorder, self._next = recorder, 0

    def send(self, seconds: float, off: bool = False) -> None:
        """Into the recorder, as the hub's thread does."""
        for _ in range(round(seconds * 5)):
            samples = tuple(None if off else beat((self._next + n) / HZ) for n in range(HZ // 5))
            self._recorder.heard(EcgBlock(HUB_ID, "I", float(HZ), NV, self._next, samples, 76))
            self._next += HZ // 5


@pytest.fixture
def recorder(practice: PracticeDesk) -> EcgRecorder:
    return EcgRecorder(practice.desk)


@pytest.fixture
def patch(recorder: EcgRecorder) -> Patch:
    return Patch(recorder)


@pytest.fixture
def card(practice: PracticeDesk) -> DeviceCard:
    made = practice.devices.take_on(Found(HUB_ID, "ER1", -60, "lepu_er1"), "心电贴", "黄3", virtual=True)
    assert made.hub_id == HUB_ID
    practice.devices._kinds["lepu_er1"] = (Kind.ECG.value,)
    return made


@pytest.fixture
def model(practice: PracticeDesk, recorder: EcgRecorder, card: DeviceCard) -> EcgModel:
    made = EcgModel(Services(recorder, practice.devices, practice.residents, EcgReports(practice.desk), practice.clock))
    practice.clock.forward(1)
    made.attend(adults(practice)[0], None)
    return made
