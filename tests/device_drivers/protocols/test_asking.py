"""One question at a time: repeated, given up, never repeated once it is answered."""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols.asking import ANSWER_SECONDS, MEMORY, TRIES, AskingSession
from device_drivers.protocols.machine import Done, Failed, Write

QUESTION = Write("serial", b"?", response=False)


def asking() -> AskingSession:
    return AskingSession("serial:x", "test")


def test_a_question_is_asked_so_often_then_the_session_fails() -> None:
    session = asking()
    said = [session.ask(QUESTION), *(session.tick(second * ANSWER_SECONDS) for second in range(1, TRIES + 1))]
    assert said == [[QUESTION]] * TRIES + [[Failed(Reason.TIMEOUT)]]
    assert session.due is None


def test_there_may_be_another_way_out() -> None:
    session = asking()
    session.ask(QUESTION, otherwise=lambda: [Done()])
    assert [action for second in range(1, TRIES + 1) for action in session.tick(float(second))][-1] == Done()


def test_an_answered_question_is_not_repeated() -> None:
    session = asking()
    session.ask(QUESTION)
    session.answered()
    session.keep_waiting()
    assert not session.waiting and session.due is None and session.tick(60.0) == []


def test_a_part_of_the_answer_buys_time() -> None:
    session = asking()
    session.ask(QUESTION)
    assert session.tick(0.9) == []
    session.keep_waiting()
    assert session.tick(1.8) == [] and session.tick(1.95) == [QUESTION]


def test_what_was_given_is_remembered_within_bounds() -> None:
    session = asking()
    assert session.is_news(b"a") and not session.is_news(b"a")
    for number in range(MEMORY):
        session.is_news(number.to_bytes(4, "big"))
    assert session.is_news(b"a")
