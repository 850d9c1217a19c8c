"""The two pumps' sessions without any line: who inflates, who stops, and what happens when nobody answers."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols import and_tm, suntech
from device_drivers.protocols.and_tm_session import AndTmSession
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Failed,
    Refuse,
    Result,
    Start,
    State,
    Write,
)
from device_drivers.protocols.suntech import Acknowledge, BpData, Command, CuffReply
from device_drivers.protocols.suntech_session import SunTechSession
from device_drivers.readings import DeviceState, Patient

CONNECTED = Connected(frozenset({SERIAL}), datetime(2026, 3, 5, 8, 41, 20))
STARTS = {Command.START_ADULT, Command.START_PEDIATRIC, Command.START_NEONATE}


def said(actions: Actions) -> list[Command]:
    frames = [action.data for action in actions if isinstance(action, Write)]
    known = [suntech.decode_command(frame).known for frame in frames]
    return [command for command in known if command is not None]


def reply(answer: suntech.Reply) -> BytesIn:
    return BytesIn(suntech.encode_reply(answer))


def ready() -> SunTechSession:
    session = SunTechSession("serial:x", "suntech", 1000)
    session.receive(CONNECTED)
    session.receive(reply(Acknowledge(ord("A"))))
    return session


def measuring(patient: Patient = Patient.ADULT) -> SunTechSession:
    session = ready()
    session.receive(Start(patient))
    session.receive(reply(Acknowledge(ord("O"))))
    return session


def test_the_first_word_is_an_abort_and_silence_ends_the_session() -> None:
    session = SunTechSession("serial:x", "suntech", 1000)
    assert said(session.receive(CONNECTED)) == [Command.ABORT]
    assert said(session.tick(1.0)) == said(session.tick(2.0)) == [Command.ABORT]
    assert session.tick(3.0) == [Failed(Reason.TIMEOUT)]


def test_it_does_not_inflate_before_the_module_answered() -> None:
    session = SunTechSession("serial:x", "suntech", 1000)
    session.receive(CONNECTED)
    assert session.receive(Start()) == [State(DeviceState.CONNECTED, Reason.BUSY)]


def test_it_does_not_inflate_twice() -> None:
    session = measuring()
    assert not STARTS & set(said(session.receive(Start())))


def test_the_cuff_is_polled_two_to_four_times_a_second() -> None:
    session = measuring()
    polls = sum(said(session.tick(step / 100)).count(Command.GET_CUFF_PRESSURE) for step in range(1, 501))
    assert 10 <= polls <= 20


def test_three_minutes_are_too_long() -> None:
    """A module that never says it is done is stopped."""
    session = measuring()
    told = [command for step in range(1, 1900) for command in said(session.tick(step / 10))]
    assert told[-1] is Command.ABORT and told.count(Command.GET_CUFF_PRESSURE) < 620


def test_an_abort_nobody_answers_is_repeated_then_the_line_is_given_up() -> None:
    session = measuring()
    assert said(session.receive(Cancel())) == [Command.ABORT]
    repeated = [command for second in range(1, 5) for command in said(session.tick(float(second)))]
    assert repeated == [Command.ABORT] * 4
    assert session.tick(5.0) == [Failed(Reason.TIMEOUT)]


def test_cancel_with_nothing_running_says_nothing() -> None:
    assert ready().receive(Cancel()) == []


@pytest.mark.parametrize("made", [ready, measuring])
def test_closing_always_aborts(made: Callable[[], SunTechSession]) -> None:
    closing = made()
    assert said(closing.receive(Closing())) == [Command.ABORT]
    assert closing.due is None


@pytest.mark.parametrize(("patient", "pressure"), [(Patient.ADULT, 331), (Patient.PAEDIATRIC, 331), (Patient.NEONATE, 166)])
def test_each_patient_has_a_limit(patient: Patient, pressure: int) -> None:
    """H18: what is right for an adult hurts a newborn."""
    session = measuring(patient)
    assert said(session.receive(reply(CuffReply(pressure - 1)))) == []
    assert said(session.receive(reply(CuffReply(pressure)))) == [Command.ABORT]


def test_a_result_nobody_asked_for_is_no_reading() -> None:
    """H22: the module's last result may be of the person before."""
    assert ready().receive(reply(BpData(118, 76, 90, 68))) == []
    assert measuring().receive(reply(BpData(118, 76, 90, 68))) == []


def test_a_missing_result_is_asked_for_three_times() -> None:
    session = measuring()
    assert said(session.receive(reply(Acknowledge(ord("K"))))) == [Command.GET_BP_DATA]
    assert said(session.tick(1.0)) == said(session.tick(2.0)) == [Command.GET_BP_DATA]
    assert session.tick(3.0) == [State(DeviceState.DRAINED, Reason.TIMEOUT)]


@pytest.mark.parametrize(("letter", "reason"), [("A", Reason.CANCELLED), ("B", Reason.BUSY)])
def test_the_module_may_end_it_by_itself(letter: str, reason: Reason) -> None:
    assert measuring().receive(reply(Acknowledge(ord(letter)))) == [State(DeviceState.DRAINED, reason)]


def test_a_pulled_cable_ends_the_session() -> None:
    assert measuring().receive(Disconnected()) == [Failed(Reason.LOST)]


# --- cabinet ----------------------------------------------------------------------------------------------------------
def tm(text: and_tm.Command) -> Write:
    return Write(SERIAL, and_tm.encode_command(text), response=False)


def result(systolic: int) -> BytesIn:
    time = DeviceTime(2026, 3, 5, 8, 41, None)
    return BytesIn(and_tm.encode_result(and_tm.TmResult("TM2655", time, systolic, 93, 79, 66)))


def cabinet() -> AndTmSession:
    session = AndTmSession("serial:x", "and-tm")
    session.receive(CONNECTED)
    return session


def seen(actions: Actions) -> list[bool]:
    return [reading.seen_taken for action in actions if isinstance(action, Result) for reading in action.readings]


def test_a_result_is_seen_only_when_the_line_had_been_idle() -> None:
    """H22: serial servers hand over what waited while nobody was connected."""
    early, late = cabinet(), cabinet()
    early.tick(1.9)
    late.tick(2.0)
    assert (seen(early.receive(result(120))), seen(late.receive(result(120)))) == ([False], [True])


def test_the_cabinet_starts_after_its_old_result_or_without_one() -> None:
    for answer in (result(120), BytesIn(and_tm.encode_acknowledge(False))):
        session = cabinet()
        assert session.receive(Start()) == [tm(and_tm.Command.READ_LAST)]
        assert tm(and_tm.Command.START) in session.receive(answer)
    session = cabinet()
    session.receive(Start())
    assert tm(and_tm.Command.START) in session.tick(1.5)


def test_the_old_result_repeated_is_not_the_new_one() -> None:
    """H22."""
    session = cabinet()
    session.receive(Start())
    session.receive(result(120))
    session.tick(40.0)
    assert session.receive(result(120)) == []
    assert seen(session.receive(result(121))) == [True]


def test_a_refused_start_is_told_at_once() -> None:
    session = cabinet()
    session.receive(Start())
    session.tick(1.5)
    assert session.receive(BytesIn(and_tm.encode_acknowledge(False))) == [State(DeviceState.DRAINED, Reason.BUSY)]


def test_a_cabinet_that_never_ends_is_stopped() -> None:
    session = cabinet()
    session.receive(Start())
    session.tick(1.5)
    told = [action for second in range(2, 190) for action in session.tick(float(second))]
    assert told[-2:] == [tm(and_tm.Command.STOP), State(DeviceState.DRAINED, Reason.MEASUREMENT_TIMEOUT)]


def test_closing_stops_only_what_was_started_from_here() -> None:
    assert cabinet().receive(Closing()) == []
    session = cabinet()
    session.receive(Start())
    session.tick(1.5)
    assert session.receive(Closing()) == [tm(and_tm.Command.STOP)]


def test_a_frame_that_is_no_result_is_quarantined() -> None:
    frame = and_tm.encode_frame(and_tm.TmFrame("00", "hello"))
    assert cabinet().receive(BytesIn(frame)) == [Refuse(SERIAL, frame, "short")]


@pytest.mark.parametrize(
    ("session", "half"),
    [(SunTechSession("serial:x", "suntech", 1000), b"\x3e\x05\x4b"), (AndTmSession("serial:x", "and-tm"), b"\x16\x160102")],
)
def test_half_a_frame_is_kept_when_the_cable_is_pulled_in_it(session: SunTechSession | AndTmSession, half: bytes) -> None:
    """H11: every byte that came is in the journal."""
    session.receive(CONNECTED)
    kept = session.receive(BytesIn(half))
    *rest, last = session.receive(Disconnected())
    assert last == Failed(Reason.LOST)
    assert b"".join(action.raw for action in [*kept, *rest] if isinstance(action, Refuse)) == half
