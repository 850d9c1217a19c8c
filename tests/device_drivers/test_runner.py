"""The runner with a machine of the test's own and packets in memory."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from device_drivers.errors import AttributeRefused, DeviceError, NotKept, Reason
from device_drivers.hub import CHINA
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    OperationFailed,
    Read,
    ReadDone,
    Session,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
    WriteDone,
)
from device_drivers.readings import DeviceState, KnownDevice
from device_drivers.runner import Runner
from device_drivers.transports.link import Deliver
from device_drivers.transports.pipe import PipeLink
from tests.device_drivers.conftest import PATIENCE, Desk
from tests.device_drivers.in_loop import rounds

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
Answer = Callable[["Scripted", Event], Actions]


class Scripted(Session):
    """Remembers every event and answers as the test says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("ble:X", "scripted")
        self.events: list[Event] = []
        self.began = asyncio.Event()
        self._answer = answer

    def receive(self, event: Event) -> Actions:
        self.events.append(event)
        if isinstance(event, Connected):
            self.began.set()
        return self._answer(self, event)


def runner(answer: Answer, link: PipeLink, desk: Desk) -> tuple[Runner, Scripted]:
    machine = Scripted(answer)
    known = KnownDevice("ble:X", "scripted", "x", "X")
    return Runner(known, machine, link, journal=desk.journal, news=desk.tell, clock=lambda: NOON, zone=CHINA), machine


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


def test_actions_run_in_order_and_answers_come_back() -> None:
    def answer(_: Scripted, event: Event) -> Actions:
        match event:
            case Connected():
                return [Read("2A19"), Subscribe("2A35"), Wait(0.01), Write("2A08", b"\x01")]
            case WriteDone():
                return [Done()]
        return []

    desk, link = Desk(), PipeLink(frozenset({"2A19", "2A35", "2A08"}), {"2A19": b"\x50"})
    session, machine = runner(answer, link, desk)
    assert run(session.run()) is None
    wall = datetime(2026, 3, 5, 12, 0)
    assert machine.events == [
        Connected(frozenset({"2A19", "2A35", "2A08"}), wall),
        ReadDone("2A19", b"\x50"),
        Subscribed("2A35"),
        WriteDone("2A08"),
        Closing(),
    ]
    assert link.written == [("2A08", b"\x01")] and not link.is_open
    assert desk.states == [DeviceState.CONNECTING]


def test_a_refusal_of_the_device_is_an_event_not_an_end() -> None:
    class Refusing(PipeLink):
        async def write(self, channel: str, data: bytes, response: bool) -> None:
            raise AttributeRefused(channel, 0xFE)

    def answer(_: Scripted, event: Event) -> Actions:
        match event:
            case Connected():
                return [Read("2A99"), Write("2A52", b"\x04\x01")]
            case OperationFailed("2A52"):
                return [Done()]
        return []

    session, machine = runner(answer, Refusing(), Desk())
    assert run(session.run()) is None
    assert machine.events[1:3] == [OperationFailed("2A99", 0), OperationFailed("2A52", 0xFE)]


def test_a_link_that_cannot_be_opened_fails_with_its_reason() -> None:
    class Closed(PipeLink):
        async def open(self, deliver: Deliver) -> frozenset[str]:
            raise DeviceError(Reason.PAIRING_REFUSED)

    desk = Desk()
    session, machine = runner(lambda *_: [], Closed(), desk)
    assert run(session.run()) is Reason.PAIRING_REFUSED
    assert [(news.state, news.reason) for news in desk.news][-1] == (DeviceState.FAILED, Reason.PAIRING_REFUSED)
    assert Connected not in {type(event) for event in machine.events}


def test_an_alarm_set_by_an_event_rings_in_time() -> None:
    """Waiting for a later alarm must not keep the runner from an earlier one."""

    def answer(machine: Scripted, event: Event) -> Actions:
        match event:
            case Connected():
                machine.alarm("late", 3600.0, lambda: [Failed(Reason.TIMEOUT)])
            case BytesIn():
                machine.alarm("soon", 0.01, lambda: [Done()])
        return []

    async def send_later() -> Reason | None:
        session, machine = runner(answer, link, Desk())
        ending = asyncio.create_task(session.run())
        await machine.began.wait()
        await rounds(20)  # nothing is ready any more: the runner waits for the late alarm
        link.send(b"x")
        return await ending

    link = PipeLink()
    assert run(send_later()) is None


def test_after_a_loss_nothing_more_is_sent() -> None:
    def answer(_: Scripted, event: Event) -> Actions:
        match event:
            case Connected():
                return [Write(SERIAL, b"1"), Write(SERIAL, b"2")]
            case Disconnected():
                return [Write(SERIAL, b"3"), Failed(Reason.LOST)]
        return []

    link = PipeLink(on_write=lambda pipe, *_: pipe.hang_up())
    session, machine = runner(answer, link, Desk())
    assert run(session.run()) is Reason.LOST
    assert link.written == [(SERIAL, b"1")]
    assert Closing() not in machine.events


def test_last_words_are_said_however_the_session_ends() -> None:
    """A pump's abort is the last write: on a wish, on a failure, on a bug."""

    def answer(_: Scripted, event: Event) -> Actions:
        match event:
            case Closing():
                return [Write(SERIAL, b"abort")]
            case BytesIn(b"fail"):
                return [Write(SERIAL, b"more"), Failed(Reason.PROTOCOL)]
            case BytesIn(b"bug"):
                raise ZeroDivisionError
        return []

    async def end(how: bytes) -> list[bytes]:
        link = PipeLink()
        session, machine = runner(answer, link, Desk())
        ending = asyncio.create_task(session.run())
        await machine.began.wait()
        if how == b"close":
            session.close()
        elif how == b"bug":
            with pytest.raises(ZeroDivisionError):
                link.send(how)
        else:
            link.send(how)
        await ending
        return [data for _, data in link.written]

    assert run(end(b"close")) == [b"abort"]
    assert run(end(b"fail")) == [b"more", b"abort"]
    assert run(end(b"bug")) == [b"abort"]


def test_a_cancelled_session_still_says_its_last_words() -> None:
    def answer(_: Scripted, event: Event) -> Actions:
        return [Write(SERIAL, b"abort")] if event == Closing() else [Wait(3600.0)]

    async def cancel() -> list[tuple[str, bytes]]:
        link = PipeLink()
        session, machine = runner(answer, link, Desk())
        ending = asyncio.create_task(session.run())
        await machine.began.wait()
        ending.cancel()
        await asyncio.wait({ending})
        return link.written

    assert run(cancel()) == [(SERIAL, b"abort")]


def test_a_frame_the_journal_refuses_raises_into_the_notification() -> None:
    """The transport must not confirm what is not on disk."""

    def answer(_: Scripted, event: Event) -> Actions:
        return [Keep(SERIAL, event.data), State(DeviceState.DRAINED)] if isinstance(event, BytesIn) else []

    async def refuse() -> Reason | None:
        link, desk = PipeLink(), Desk()
        desk.refuse = OSError("disk full")
        session, machine = runner(answer, link, desk)
        ending = asyncio.create_task(session.run())
        await machine.began.wait()
        with pytest.raises(NotKept):
            link.send(b"record")
        link.send(b"another")  # ignored: this session is over
        reason = await ending
        assert desk.states == [DeviceState.CONNECTING, DeviceState.FAILED]  # never drained
        return reason

    assert run(refuse()) is Reason.JOURNAL


def test_the_same_news_is_told_once_and_other_news_at_once() -> None:
    """A memory of ten thousand records must not tell the screen ten thousand times that it is being read."""

    def answer(_: Scripted, event: Event) -> Actions:
        if isinstance(event, Disconnected):
            return [Done()]
        told = [State(DeviceState.TRANSFERRING)] * 50
        tale: Actions = [*told, State(DeviceState.TRANSFERRING, battery=80), *told, Write(SERIAL, b"all told")]
        return tale if isinstance(event, Connected) else []

    desk, link = Desk(), PipeLink(on_write=lambda pipe, *_: pipe.hang_up())
    session, _ = runner(answer, link, desk)
    run(session.run())
    assert [(news.state, news.battery) for news in desk.news[1:]] == [(DeviceState.TRANSFERRING, None), (DeviceState.TRANSFERRING, 80)]
