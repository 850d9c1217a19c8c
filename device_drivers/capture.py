"""Captures: what a device and a driver said to each other, written to a file a person can send; playback replays it.

JSON lines. The first is the header; a line with `session` begins a session, `event` is what the driver's machine was
told, `sent` what it asked of the device. `t` is seconds since the recording began; the host's time stands once in each
session, because the device's clock is judged by it. See redaction for what is taken out.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from device_drivers.manifest import Driver, Opening
from device_drivers.protocols.machine import (
    BytesIn,
    Connected,
    Event,
    Heard,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Start,
    Subscribe,
    Subscribed,
    Write,
    WriteDone,
)
from device_drivers.readings import KnownDevice
from device_drivers.redaction import Redactor

log = logging.getLogger(__name__)

FORMAT = "xiangyi/capture/1"
MOST_BYTES = 8 * 1024 * 1024  # a day of a cuff, ten minutes of an ECG: small enough for a message


class Tape:
    """Writes one capture file. full: the size limit was reached, and nothing more is written."""

    def __init__(self, path: Path, known: KnownDevice, driver: Driver, version: str, most: int = MOST_BYTES) -> None:
        """OSError: the file cannot be written."""
        self._redactor = Redactor(known, driver.manifest)
        self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")
        self._left = most
        self._began: float | None = None
        self.full = False
        header = {"format": FORMAT, "driver": known.driver, "model": known.model, "program": version, "baud": known.baud}
        self._put({**header, "content": not self._redactor.wholly})

    def session(self, now: float, known: KnownDevice, opening: Opening) -> None:
        """A session begins. A secret the device agreed on is not kept, only that there is one and how long it is."""
        said = {"token": opening.token, "first_sample": opening.first_sample, "last_sequence": known.last_sequence}
        self._put({"t": self._since(now), "session": {**said, "model": known.model, "key": len(known.key)}})

    def event(self, now: float, event: Event) -> None:
        """The machine was told something."""
        self._put({"t": self._since(now), **_said(event, self._redactor)})

    def sent(self, now: float, action: Write | Read | Subscribe) -> None:
        """The machine asked something of the device."""
        line: dict[str, Any] = {"t": self._since(now), "sent": type(action).__name__.lower(), "channel": action.channel}
        if isinstance(action, Write):
            line |= {"hex": self._redactor.data(action.channel, action.data).hex(), "response": action.response}
        self._put(line)

    def close(self) -> None:
        """The recording is over."""
        self._file.close()

    def _since(self, now: float) -> float:
        if self._began is None:
            self._began = now
        return round(now - self._began, 6)

    def _put(self, line: Mapping[str, Any]) -> None:
        text = json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n"
        if self.full or self._file.closed:
            return
        if len(text) > self._left:
            self.full = True
            text = '{"end":"size"}\n'
        self._left -= len(text)
        try:
            self._file.write(text)
            self._file.flush()
        except OSError as error:  # a full disk ends the recording, never the session
            log.warning("a recording ended: %s", error)
            self.full = True


def _said(event: Event, redactor: Redactor) -> dict[str, Any]:
    match event:
        case Connected(channels, wall):
            return {"event": "connected", "channels": sorted(channels), "wall": wall.isoformat()}
        case Notified(channel, data) | ReadDone(channel, data):
            name = "notified" if isinstance(event, Notified) else "read_done"
            return {"event": name, "channel": channel, "hex": redactor.data(channel, data).hex()}
        case BytesIn(data):
            return {"event": "bytes_in", "hex": redactor.data("", data).hex()}
        case Subscribed(channel) | WriteDone(channel):
            return {"event": "subscribed" if isinstance(event, Subscribed) else "write_done", "channel": channel}
        case OperationFailed(channel, code):
            return {"event": "operation_failed", "channel": channel, "code": code}
        case Heard(maker, data):
            return {"event": "heard", "maker": _hexed(maker, redactor), "data": _hexed(data, redactor)}
        case Start(patient):
            return {"event": "start", "patient": patient.value}
        case _:
            return {"event": type(event).__name__.lower()}


def _hexed(groups: Iterable[tuple[int | str, bytes]], redactor: Redactor) -> list[list[int | str]]:
    return [[key, redactor.data(str(key), data).hex()] for key, data in groups]
