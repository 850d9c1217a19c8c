"""An ECG is on the disk second by second; what the patch sent is what comes back, gaps included (H15)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.encounter import EncounterStatus
from app.domain.person import Person, Sex
from app.errors import KnownError
from app.services.desk import Desk
from app.services.ecg import EcgRecorder, Progress
from app.services.keeping import verify
from app.store import ecg, ecg_codec, people
from app.store.audit import Flaw
from app.store.tables.ecg import ecg_chunk, ecg_live
from device_drivers.readings import EcgBlock
from tests.app.services.rx_clinic import visit_of

HZ, NV, HUB_ID = 125, 2467, "ble:C1:00:00:00:00:30"
PERSON = Person("6f1c1f7e-8a64-4b5e-9a53-0f3f2c1d0001", "王秀英", Sex.FEMALE, None)


@pytest.fixture
def recorder(desk: Desk) -> EcgRecorder:
    desk.store.write(lambda uow: people.add(uow, PERSON)).result()
    return EcgRecorder(desk)


def block(first: int, samples: list[int | None], lead: str = "ECG", rate: int | None = 72, device: str = HUB_ID) -> EcgBlock:
    return EcgBlock(device, lead, float(HZ), NV, first, tuple(samples), rate)


def wave(first: int, count: int) -> list[int | None]:
    return [400 if n % 100 in (0, 1) else n % 7 for n in range(first, first + count)]


def begin(recorder: EcgRecorder) -> str:
    return recorder.start(PERSON.id, None, "", HUB_ID)


def test_what_the_patch_sent_is_what_comes_back(recorder: EcgRecorder, desk: Desk) -> None:
    told: list[Progress] = []
    recorder.progress.subscribe(told.append)
    key = begin(recorder)
    for first in range(1000, 1000 + 31 * HZ, 25):
        recorder.heard(block(first, wave(first, 25)))
    ended = recorder.stop()
    assert (ended.id, ended.leads, ended.hz, ended.nv_per_lsb, ended.status) == (key, ("ECG",), HZ, NV, "final")
    assert (ended.seconds, ended.quality, ended.heart_rate) == (31, "clear", 72)
    assert recorder.samples(key) == {"ECG": wave(1000, 31 * HZ)}
    assert [one.seconds for one in told][:3] == [1, 2, 3] and not any(one.failed for one in told)
    with desk.store.reading() as conn:
        assert conn.execute(ecg_live.select()).all() == []
        assert [row.n for row in conn.execute(ecg_chunk.select())] == [0, 1]


def test_each_second_is_durable_before_the_end(recorder: EcgRecorder, desk: Desk) -> None:
    """A crash loses at most the last second: without a stop the whole seconds can be read back."""
    key = begin(recorder)
    recorder.heard(block(0, wave(0, 2 * HZ + 40)))
    desk.store.settle()
    again = EcgRecorder(desk)
    assert [one.id for one in again.recover()] == [key]
    found = again.get(key)
    assert found is not None and (found.seconds, found.status, found.quality) == (2, "final", "interrupted")
    assert again.samples(key) == {"ECG": wave(0, 2 * HZ)}
    assert again.recover() == []


def test_lost_time_is_a_gap_never_a_flat_line(recorder: EcgRecorder) -> None:
    key = begin(recorder)
    recorder.heard(block(0, wave(0, HZ)))
    recorder.heard(block(3 * HZ, wave(3 * HZ, HZ)))
    recorder.stop()
    assert recorder.samples(key)["ECG"] == [*wave(0, HZ), *([None] * 2 * HZ), *wave(3 * HZ, HZ)]


def test_a_block_that_comes_twice_counts_once(recorder: EcgRecorder) -> None:
    key = begin(recorder)
    recorder.heard(block(0, wave(0, HZ)))
    recorder.heard(block(0, wave(0, HZ)))
    recorder.heard(block(HZ - 10, wave(HZ - 10, HZ)))
    recorder.stop()
    assert recorder.samples(key)["ECG"] == wave(0, 2 * HZ - 10)


def test_electrodes_off(recorder: EcgRecorder) -> None:
    begin(recorder)
    silence: list[int | None] = [None for _ in range(10 * HZ)]
    recorder.heard(block(0, silence, rate=None))
    ended = recorder.stop()
    assert (ended.quality, ended.heart_rate, ended.seconds) == ("lead_off", None, 10)


def test_three_leads(recorder: EcgRecorder) -> None:
    key = begin(recorder)
    for first in range(0, 6 * HZ, 25):
        for lead in ("I", "II", "III"):
            recorder.heard(block(first, wave(first, 25), lead))
    assert recorder.stop().leads == ("I", "II", "III")
    assert recorder.samples(key) == {lead: wave(0, 6 * HZ) for lead in ("I", "II", "III")}


def test_another_patch_is_not_recorded(recorder: EcgRecorder) -> None:
    begin(recorder)
    recorder.heard(block(0, wave(0, 5 * HZ), device="ble:OTHER"))
    with pytest.raises(KnownError, match="ecg_nothing"):
        recorder.stop()


def test_one_at_a_time(recorder: EcgRecorder) -> None:
    begin(recorder)
    with pytest.raises(KnownError, match="ecg_busy"):
        begin(recorder)
    recorder.cancel()
    assert recorder.running is None


def test_nobody_unknown_is_recorded(recorder: EcgRecorder) -> None:
    with pytest.raises(KnownError, match="person_unknown"):
        recorder.start("nobody", None, "", HUB_ID)


def test_a_damaged_chunk_is_said(recorder: EcgRecorder, desk: Desk) -> None:
    key = begin(recorder)
    recorder.heard(block(0, wave(0, 6 * HZ)))
    recorder.stop()
    desk.store.write(lambda uow: uow.conn.execute(ecg_chunk.update().values(body=b"x"))).result()
    with pytest.raises(KnownError, match="ecg_damaged"):
        recorder.samples(key)


def test_recorded_in_error_stays_on_record(recorder: EcgRecorder, desk: Desk) -> None:
    key = begin(recorder)
    recorder.heard(block(0, wave(0, 6 * HZ)))
    recorder.stop()
    recorder.mark_error(key, "wrong resident")
    found = recorder.get(key)
    assert found is not None and found.status == "entered-in-error"
    assert recorder.of_person(PERSON.id) == []
    assert desk.store.read(lambda conn: ecg.samples(conn, key)) == {"ECG": wave(0, 6 * HZ)}


def test_the_start_is_that_of_the_first_sample(recorder: EcgRecorder, desk: Desk) -> None:
    key = begin(recorder)
    desk.clock.forward(20)  # type: ignore[attr-defined]  # the fixtures' clock stands where it is put
    recorder.heard(block(0, wave(0, 6 * HZ)))
    ended = recorder.stop()
    assert ended == replace(ended, id=key) and ended.started_at.startswith("2026-03-05T00:40:20")


def test_a_strip_belongs_to_the_visit_of_the_same_person(recorder: EcgRecorder, desk: Desk, make_person: Callable[..., Person]) -> None:
    """Nobody's strip is filed under another's visit, or under one that is over."""
    visit = visit_of(desk, make_person().id)
    over = visit_of(desk, PERSON.id, EncounterStatus.FINISHED)
    for key in (visit.id, over.id, "nothing"):
        with pytest.raises(KnownError, match="visit_closed"):
            recorder.start(PERSON.id, key, "", HUB_ID)
    proxy = visit_of(desk, PERSON.id, proxy=True)
    with pytest.raises(KnownError, match="proxy_visit"):
        recorder.start(PERSON.id, proxy.id, "", HUB_ID)
    assert recorder.running is None


def test_taking_back_needs_a_reason_and_a_recording(recorder: EcgRecorder) -> None:
    key = begin(recorder)
    recorder.heard(block(0, wave(0, 6 * HZ)))
    recorder.stop()
    with pytest.raises(KnownError, match="reason_needed"):
        recorder.mark_error(key, " ")
    with pytest.raises(KnownError, match="record_unknown"):
        recorder.mark_error("nothing", "wrong resident")


def test_a_signal_that_was_exchanged_is_found_though_its_own_sums_fit(recorder: EcgRecorder, desk: Desk) -> None:
    """T16: a chunk of another strip, complete with its digest, in the place of the true one."""
    key = begin(recorder)
    recorder.heard(block(0, wave(0, 6 * HZ)))
    recorder.stop()
    assert verify(desk) == []
    body = ecg_codec.pack(wave(7, 6 * HZ))
    other = {"body": body, "sha256": hashlib.sha256(body).hexdigest()}
    desk.store.write(lambda uow: uow.conn.execute(ecg_chunk.update().values(other))).result()
    assert verify(desk) == [Flaw("ecg_signal", "ecg_recording", key)]
