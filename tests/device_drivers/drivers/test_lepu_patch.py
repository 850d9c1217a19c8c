"""The ECG patch: a live stream through bleak and bumble, compared with what the patch says it sent."""

from __future__ import annotations

import hashlib

import pytest

from device_drivers.drivers.lepu_patch import er1
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Opening
from device_drivers.protocols.lepu_er import Command
from device_drivers.readings import DeviceState, EcgBlock, KnownDevice, Recording
from device_drivers.runner import Runner, Told
from device_drivers.transports.ble import BleLink
from device_drivers.virtual.patch import VirtualPatch
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

ER1 = "lepu-er1"


def streaming(room: Room, patch: VirtualPatch, samples: int) -> None:
    room.know(patch.id, ER1, patch.name)
    room.hub.start_ecg(patch.id).result(PATIENCE)
    room.desk.wait(lambda: sum(len(block.samples) for block in room.desk.blocks) >= samples)


def joined(blocks: list[EcgBlock]) -> list[int | None]:
    return [sample for block in blocks for sample in block.samples]


def test_every_sample_arrives_in_order(room: Room) -> None:
    patch = room.patch(rate=60)
    streaming(room, patch, 250)
    room.hub.stop_ecg(patch.id).result(PATIENCE)
    room.desk.wait_state(DeviceState.IDLE, after=4)
    blocks = room.desk.blocks
    received = joined(blocks)
    assert received == patch.log[: len(received)]
    firsts = [block.first for block in blocks]
    assert firsts[0] == 0 and firsts == [sum(len(block.samples) for block in blocks[:n]) for n in range(len(blocks))]
    assert {(block.hz, block.nv_per_lsb, block.heart_rate, block.lead) for block in blocks} == {(125, 2467, 60, "ECG")}
    values = [sample for sample in received if sample is not None]
    assert max(values) * 2467 > 900_000  # an R wave of about a millivolt
    assert room.desk.frames == []  # a stream is the recorder's, not the journal's
    assert next(news.battery for news in room.desk.news if news.battery is not None) == 80
    assert set(patch.requests) == {Command.GET_REALTIME_DATA}


def test_lead_off_is_a_gap_never_a_flat_line(room: Room) -> None:
    """H38: nothing that looks like a heart at rest."""
    patch = room.patch()
    streaming(room, patch, 60)
    patch.lead_off = True
    room.desk.wait(lambda: any(sample is None for sample in joined(room.desk.blocks)))
    assert any(news.reason is Reason.LEAD_OFF and news.state is DeviceState.MEASURING for news in room.desk.news)
    off = [block for block in room.desk.blocks if None in block.samples]
    assert all(set(block.samples) == {None} and block.heart_rate is None for block in off)
    patch.lead_off = False
    room.desk.wait(lambda: room.desk.blocks[-1].samples[-1] is not None)
    received = joined(room.desk.blocks)
    assert received == patch.log[: len(received)]


@covers("lepu-er1", "corrupt_frame")
def test_a_spoilt_answer_is_quarantined_and_the_stream_goes_on(room: Room) -> None:
    patch = room.patch()
    streaming(room, patch, 60)
    before = len(room.desk.blocks)
    patch.spoil_next = True
    room.desk.wait(lambda: room.desk.refusals)
    assert room.desk.frames[0].refused == "checksum" and room.desk.frames[0].readings == ()
    room.desk.wait(lambda: len(room.desk.blocks) > before + 1)


def test_a_patch_that_goes_off_comes_back_and_the_gap_stays_visible(room: Room) -> None:
    patch = room.patch()
    streaming(room, patch, 60)
    off = room.hub.submit(patch.power_off())
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    off.result(PATIENCE)
    before = len(room.desk.blocks)
    end = room.desk.blocks[-1].first + len(room.desk.blocks[-1].samples)
    room.run(patch.power_on())
    room.desk.wait(lambda: len(room.desk.blocks) > before)
    assert room.desk.blocks[before].first > end


def test_a_patch_is_left_alone_until_it_is_wanted(room: Room) -> None:
    patch = room.patch()
    room.know(patch.id, ER1)
    assert room.hub.scan(0.3).result(PATIENCE)
    assert patch.sessions == 0 and room.desk.states == [DeviceState.IDLE]


def test_three_leads_arrive_in_order(room: Room) -> None:
    patch = room.patch(0x31, name="ER3 0001", profile="er3", rate=60)
    streaming(room, patch, 900)
    room.hub.stop_ecg(patch.id).result(PATIENCE)
    room.desk.wait_state(DeviceState.IDLE, after=4)
    for channel, lead in ((1, "I"), (2, "II"), (3, "V1")):
        received = joined([block for block in room.desk.blocks if block.lead == lead])
        sent = [row[channel] for row in patch.inside.rows]
        # what the patch kept from before the connection is left out
        assert any(sent[at : at + len(received)] == received for at in range(len(sent) - len(received) + 1))
    assert {(block.hz, block.nv_per_lsb) for block in room.desk.blocks} == {(250, 2441)}
    assert set(patch.requests) == {Command.GET_REALTIME_DATA}


@covers("lepu-er1", "power_off")
def test_a_recording_survives_a_power_failure_on_its_way(room: Room) -> None:
    """The second connection goes on where the first one broke off."""
    patch = room.patch(0x32, name="ER1 0002")
    taken = room.run(patch.take())
    known = KnownDevice(patch.id, ER1, patch.name, patch.address)
    told: list[Told] = []

    def session() -> Runner:
        machine = er1(known, Opening(1, recordings=True))
        link = BleLink(patch.address, pair=False, backend=room.radio.backend())
        return Runner(known, machine, link, journal=room.desk.journal, news=told.append, clock=room.hub.clock, zone=CHINA)

    patch.die_after = 4
    assert room.run(session().run()) is Reason.LOST
    room.desk.wait(lambda: not patch.powered)
    room.run(patch.power_on())
    assert room.run(session().run()) is None
    [recording] = [one for one in told if isinstance(one, Recording)]
    assert recording.sha256 == hashlib.sha256(patch.inside.files[taken.note]).hexdigest()
    assert patch.inside.opened == [(taken.note, 0), (taken.note, 4 * patch.inside.chunk_size)]
    assert recording.device_time == taken.device_time.isoformat() and len(recording.leads[0].samples) == 30 * 125
