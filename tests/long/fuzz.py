"""Coverage-guided fuzzing of everything that reads a device's bytes: decoders, byte streams, session machines.

    python3 packaging/dev.py long fuzz [--scale 1] [--seed 1] [--plant crash | hang | hoard]

Ten minutes at scale 1, with atheris (libFuzzer), begun from the shared vectors. A crash is any exception but the two refusals, an
answer that is no JSON, a call that takes more than two seconds, or more than 512 MB. ``--plant`` puts such a bug in; the harness
must then fail, which a test of its own asks for.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import os
import pkgutil
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from device_drivers.protocols.byte_stream import ByteStream

SECONDS = 600
MOST_MEGABYTES = 512
MOST_ACTIONS = 5_000
LONGEST_INPUT = 1_500
PLANTS = ("crash", "hang", "hoard")
PLANTED = "ble-date-time"  # where they are put; its captured frames are the way there
DECODE, STREAM, MACHINE = range(3)


# --- in the fuzzing process -------------------------------------------------------------------------------------------
class Targets:
    """What an input is given to: its first byte says which sort, the next two which of them."""

    def __init__(self, only: str = "") -> None:
        from device_drivers import registry
        from device_drivers.protocols import decode

        self._answer = decode.answer
        self.decoders = [pair for pair in decode.supported() if pair[0].startswith(only)]
        self._sorts = 1 if only else 3
        self.streams = streams()
        self.drivers = registry.DRIVERS
        self._events = _families()

    def __call__(self, data: bytes) -> None:
        """One input."""
        if len(data) < 3:
            return
        number, rest = int.from_bytes(data[1:3], "little"), data[3:]
        match data[0] % self._sorts:
            case 0:
                self._decode(*self.decoders[number % len(self.decoders)], rest)
            case 1:
                _stream(self.streams[number % len(self.streams)], rest)
            case _:
                self._machine(number % len(self.drivers), rest)

    def _decode(self, protocol: str, message: str, data: bytes) -> None:
        json.dumps(self._answer(protocol, message, data), allow_nan=False)

    def _machine(self, number: int, data: bytes) -> None:
        """A session that hears pieces of the input: a length byte, a channel byte, so many bytes."""
        from device_drivers.manifest import Opening
        from device_drivers.protocols.machine import BULK, HID, SERIAL, BytesIn, Connected, Event, Notified, ReadDone, Subscribed
        from device_drivers.readings import KnownDevice

        manifest = self.drivers[number].manifest
        machine = self.drivers[number].machine(KnownDevice("ble:X", manifest.id, "x", "X", model=manifest.models[0].name), Opening(1))
        events = self._events[manifest.id]
        channels = sorted({one.channel for one in events if isinstance(one, Notified)} - {SERIAL, HID, BULK}) or [SERIAL]
        begun: list[Event] = [next(one for one in events if isinstance(one, Connected)), *map(Subscribed, channels)]
        said, now = 0, 0.0
        for event in (*begun, *_heard(data, channels, SERIAL, BytesIn, Notified, ReadDone)):
            now += 0.4
            said += len(machine.tick(now)) + len(machine.receive(event))
        if said > MOST_ACTIONS:
            raise RuntimeError(f"{manifest.id}: {said} actions for {len(data)} bytes")


def _heard(data: bytes, channels: list[str], serial: str, bytes_in: Any, notified: Any, read_done: Any) -> list[Any]:
    found = []
    while len(data) >= 2:
        size, which, data = data[0], data[1], data[2:]
        piece, data = data[:size], data[size:]
        channel = channels[which % len(channels)]
        if channel == serial:
            found.append(bytes_in(piece))
        else:
            found.append(read_done(channel, piece) if which & 0x80 else notified(channel, piece))
    return found


def _stream(make: Callable[[], ByteStream[Any]], data: bytes) -> None:
    """Fed in two halves; what is kept back must stay small."""
    stream = make()
    half = len(data) // 2
    found = [*stream.feed(data[:half]), *stream.feed(data[half:])]
    if len(found) > len(data) + 1:
        raise RuntimeError(f"{len(found)} frames in {len(data)} bytes")


def streams() -> list[Callable[[], ByteStream[Any]]]:
    """Every function `stream` or `…_stream` of a protocol module that needs nothing."""
    from device_drivers import protocols

    found: list[Callable[[], ByteStream[Any]]] = []
    for info in sorted(pkgutil.iter_modules(protocols.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{protocols.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and re.fullmatch(r"(\w+_)?stream", name) and not name.startswith("_")
            if own and all(one.default is not one.empty for one in inspect.signature(function).parameters.values()):
                found.append(function)
    return found


def _families() -> dict[str, list[Any]]:
    from tests.device_drivers import whitelists

    names = [found.name for found in pkgutil.iter_modules(whitelists.__path__) if found.name != "events"]
    modules = [importlib.import_module(f"{whitelists.__name__}.{name}") for name in names]
    return {driver: events for module in modules for driver, events in module.EVENTS.items()}


def child(plant: str, *flags: str) -> None:
    """The process that fuzzes; ends by itself."""
    import atheris

    with atheris.instrument_imports(include=["device_drivers"]):
        from device_drivers.protocols import decode
    targets = Targets(PLANTED if plant else "")
    if plant:
        _plant(decode, plant)
    atheris.Setup([sys.argv[0], *flags], targets)
    atheris.Fuzz()


def _plant(decode: Any, plant: str) -> None:
    """A bug behind a month that no captured frame has: somebody must go and look for it."""
    honest = decode._MESSAGES[PLANTED, "2A08"]
    hoard: list[bytes] = []

    def buggy(data: bytes) -> Any:
        answer = honest(data)
        while re.search("-1[12]-", answer["timestamp"]):
            if plant == "crash":
                raise ZeroDivisionError("planted")
            if plant == "hoard":
                hoard.append(bytes(8_000_000))
        return answer

    decode._MESSAGES[PLANTED, "2A08"] = buggy


# --- outside ----------------------------------------------------------------------------------------------------------
def corpus(folder: Path, only: str = "") -> int:
    """The shared vectors as first inputs, of one protocol where it is named; how many."""
    from device_drivers.protocols import decode
    from tests.device_drivers.protocols.device_vectors import read_vectors

    places = {pair: number for number, pair in enumerate(pair for pair in decode.supported() if pair[0].startswith(only))}
    known = [one for one in read_vectors() if (one["protocol"], one["message"]) in places]
    for number, one in enumerate(known):
        where = places[one["protocol"], one["message"]].to_bytes(2, "little")
        (folder / f"{number:04}").write_bytes(bytes((DECODE,)) + where + bytes.fromhex(one["hex"]))
    return len(known)


def main(argv: list[str]) -> int:
    """0 when nothing broke; prints what was run, and the input that broke it."""
    options = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=PLANTS, default="")
    asked = options.parse_args(argv)
    if importlib.util.find_spec("atheris") is None:
        print("fuzz: atheris is made for Linux on x86-64 only; not run here")
        return 0
    with tempfile.TemporaryDirectory() as name:
        return _run(Path(name), max(5, round(SECONDS * asked.scale)), asked.seed, asked.plant)


def _run(folder: Path, seconds: int, seed: int, plant: str) -> int:
    inputs, broken = folder / "inputs", folder / "broken"
    inputs.mkdir()
    broken.mkdir()
    begun = corpus(inputs, PLANTED if plant else "")
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # a child's peak begins with its parent's
    flags = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST_INPUT}", "-timeout=2"]
    flags += [f"-rss_limit_mb={MOST_MEGABYTES + inherited}"]
    flags += [f"-artifact_prefix={broken}/", "-print_final_stats=1", str(inputs)]
    call = "import sys; from tests.long.fuzz import child; child(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", call, plant, *flags], capture_output=True, text=True, check=False)
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found = sorted(broken.iterdir())
    for one in found:
        print(f"{one.name}: {one.read_bytes().hex()}")
    if found or done.returncode:
        print("\n".join(done.stderr.splitlines()[-25:]))
    targets = Targets()
    told = f"{len(targets.decoders)} decoders, {len(targets.streams)} streams, {len(targets.drivers)} machines"
    print(
        f"{runs.group(1) if runs else '?'} inputs in {seconds} s, {begun} captured to begin with; {told}; {memory} MB; {len(found)} broken"
    )
    return 1 if found or done.returncode else 0
