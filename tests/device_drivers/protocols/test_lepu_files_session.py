"""Fetching stored recordings from a patch: clock, resume after a break, damage, what was fetched before."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from device_drivers.drivers.lepu_patch import er1
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import lepu_file
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import Command, stream
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH
from device_drivers.protocols.lepu_files_session import Download, LepuFilesSession, Shape, Unfinished
from device_drivers.protocols.machine import Cancel, Closing, Machine
from device_drivers.readings import DeviceState, KnownDevice
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.lepu_device import LepuDevice
from device_drivers.virtual.patch import CHINA
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers
from tests.device_drivers.wired import WALL, Wired

SHAPE = Shape(125, 2467)
WORLD = (WALL - timedelta(hours=8)).replace(tzinfo=UTC)


class Bedside:
    """A patch with recordings, and the sessions of a host with it."""

    def __init__(self, profile: str = "") -> None:
        self.unfinished: Unfinished = {}
        self.moment = WORLD
        self.deaf_after: int | None = None  # the link is dead when so many pieces were sent
        self.patch = LepuDevice("ble:X", DeviceClock(lambda: self.moment, CHINA), lambda: 0.0, profile)

    def record(self, *lengths: int) -> list[str]:
        names = []
        for seconds in lengths:
            self.moment = WORLD - timedelta(minutes=60 - 5 * len(self.patch.taken))
            names.append(self.patch.record(seconds).note)
        self.moment = WORLD
        return names

    def session(self, known_up_to: int | None = None, machine: Machine | None = None, **how: Any) -> Wired:
        machine = machine or LepuFilesSession("ble:X", "lepu-er1", SHAPE, known_up_to, self.unfinished)
        frames = stream()

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            asked = [frame for frame in frames.feed(data) if not isinstance(frame, Refusal)]
            if self.deaf_after is not None and any(frame.command == Command.READ_FILE for frame in asked):
                self.deaf_after -= 1
                if self.deaf_after < 0:
                    return []
            replies = [self.patch.answer(frame) for frame in asked]
            return [(FROM_PATCH, reply) for reply in replies if reply is not None]

        return Wired(machine, (TO_PATCH, FROM_PATCH), answer, **how)

    def fetched(self, known_up_to: int | None = None, **how: Any) -> Wired:
        return self.session(known_up_to, **how).connect().run(60)


def test_everything_stored_is_fetched_oldest_first() -> None:
    bedside = Bedside()
    bedside.record(40, 31)
    wire = bedside.fetched()
    assert wire.ended is True
    assert [recording.sequence for recording in wire.recordings] == [taken.sequence for taken in bedside.patch.taken]
    for recording, taken in zip(wire.recordings, bedside.patch.taken, strict=True):
        stored = bedside.patch.files[taken.note]
        assert recording.device_time == taken.device_time.isoformat()
        assert recording.sha256 == hashlib.sha256(stored).hexdigest()
        [lead] = recording.leads
        assert tuple(lead.samples) == lepu_file.decode_dpcm(stored[10:-20])
        assert (recording.hz, recording.nv_per_lsb, lead.gaps, lead.lead) == (125, 2467, (), "ECG")
    assert wire.states[-1].state is DeviceState.DRAINED
    assert b"".join(_chunks(wire.kept)) == b"".join(bedside.patch.files.values())  # the journal has every byte


@models_of("lepu-er1")
def test_every_model_gives_its_recordings(model: Model) -> None:
    bedside = Bedside(model.profile)
    bedside.record(30)
    known = KnownDevice("ble:X", "lepu-er1", f"{model.adverts[0]} 0042", "X", model=model.name)
    wire = bedside.session(machine=er1(known, Opening(1, recordings=True))).connect().run(30)
    [recording] = wire.recordings
    wired = {"": ("ECG",), "er3": ("I", "II", "V1"), "m12": ("V6", "I", "II", "V1", "V2", "V3", "V4", "V5")}[model.profile]
    assert tuple(lead.lead for lead in recording.leads) == wired
    assert all(len(lead.samples) == 30 * recording.hz for lead in recording.leads)
    assert recording.hz == (250 if model.profile else 125)
    assert max(recording.leads[-1].samples) - min(recording.leads[-1].samples) > 100


@covers("lepu-er1", "power_off")
def test_a_transfer_that_breaks_off_goes_on_where_it_stopped() -> None:
    """H11: nothing is asked for twice, and the whole is proven by its checksum."""
    bedside = Bedside()
    [name] = bedside.record(60)
    bedside.deaf_after = 4
    first = bedside.session().connect()
    assert first.recordings == []
    first.lose()
    assert first.ended is Reason.LOST
    bedside.deaf_after = None
    second = bedside.fetched()
    assert bedside.patch.opened == [(name, 0), (name, 4 * 480)]
    [recording] = second.recordings
    assert recording.sha256 == hashlib.sha256(bedside.patch.files[name]).hexdigest()
    assert bedside.unfinished == {}
    assert b"".join(_chunks(first.kept + second.kept)) == bedside.patch.files[name]


def _chunks(journal: bytes) -> list[bytes]:
    found = [frame for frame in stream().feed(journal) if not isinstance(frame, Refusal)]
    return [frame.payload for frame in found if frame.command == Command.READ_FILE]


def test_a_file_that_changed_meanwhile_is_read_from_its_start() -> None:
    bedside = Bedside()
    [name] = bedside.record(60)
    bedside.unfinished["ble:X"] = Download(name, 999_999, received=480)
    [recording] = bedside.fetched().recordings
    assert bedside.patch.opened == [(name, 480), (name, 0)]
    assert recording.sha256 == hashlib.sha256(bedside.patch.files[name]).hexdigest()


def test_a_silent_patch_is_given_up_and_the_piece_is_never_asked_twice() -> None:
    bedside = Bedside()
    bedside.record(60)
    bedside.deaf_after = 2
    wire = bedside.session().connect().run(20)
    assert wire.ended is Reason.TIMEOUT
    asked = [data for data in wire.written if data[1] == Command.READ_FILE]
    assert len({data[7:11] for data in asked}) == len(asked) == 3


@covers("lepu-er1", "corrupt_frame")
def test_a_damaged_piece_ends_in_a_refusal_not_in_a_recording() -> None:
    """H15."""
    bedside = Bedside()
    [name] = bedside.record(30)
    spoilt = bytearray(bedside.patch.files[name])
    spoilt[200] ^= 1
    bedside.patch.files[name] = bytes(spoilt)
    bedside.record(31)
    wire = bedside.fetched()
    assert "checksum" in wire.refusals and wire.ended is True
    [recording] = wire.recordings  # the next one is fetched all the same
    assert recording.sequence is None  # so that the next session looks at the damaged one again


def test_only_what_is_new_is_fetched() -> None:
    bedside = Bedside()
    bedside.record(30, 31)
    first, second = bedside.patch.taken
    assert [recording.name for recording in bedside.fetched(first.sequence).recordings] == [second.note]
    assert bedside.fetched(second.sequence).recordings == []


@covers("lepu-er1", "wrong_clock")
@pytest.mark.parametrize(("year", "offset_days"), [(1970, 20_000), (2037, -4_000)])
def test_a_wrong_clock_is_measured_then_set_and_hides_no_recording(year: int, offset_days: int) -> None:
    """H4, H11: device time as given, the offset beside it; the number of a wrong clock hides nothing later."""
    bedside = Bedside()
    bedside.patch.clock.set(datetime(year, 1, 1, 1, 30))
    bedside.record(30)
    wire = bedside.fetched(20250101000000)
    if year == 2037:
        assert wire.recordings[0].sequence == 20370101002930
        assert bedside.fetched(20370101002930).recordings  # a number from the future proves nothing
    [recording] = wire.recordings
    assert recording.device_time is not None and recording.device_time.startswith(f"{year}-01-01T00:29")
    assert recording.clock_offset_s is not None and abs(recording.clock_offset_s / 86400 - offset_days) < 800
    assert abs(bedside.patch.clock.error_s()) < 2


def test_a_right_clock_is_left_alone() -> None:
    bedside = Bedside()
    bedside.fetched()
    assert Command.SET_TIME not in bedside.patch.requests
    assert bedside.patch.requests[:3] == [Command.GET_INFO, Command.GET_BATTERY, Command.LIST_FILES]


def test_a_patch_that_is_recording_is_not_disturbed() -> None:
    bedside = Bedside()
    bedside.record(30)
    bedside.patch.occupied = True
    wire = bedside.fetched()
    assert wire.ended is Reason.BUSY and wire.refusals == ["device_error"]


@covers("lepu-er1", "fragments")
@pytest.mark.parametrize("mtu", [20, 7, 512])
def test_slow_and_fragmented(mtu: int) -> None:
    bedside = Bedside()
    bedside.record(30)
    assert len(bedside.fetched(mtu=mtu).recordings) == 1


def test_leaving_closes_the_file_and_keeps_what_came() -> None:
    bedside = Bedside()
    bedside.record(60)
    bedside.deaf_after = 3
    for last, ended in ((Cancel(), True), (Closing(), None)):
        wire = bedside.session().connect()
        wire.give(last)
        assert wire.written[-1][1] == Command.END_READ and wire.ended is ended
        assert bedside.unfinished["ble:X"].received > 0
        bedside.deaf_after = 0
    wire.lose()
    assert wire.ended is None  # we said farewell before


@covers("lepu-er1", "replay")
def test_the_same_recording_has_the_same_key() -> None:
    """H3: fetched twice, stored once."""
    bedside = Bedside()
    bedside.record(30)
    [one], [two] = bedside.fetched().recordings, bedside.fetched().recordings
    assert one.key() == two.key() and one == two
    blocks = list(one.blocks(seconds=10))
    assert [(block.first, len(block.samples)) for block in blocks] == [(0, 1250), (1250, 1250), (2500, 1250)]


def test_an_answer_damaged_on_its_way_is_kept_and_the_request_repeated() -> None:
    bedside = Bedside()
    bedside.record(30)
    spoil = [True]

    def damage(data: bytes) -> bytes:
        if data[1] == Command.LIST_FILES and spoil:
            spoil.pop()
            return data[:-1] + bytes((data[-1] ^ 1,))
        return data

    wire = bedside.fetched(damage=damage)
    assert wire.refusals == ["checksum"] and len(wire.recordings) == 1


@covers("lepu-er1", "full_memory")
def test_a_full_patch_that_dropped_its_oldest_recordings() -> None:
    bedside = Bedside()
    bedside.record(30, 30, 30)
    first, second, _ = bedside.patch.taken
    del bedside.patch.files[first.note], bedside.patch.files[second.note]
    bedside.record(31)
    wire = bedside.fetched(first.sequence)
    assert [recording.name for recording in wire.recordings] == [taken.note for taken in bedside.patch.taken[2:]]
    assert wire.ended is True
