"""A capture file is read to its last whole line, anything else is refused with its line; alarms ring between events."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.capture import FORMAT
from device_drivers.manifest import Transport
from device_drivers.playback import NotACapture, read, replay
from device_drivers.protocols.machine import Actions, BytesIn, Closing, Connected, Disconnected, Event, Refuse, WriteDone
from tests.device_drivers.scripted import Scripted, install

HEAD = json.dumps({"format": FORMAT, "driver": "scripted", "model": "", "program": "1", "baud": None, "content": True})
SESSION = json.dumps({"t": 0, "session": {"token": 1, "first_sample": 0, "last_sequence": None, "model": "", "key": 4}})
OPENED = json.dumps({"t": 0, "event": "connected", "channels": ["serial"], "wall": "2026-03-05T12:00:00"})


def said(at: float, event: str, **more: object) -> str:
    return json.dumps({"t": at, "event": event, **more})


def test_a_session_is_told_as_it_was_and_alarms_ring_between(monkeypatch: pytest.MonkeyPatch) -> None:
    rang: list[float] = []

    def answer(machine: Scripted, event: Event) -> Actions:
        if isinstance(event, Connected):
            machine.alarm("late", 1.5, lambda: rang.append(machine.now) or [Refuse("serial", b"", "timeout")])  # type: ignore[func-returns-value]
        return []

    made = install(monkeypatch, answer, Transport.SERIAL)
    lines = [HEAD, SESSION, OPENED, said(1, "bytes_in", hex="0102"), said(2, "write_done", channel="serial"), said(3, "closing")]
    replayed = replay(read(lines))
    assert made.sessions[0].events[1:] == [BytesIn(b"\x01\x02"), WriteDone("serial"), Closing()]
    assert made.sessions[0].known.key == bytes(4)
    assert rang == [1.5] and replayed.refused == ["timeout"] and replayed.frames == 1


def test_a_file_that_was_cut_in_the_middle_of_a_line_is_read_to_there(monkeypatch: pytest.MonkeyPatch) -> None:
    made = install(monkeypatch, lambda *_: [], Transport.SERIAL)
    replay(read([HEAD, SESSION, OPENED, said(1, "disconnected"), '{"t":2,"eve']))
    assert made.sessions[0].events[1:] == [Disconnected()]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ([], 1),
        (["not json"], 1),
        ([HEAD.replace("capture/1", "capture/9")], 1),
        ([HEAD, OPENED, OPENED], 2),  # an event before any session
        ([HEAD, SESSION, said(0, "dance"), OPENED], 3),
        ([HEAD, SESSION, said(0, "bytes_in", hex="0"), OPENED], 3),
        (["[]"], 1),
    ],
)
def test_what_is_no_capture_is_refused_with_its_line(lines: list[str], line: int) -> None:
    with pytest.raises(NotACapture) as caught:
        read(lines)
    assert caught.value.line == line


@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from([HEAD, SESSION, OPENED])), max_size=8))
def test_no_text_does_more_than_be_refused(lines: list[str]) -> None:
    try:
        capture = read(lines)
    except NotACapture as error:
        assert 1 <= error.line <= max(1, len(lines))
    else:
        assert capture.driver == "scripted"
