"""`xiangyi devices record DEVICE FILE` and `xiangyi devices replay FILE`: captures a person can send, and what the driver makes of them.

A recording goes through the workstation, the open one or one opened for it: what the device sends meanwhile is a measurement
like any other and is kept.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Call
from app.cli.opened import opened
from app.errors import KnownError
from app.wishes import RECORD_DEVICE, STOP_RECORDING, send_wish

if TYPE_CHECKING:
    from device_drivers.playback import Replayed
    from device_drivers.readings import Reading

Wish = Callable[[str, dict[str, Any]], object]


def record(call: Call) -> int:
    """0 when the recording was ended by the person or its time. KnownError ``recording_failed``."""
    from app.main import Workstation

    device, file = str(call.args.device), Path(call.args.file).resolve()
    try:
        with opened(call) as desk:
            station = Workstation(call.folder)
            station.opened(desk)
            try:
                _record(call, station.grant, device, file)
            finally:
                station.close()
    except KnownError as error:
        if error.code != "already_open":
            raise
        _record(call, lambda wish, facts: send_wish(call.folder.wish_file, wish, facts), device, file)
    return 0


def _record(call: Call, wish: Wish, device: str, file: Path) -> None:
    try:
        wish(RECORD_DEVICE, {"device": device, "file": str(file)})
    except KnownError as error:
        if error.code != "recording_failed":
            raise
        raise KnownError("recording_failed", said=str(call.words.reason(str(error.facts["said"])))) from error
    call.say(call.words.say("cli.devices_recording", {"file": str(file)}))
    try:
        threading.Event().wait(call.args.seconds)
    except KeyboardInterrupt:
        pass
    finally:
        wish(STOP_RECORDING, {"device": device})
    call.say(call.words.say("cli.devices_recorded", {"file": str(file)}))


def replay(call: Call) -> int:
    """0 when the capture was replayed. KnownError ``capture_unreadable``."""
    from device_drivers import playback
    from device_drivers.errors import DeviceError

    try:
        with Path(call.args.file).open(encoding="utf-8") as lines:
            capture = playback.read(lines)
        replayed = playback.replay(capture)
    except (OSError, UnicodeDecodeError, playback.NotACapture, DeviceError) as error:
        line = error.line if isinstance(error, playback.NotACapture) else 1
        raise KnownError("capture_unreadable", file=str(call.args.file), line=line) from error
    if not capture.content:
        call.say(call.words.say("cli.devices_no_content"))
    _show(call, replayed)
    return 0


def _show(call: Call, replayed: Replayed) -> None:
    for one in replayed.readings:
        call.say(json.dumps(_facts(one), ensure_ascii=False) if call.args.json else _line(call, one))
    if not call.args.json:
        facts = {"readings": len(replayed.readings), "refused": len(replayed.refused), "recordings": len(replayed.recordings)}
        call.say(call.words.say("cli.devices_replayed", facts))


def _line(call: Call, reading: Reading) -> str:
    values = " ".join(f"{name}={quantity.comparator}{quantity.value} {quantity.unit}" for name, quantity in reading.values)
    return f"{call.words.word('device_kind', reading.kind)}  {values}  {reading.device_time or ''} {' '.join(reading.flags)}".rstrip()


def _facts(reading: Reading) -> dict[str, Any]:
    values = {
        name: {"value": None if quantity.value is None else str(quantity.value), "unit": quantity.unit, "comparator": quantity.comparator}
        for name, quantity in reading.values
    }
    names = ("kind", "device_time", "clock_offset_s", "sequence", "user_slot", "flags", "seen_taken")
    return {**{name: getattr(reading, name) for name in names}, "context": dict(reading.context), "values": values}
