"""`xiangyi devices`: what is supported, what is in the air, what a decoder says of a frame; captures and their replay."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path

from app.cli.call import Call
from app.cli.captures import record, replay
from app.cli.opened import login_argument
from app.cli.recordings import import_recording
from app.clock import SystemClock
from app.errors import KnownError
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Nothing, or one of the actions."""
    parser.add_argument("--json", action="store_true", help=words.say("cli.json"))
    actions = parser.add_subparsers(dest="action", metavar="scan | decode | record | replay | import | udev")
    scan = actions.add_parser("scan", help=words.say("cli.devices_scan"))
    scan.add_argument("--seconds", type=float, default=10.0, metavar="N", help=words.say("cli.devices_seconds"))
    decode = actions.add_parser("decode", help=words.say("cli.devices_decode"))
    decode.add_argument("--batch", action="store_true", help=words.say("cli.devices_batch"))
    decode.add_argument("frame", nargs="*", metavar="PROTOCOL MESSAGE HEX")
    recording = actions.add_parser("record", help=words.say("cli.devices_record"))
    recording.add_argument("device", metavar="DEVICE")
    recording.add_argument("file", type=Path, metavar="FILE")
    recording.add_argument("--seconds", type=float, metavar="N", help=words.say("cli.devices_record_seconds"))
    login_argument(recording, words)
    replaying = actions.add_parser("replay", help=words.say("cli.devices_replay"))
    replaying.add_argument("file", type=Path, metavar="FILE")
    importing = actions.add_parser("import", help=words.say("cli.devices_import"))
    importing.add_argument("file", type=Path, metavar="FILE")
    login_argument(importing, words)
    actions.add_parser("udev", help=words.say("cli.devices_udev"))


def run(call: Call) -> int:
    """0 = listed, heard, answered, recorded; a refused frame is an answer."""
    actions = {None: _list, "scan": _scan, "decode": _decode, "record": record, "replay": replay, "import": import_recording, "udev": _udev}
    return actions[call.args.action](call)


def _list(call: Call) -> int:
    from device_drivers.registry import manifests

    for one in manifests():
        if call.args.json:
            facts = {"id": one.id, "transport": one.transport, "kinds": one.kinds, "models": [model.name for model in one.models]}
            call.say(json.dumps(facts, ensure_ascii=False))
            continue
        kinds = " ".join(call.words.word("device_kind", kind) for kind in one.kinds)
        call.say(f"{one.id:<24} {call.words.word('transport', one.transport)}  {kinds}")
        for model in one.models:
            call.say(f"    {model.name}")
    return 0


def _scan(call: Call) -> int:
    """Everything heard, the nearest first. KnownError ``device_trouble`` where the radio does not work."""
    from device_drivers.errors import DeviceError
    from device_drivers.hub import DeviceHub

    clock = SystemClock()
    hub = DeviceHub(lambda frame: None, lambda news: None, clock=clock.now)
    hub.start()
    try:
        limit = timedelta(seconds=call.args.seconds + 30)
        found = hub.scan(call.args.seconds).result(limit.total_seconds())
    except (DeviceError, TimeoutError) as fault:
        reason = fault.reason if isinstance(fault, DeviceError) else "timeout"
        raise KnownError("device_trouble", said=str(call.words.reason(reason))) from fault
    finally:
        hub.stop()
    for one in found:
        driver = one.driver or call.words.say("cli.devices_stranger")
        call.say(f"{one.device:<24} {one.rssi if one.rssi is not None else '':>4}  {one.name:<24} {driver}")
    call.say(call.words.say("cli.devices_heard", {"count": len(found)}))
    return 0


def _udev(call: Call) -> int:
    """The rules that let this computer's users have the USB devices, for /etc/udev/rules.d."""
    from device_drivers.plugs import udev_rules
    from device_drivers.registry import manifests

    call.say(udev_rules(manifests()))
    return 0


def _decode(call: Call) -> int:
    """One answer for one frame, or JSON lines from standard input. KnownError ``usage``."""
    from device_drivers.protocols.decode import answer_hex, answer_lines

    if call.args.batch:
        for line in answer_lines(sys.stdin):
            print(line)
        return 0
    if len(call.args.frame) != 3:
        raise KnownError("usage", said="devices decode PROTOCOL MESSAGE HEX")
    print(json.dumps(answer_hex(*call.args.frame), allow_nan=False))
    return 0
