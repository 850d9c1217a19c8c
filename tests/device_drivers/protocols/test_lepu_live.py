"""Live data of patches with several leads: layouts, lead off, numbers that show a loss."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.errors import Reason
from device_drivers.protocols import lepu_live
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import Command, LepuFrame, stream
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH, LepuErSession
from device_drivers.protocols.lepu_live import LAYOUTS, MultiLeadStatus
from device_drivers.protocols.refusal import Refused
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.lepu_device import LepuDevice
from device_drivers.virtual.patch import CHINA
from tests.device_drivers.protocols.strategies import relaxed
from tests.device_drivers.wired import Wired, joined

STATUS = MultiLeadStatus(72, 80, 2)
ROW = st.tuples(*([st.integers(-0x8000, 0x7FFE)] * 4))


def er3(payload: bytes) -> lepu_live.Live:
    return lepu_live.decode_er3(LepuFrame(Command.GET_REALTIME_DATA, 1, 0, payload))


@relaxed
@given(st.lists(ROW, max_size=20), st.integers(0, 2**32 - 30), st.booleans())
def test_an_answer_of_an_er3(rows: list[tuple[int, ...]], first: int, packed: bool) -> None:
    live = er3(lepu_live.encode_er3(STATUS, first, rows, packed=packed))
    assert (live.heart_rate, live.battery, live.hz, live.first, live.off) == (72, 80, 250, first, frozenset())
    assert live.leads == tuple((lead, tuple(row[at] for row in rows)) for at, lead in ((1, "I"), (2, "II"), (3, "V1")))


def test_an_electrode_that_is_off_takes_its_leads_along() -> None:
    """H38: lead II needs the left leg, lead I does not; a chest lead is measured against all limbs."""
    live = er3(lepu_live.encode_er3(MultiLeadStatus(0, 80, 1, frozenset({"LL"})), 0, [(1, 2, 3, 4)]))
    assert live.off == {"II", "V1", "V5"} and live.heart_rate is None
    assert dict(live.leads) == {"V5": (None,), "I": (2,), "II": (None,), "V1": (None,)}


def test_an_m12_names_the_leads_that_are_off() -> None:
    payload = lepu_live.encode_m12(MultiLeadStatus(60, 90, 0, frozenset({"V6"})), 500, [(1, 2, 3, 4, 5, 6, 7, 8)])
    live = lepu_live.decode_m12(LepuFrame(Command.GET_MULTI_LEAD_DATA, 1, 0, payload))
    assert dict(live.leads)["V6"] == (None,) and dict(live.leads)["V5"] == (8,)
    assert (live.first, live.battery, live.heart_rate) == (500, 90, 60)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "short"),
        (lepu_live.encode_er3(STATUS, 0, [(1, 2, 3, 4)])[:-1], "short"),
        (lepu_live.encode_er3(STATUS, 0, [(1, 2, 3, 4)]) + b"\1\1\1\1", "length"),
        (lepu_live.encode_er3(MultiLeadStatus(72, 80, 9), 0, []), "reserved"),
        (lepu_live.encode_er3(STATUS, 0, [])[:40] + b"\x23" + bytes(9), "reserved"),
    ],
)
def test_refused_answers(payload: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        er3(payload)
    assert refused.value.reason == reason


@relaxed
@given(st.binary(max_size=120))
def test_any_payload(payload: bytes) -> None:
    for layout in LAYOUTS.values():
        try:
            assert layout.decode(LepuFrame(layout.command, 1, 0, payload)).length >= 0
        except Refused as refused:
            assert refused.reason in {"short", "length", "reserved", "unknown"}


class Worn:
    """A patch on a chest and a session with it; the link may lose answers."""

    def __init__(self, profile: str, first_sample: int = 0) -> None:
        self.lost = 0
        frames = stream()
        machine = LepuErSession("ble:X", "lepu-er1", first_sample, LAYOUTS[profile])

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            replies = [self.patch.answer(frame) for frame in frames.feed(data) if not isinstance(frame, Refusal)]
            if self.lost:
                self.lost -= 1
                return []
            return [(FROM_PATCH, reply) for reply in replies if reply is not None]

        self.wire = Wired(machine, (TO_PATCH, FROM_PATCH), answer, mtu=97)
        self.patch = LepuDevice("ble:X", DeviceClock(self.wire.world, CHINA), self.wire.seconds, profile)
        self.wire.connect()


@pytest.mark.parametrize(("profile", "leads"), [("er3", 3), ("m12", 8)])
def test_every_lead_every_sample_in_order(profile: str, leads: int) -> None:
    worn = Worn(profile, first_sample=1000)
    wire = worn.wire.run(8)
    assert len({block.lead for block in wire.blocks}) == leads
    second = joined(wire.blocks, "II")
    channel = 2
    assert list(second) == list(range(1000, 1000 + len(second)))
    assert list(second.values()) == [row[channel] for row in worn.patch.rows]
    assert len(second) >= 7 * 250
    assert {(block.hz, block.nv_per_lsb, block.heart_rate) for block in wire.blocks} == {(250, 2441, 72)}


def test_an_answer_that_got_lost_is_asked_for_again() -> None:
    """The patch numbers its samples: within its backlog nothing is lost at all."""
    worn = Worn("er3")
    worn.wire.run(2)
    worn.lost = 4
    samples = joined(worn.wire.run(4).blocks, "II")
    assert list(samples) == list(range(len(samples)))


def test_what_is_older_than_the_backlog_is_a_gap_in_the_numbers() -> None:
    """H15: never drawn together."""
    worn = Worn("er3")
    worn.wire.run(2)
    worn.lost = 14  # 3.5 s, the patch keeps two
    samples = joined(worn.wire.run(6).blocks, "II")
    numbers = list(samples)
    jumps = [after - before for before, after in pairwise(numbers) if after - before > 1]
    assert len(jumps) == 1 and 1.3 * 250 < jumps[0] < 1.8 * 250
    assert numbers[-1] == round(worn.wire.now * 250) - 1


def test_a_new_measurement_counts_from_zero_and_the_stream_goes_on() -> None:
    worn = Worn("er3")
    worn.wire.run(15)
    before = max(joined(worn.wire.blocks, "II"))
    worn.patch.restarted_at = worn.wire.now
    samples = joined(worn.wire.run(5).blocks, "II")
    assert max(samples) > before + 4 * 250


def test_lead_off_is_told_and_drawn_as_nothing() -> None:
    worn = Worn("m12")
    worn.wire.run(2)
    worn.patch.lead_off = True
    worn.wire.run(2)
    assert any(state.reason is Reason.LEAD_OFF for state in worn.wire.states)
    assert set(worn.wire.blocks[-1].samples) == {None} and worn.wire.blocks[-1].heart_rate is None
