"""Recording without a screen: thirty seconds by one key, on disk as they come, read again afterwards."""

from __future__ import annotations

import pytest

from app.errors import KnownError
from app.services.ecg import EcgRecorder, Progress
from tests.ui.pages.ecg.conftest import HUB_ID, HZ, Patch
from tests.ui.pages.visits import adults
from ui.pages.ecg.model import EcgModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def listening(model: EcgModel, recorder: EcgRecorder, patch: Patch) -> EcgModel:
    recorder.live.subscribe(model.heard)
    recorder.progress.subscribe(KEPT.append)
    KEPT.clear()
    patch.send(2)
    return model


KEPT: list[Progress] = []


def told(model: EcgModel, practice: PracticeDesk) -> None:
    """Seconds kept, told in this thread as the bridge does: in the writer's own a stop would wait for itself."""
    practice.desk.store.settle()
    while KEPT:
        model.progressed(KEPT.pop(0))


def test_nothing_is_recorded_before_somebody_is_chosen_and_a_signal_comes(model: EcgModel, recorder: EcgRecorder, patch: Patch) -> None:
    assert model.silent and not model.may_record
    recorder.live.subscribe(model.heard)
    patch.send(1)
    assert model.may_record and model.heart_rate == 76


def test_a_silent_device_is_noticed_after_three_seconds(listening: EcgModel, practice: PracticeDesk) -> None:
    assert not listening.silent
    practice.clock.forward(4)
    assert listening.silent and not listening.may_record


def test_thirty_seconds_stop_by_themselves_and_are_read_at_once(listening: EcgModel, patch: Patch, practice: PracticeDesk) -> None:
    listening.record()
    assert listening.recording and listening.error is None
    patch.send(29)
    told(listening, practice)
    assert listening.recording and listening.progress is not None and listening.progress.seconds >= 28
    patch.send(1.4)
    told(listening, practice)
    assert not listening.recording and listening.result is not None and listening.result.quality == "clear"
    assert listening.strip is not None and listening.strip.recording.id == listening.result.id
    assert [one.id for one in listening.recordings] == [listening.result.id] and listening.result.seconds >= 30


def test_until_stopped_goes_on_and_the_key_ends_it(listening: EcgModel, patch: Patch, practice: PracticeDesk) -> None:
    listening.choose_goal(0)
    listening.record()
    patch.send(45)
    told(listening, practice)
    assert listening.recording
    listening.stop()
    assert listening.result is not None and listening.result.seconds == 45


def test_a_recording_keeps_its_resident(listening: EcgModel, patch: Patch, practice: PracticeDesk) -> None:
    """H20: the next person on the list is not the one under the electrodes."""
    first, second = adults(practice)[:2]
    listening.record()
    with pytest.raises(KnownError, match="ecg_busy"):
        listening.attend(second, None)
    patch.send(6)
    listening.stop()
    assert listening.result is not None and listening.result.person == first
    listening.attend(second, None)
    assert listening.recordings == () and listening.strip is None


def test_no_second_no_recording(listening: EcgModel) -> None:
    listening.record()
    listening.stop()
    assert listening.error is not None and listening.error.code == "ecg_nothing" and not listening.recording


def test_a_strip_is_shown_filtered_printed_and_may_be_an_error(listening: EcgModel, patch: Patch) -> None:
    listening.record()
    patch.send(12)
    listening.stop()
    assert listening.strip is not None
    lead, samples = listening.strip.samples[0]
    assert lead == "I" and len(samples) == 12 * HZ and isinstance(samples[0], float)
    paper = listening.pdf()
    listening.printed(paper)
    assert paper.startswith(b"%PDF")
    listening.mark_error("是别人的")
    assert listening.recordings == () and listening.strip is None


def test_only_the_chosen_device_is_drawn(listening: EcgModel) -> None:
    from device_drivers.readings import EcgBlock

    listening.signal.rows()
    listening.heard(EcgBlock("ble:other", "I", 250.0, 1000, 0, (1, 2, 3), 190))
    assert listening.signal.device == HUB_ID and listening.heart_rate == 76
