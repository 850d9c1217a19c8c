"""Reads a capture file and replays it: the same events, at the same distances, through the same driver's machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from device_drivers import registry
from device_drivers.capture import FORMAT
from device_drivers.manifest import Driver, Opening
from device_drivers.protocols.machine import (
    Action,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Event,
    Heard,
    Machine,
    Notified,
    OperationFailed,
    ReadDone,
    Recorded,
    Refuse,
    Result,
    Start,
    Subscribed,
    WriteDone,
)
from device_drivers.readings import KnownDevice, Patient, Reading, Recording

DEVICE = "capture:device"  # whatever it was called
RINGS_MOST = 10_000  # alarms of one pause; a machine that rings more often hangs


class NotACapture(ValueError):
    """The file is no capture, or one of a later program. line: where it stops making sense, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is no line of a capture")
        self.line = line


@dataclass(frozen=True, slots=True)
class Step:
    """One event, so many seconds after the recording began."""

    at: float
    event: Event


@dataclass(slots=True)
class Sitting:
    """One session of a capture."""

    known: KnownDevice
    opening: Opening
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Capture:
    """A capture file. content: the device's bytes are in it, not only how long they were. whole: not cut at the limit."""

    driver: str
    model: str
    program: str
    baud: int | None
    content: bool
    whole: bool = True
    sittings: list[Sitting] = field(default_factory=list)


@dataclass(slots=True)
class Replayed:
    """What the driver made of a capture. refused: the reasons of frames without a value."""

    readings: list[Reading] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    frames: int = 0


# --- reading ----------------------------------------------------------------------------------------------------------
def read(lines: Iterable[str]) -> Capture:
    """The capture in these lines; a last line that was cut off is let go. NotACapture."""
    capture: Capture | None = None
    broken = 0
    for number, line in enumerate(lines, 1):
        if broken:
            raise NotACapture(broken)
        try:
            said = json.loads(line)
            if capture is None:
                capture = _headed(said)
            else:
                _take(capture, said)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            broken = number
    if capture is None:
        raise NotACapture(1)
    return capture


def _headed(said: Mapping[str, Any]) -> Capture:
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    return Capture(str(said["driver"]), str(said["model"]), str(said["program"]), said["baud"], bool(said["content"]))


def _take(capture: Capture, said: Mapping[str, Any]) -> None:
    if "session" in said:
        capture.sittings.append(_sitting(capture, said["session"]))
    elif "event" in said:
        capture.sittings[-1].steps.append(Step(float(said["t"]), _EVENTS[said["event"]](said)))
    elif said.get("end") == "size":
        capture.whole = False


def _sitting(capture: Capture, said: Mapping[str, Any]) -> Sitting:
    known = KnownDevice(
        DEVICE, capture.driver, "", "", said["last_sequence"], capture.baud, str(said["model"]), bytes(min(int(said["key"]), 64))
    )
    return Sitting(known, Opening(int(said["token"]), int(said["first_sample"])))


def _connected(said: Mapping[str, Any]) -> Event:
    return Connected(frozenset(said["channels"]), datetime.fromisoformat(said["wall"]))


def _heard(said: Mapping[str, Any]) -> Event:
    maker = tuple((int(company), bytes.fromhex(data)) for company, data in said["maker"])
    return Heard(maker, tuple((str(service), bytes.fromhex(data)) for service, data in said["data"]))


_EVENTS: Mapping[str, Callable[[Mapping[str, Any]], Event]] = {
    "connected": _connected,
    "notified": lambda said: Notified(said["channel"], bytes.fromhex(said["hex"])),
    "read_done": lambda said: ReadDone(said["channel"], bytes.fromhex(said["hex"])),
    "bytes_in": lambda said: BytesIn(bytes.fromhex(said["hex"])),
    "subscribed": lambda said: Subscribed(said["channel"]),
    "write_done": lambda said: WriteDone(said["channel"]),
    "operation_failed": lambda said: OperationFailed(said["channel"], int(said["code"])),
    "heard": _heard,
    "start": lambda said: Start(Patient(said["patient"])),
    "cancel": lambda _: Cancel(),
    "closing": lambda _: Closing(),
    "disconnected": lambda _: Disconnected(),
}


# --- replay -----------------------------------------------------------------------------------------------------------
def replay(capture: Capture, driver: Driver | None = None) -> Replayed:
    """What the capture's driver makes of it now. DeviceError(UNKNOWN_DRIVER)."""
    speaks = driver or registry.driver(capture.driver)
    replayed = Replayed()
    for sitting in capture.sittings:
        machine = speaks.machine(sitting.known, sitting.opening)
        for step in sitting.steps:
            for action in _at(machine, step):
                _note(replayed, action)
    return replayed


def _at(machine: Machine, step: Step) -> Iterable[Action]:
    """The alarms that rang before it, then the event: as the runner does."""
    for _ in range(RINGS_MOST):
        due = machine.due
        if due is None or due > step.at:
            break
        yield from machine.tick(due)
    yield from machine.tick(step.at)
    yield from machine.receive(step.event)


def _note(replayed: Replayed, action: Action) -> None:
    match action:
        case Result(_, _, readings):
            replayed.readings += readings
            replayed.frames += 1
        case Refuse(_, _, reason):
            replayed.refused.append(reason)
            replayed.frames += 1
        case Recorded(_, _, recording):
            replayed.recordings.append(recording)
            replayed.frames += 1
        case _:
            pass
