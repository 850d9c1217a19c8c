"""An ECG is on the disk second by second; what the patch sent is what comes back, gaps included (H15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.person import Person, Sex
from app.errors import KnownError
from app.services.desk import Desk
from app.services.ecg import EcgRecorder, Progress
from app.store import ecg, people
from app.store.tables.ecg import ecg_chunk, ecg_live
from device_drivers.readings import EcgBlock

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
