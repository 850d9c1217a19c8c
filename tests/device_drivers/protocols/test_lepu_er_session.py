"""The patch's session without any link: index, gaps, lead off, silence."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime

from device_drivers.errors import Reason
from device_drivers.protocols.lepu_er import LiveData, encode_live
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH, LepuErSession
from device_drivers.protocols.machine import (
    Actions,
    Block,
    Cancel,
    Connected,
    Disconnected,
    Done,
    Failed,
    Notified,
    State,
    Subscribed,
    Write,
)
from device_drivers.readings import DeviceState, EcgBlock

CONNECTED = Connected(frozenset({TO_PATCH, FROM_PATCH}), datetime(2026, 3, 5, 8, 41, 20))


def streaming(first: int = 0) -> LepuErSession:
    session = LepuErSession("ble:X", "lepu-er1", first)
    session.receive(CONNECTED)
    session.receive(Subscribed(FROM_PATCH))
    return session


def answer(samples: int, *, status: int = 2, rate: int = 72) -> Notified:
    return Notified(FROM_PATCH, encode_live(LiveData(rate, 0, 80, 5, status, tuple(range(samples)))))


def blocks(actions: Actions) -> list[EcgBlock]:
    return [action.block for action in actions if isinstance(action, Block)]


def test_it_asks_four_times_a_second() -> None:
    session = streaming()
    asked = 0
    for step in range(1, 501):
        asked += sum(isinstance(action, Write) for action in session.tick(step / 100))
        if step % 100 == 0:
            session.receive(answer(125))
    assert 19 <= asked <= 21


def test_half_a_frame_waits_and_two_frames_part() -> None:
    session = streaming()
    data = answer(10).data + answer(12).data
    assert blocks(session.receive(Notified(FROM_PATCH, data[:17]))) == []
    assert [(block.first, len(block.samples)) for block in blocks(session.receive(Notified(FROM_PATCH, data[17:])))] == [(0, 10), (10, 12)]


def test_time_without_samples_moves_the_index_on() -> None:
    session = streaming()
    session.receive(answer(30))
    session.tick(4.0)
    [block] = blocks(session.receive(answer(250)))
    assert block.first == 30 + 4 * 125 - 250


def test_a_little_lateness_is_no_gap() -> None:
    session = streaming(first=1000)
    assert blocks(session.receive(answer(30)))[0].first == 1000
    session.tick(0.9)
    assert blocks(session.receive(answer(31)))[0].first == 1030


def test_lead_off_without_samples_still_takes_its_time() -> None:
    """H38: the sweep goes on, empty."""
    session = streaming()
    session.receive(answer(30))
    session.tick(0.4)
    told = session.receive(answer(0, status=7, rate=0))
    assert told[0] == State(DeviceState.MEASURING, Reason.LEAD_OFF, battery=80)
    assert blocks(told)[0].samples == (None,) * 50 and blocks(told)[0].heart_rate is None


def test_the_same_news_is_told_once() -> None:
    session = streaming()
    assert isinstance(session.receive(answer(5))[0], State)
    assert isinstance(session.receive(answer(5))[0], Block)


def test_five_silent_seconds_end_the_stream() -> None:
    session = streaming()
    assert Failed(Reason.TIMEOUT) not in [action for step in range(1, 50) for action in session.tick(step / 10)]
    assert Failed(Reason.TIMEOUT) in session.tick(5.0)


def test_stopped_is_done_lost_is_failed() -> None:
    session = streaming()
    assert session.receive(Disconnected()) == [Failed(Reason.LOST)]
    session = streaming()
    assert session.receive(Cancel()) == [State(DeviceState.IDLE), Done()]
    assert session.receive(Disconnected()) == [Done()] and session.due is None


def test_a_device_with_other_characteristics_is_no_patch() -> None:
    session = LepuErSession("ble:X", "lepu-er1", 0)
    assert session.receive(Connected(frozenset({TO_PATCH}), CONNECTED.wall)) == [Failed(Reason.NOT_SUPPORTED)]
