"""Eight Bluetooth devices stream at three times the rate of an ECG at once; not one sample may be missing or out of place.

    python3 packaging/dev.py long ble_load [--minutes 10] [--scale 1] [--devices 8] [--plant drop]

The straps are virtual, all else is real: GATT over the virtual air, bleak, the hub's one thread, the driver, its news. What
each strap measured is compared with what the hub told, sample by sample. ``--plant`` loses a block on its way; the harness
must then fail. The memory that is printed holds every sample twice, for the comparison.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime

from device_drivers.hub import CHINA, DeviceHub
from device_drivers.protocols import polar_pmd
from device_drivers.readings import EcgBlock, KnownDevice
from device_drivers.runner import Told
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.radio import VirtualRadio
from device_drivers.virtual.strap import FRAME_SAMPLES, VirtualStrap

MINUTES, DEVICES, PACE = 10.0, 8, 3.0
START_SECONDS, REST_SECONDS = 60.0, 5.0
DROPPED = 5  # of a planted bug: the block that is lost


class FastStrap(VirtualStrap):
    """Measures PACE times as fast as it says."""

    async def _pulse(self) -> None:
        loop = asyncio.get_running_loop()
        step = FRAME_SAMPLES / polar_pmd.ECG_HZ / PACE
        at = loop.time()
        while True:
            await asyncio.sleep(max(0.0, at - loop.time()))
            at += step
            if self.inside.streaming:
                await self.notify(self._data, self.inside.frame())


class Recorder:
    """What the hub told: samples in the order of their index. plant: loses one block of each device."""

    def __init__(self, plant: str) -> None:
        self._plant = plant
        self._blocks: dict[str, int] = defaultdict(int)
        self._ends: dict[str, int] = {}
        self.samples: dict[str, list[int | None]] = defaultdict(list)
        self.flaws: list[str] = []
        self.started = threading.Semaphore(0)

    def journal(self, _: object) -> None:
        """Streams are the recorder's matter."""

    def tell(self, news: Told) -> None:
        """In the hub's thread."""
        if not isinstance(news, EcgBlock):
            return
        self._blocks[news.device] += 1
        if self._blocks[news.device] == 1:
            self.started.release()
        if self._plant == "drop" and self._blocks[news.device] == DROPPED:
            return
        end = self._ends.get(news.device, news.first)
        if news.first != end:
            self.flaws.append(f"{news.device}: a hole of {news.first - end} samples at {end}")
        self._ends[news.device] = news.first + len(news.samples)
        self.samples[news.device] += news.samples


def compare(straps: list[FastStrap], recorder: Recorder) -> list[str]:
    """What each strap sent against what came: the same samples in the same order, to the last."""
    flaws = list(recorder.flaws)
    for strap in straps:
        sent, came = strap.inside.log, recorder.samples[strap.id]
        if came != sent[: len(came)]:
            first = next((at for at, (one, other) in enumerate(zip(sent, came, strict=False)) if one != other), len(sent))
            flaws.append(f"{strap.id}: sample {first} of {len(sent)} is not what was sent")
        elif len(sent) != len(came):
            flaws.append(f"{strap.id}: {len(sent) - len(came)} samples never came")
    return flaws


def resident_mib() -> float:
    """Memory of this process in MiB, 0 where the system does not tell it."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


async def _build(count: int) -> tuple[VirtualRadio, list[FastStrap]]:
    radio = VirtualRadio()
    await radio.start()
    clock = DeviceClock(lambda: datetime.now(UTC), CHINA)
    straps = [FastStrap(radio, f"C1:00:00:00:04:{number:02X}", f"Polar H10 {number:08X}", clock) for number in range(count)]
    for strap in straps:
        await strap.power_on()
    return radio, straps


async def _fall_silent(straps: list[FastStrap]) -> None:
    """Before the hub ends the streams: what was sent can then be counted to the last sample."""
    for strap in straps:
        strap.inside.streaming = False


def _await_the_rest(straps: list[FastStrap], recorder: Recorder) -> None:
    for _ in range(round(REST_SECONDS / 0.05)):
        if all(len(strap.inside.log) == len(recorder.samples[strap.id]) for strap in straps):
            return
        time.sleep(0.05)


def run(minutes: float, count: int, plant: str = "") -> list[str]:
    """Streams for so long; the flaws."""
    recorder = Recorder(plant)
    hub = DeviceHub(recorder.journal, recorder.tell, clock=lambda: datetime.now(UTC))
    hub.start()
    try:
        radio, straps = hub.submit(_build(count)).result(START_SECONDS)
        hub.install_backend(radio.backend()).result(START_SECONDS)
        for strap in straps:
            hub.add(KnownDevice(strap.id, "polar-pmd", strap.name, strap.address)).result(START_SECONDS)
            hub.start_ecg(strap.id).result(START_SECONDS)
        for _ in straps:
            if not recorder.started.acquire(timeout=START_SECONDS):
                return ["not every device came to stream"]
        time.sleep(minutes * 60)
        hub.submit(_fall_silent(straps)).result(START_SECONDS)
        _await_the_rest(straps, recorder)
        for strap in straps:
            hub.stop_ecg(strap.id).result(START_SECONDS)
    finally:
        hub.stop()
    total = sum(len(came) for came in recorder.samples.values())
    expected = polar_pmd.ECG_HZ * PACE * 60 * minutes * count
    print(
        f"{count} devices, {minutes:g} min, {total} samples ({total / expected:.1%} of the nominal), memory at most {resident_mib():.0f} MiB"
    )
    flaws = compare(straps, recorder)
    return flaws + ([f"too slow: {total} of {expected:.0f} samples"] if total < 0.95 * expected else [])


def main(argv: list[str]) -> int:
    """0 when every sample came; prints what was found."""
    options = argparse.ArgumentParser(prog="ble_load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=MINUTES)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--devices", type=int, default=DEVICES)
    options.add_argument("--plant", choices=["drop"], default="")
    asked = options.parse_args(argv)
    flaws = run(asked.minutes * asked.scale, asked.devices, asked.plant)
    for flaw in flaws[:20]:
        print(flaw)
    print(f"{len(flaws)} flaws")
    return 1 if flaws else 0
