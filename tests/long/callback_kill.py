"""Kills a workstation the moment a device has its confirmation, again and again: what was confirmed must be on the disk.

    python3 packaging/dev.py long callback_kill [--scale 1] [--seed 1] [--plant journal-late]

Covers H11 on the way from a device: a cuff forgets a record once it is confirmed, so a record that is confirmed and not
durable is lost for good. A round starts a hub with the clinic's own journal; a cuff in memory sends records, each as soon
as the callback of the one before has returned; then the process is killed. The next round's cuff goes on with the first
record that was not confirmed. ``--plant`` lets the journal return before the disk has the frame: the harness must fail.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path

from sqlalchemy import select

from app.clock import SystemClock
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import Devices
from app.services.inbox import Inbox
from app.services.session import Session
from app.store.database import Store
from app.store.tables.devices import reading
from device_drivers.errors import NotKept
from device_drivers.hub import DeviceHub
from device_drivers.protocols.date_time import DeviceTime, encode_date_time
from device_drivers.readings import Frame, KnownDevice
from device_drivers.transports import pipe
from device_drivers.transports.pipe import PipeLink
from tests.long.visits import KEY

ROUNDS = 1000
MOST_CONFIRMED = 4  # records before the process dies
LONGEST_PAUSE = 0.002  # seconds; within the time a late journal would need
LATE_SECONDS = 0.02
MEASUREMENT = "2A35"
EPOCH = datetime(2026, 1, 1, 8, 0, 1)  # noqa: DTZ001 - a device's clock has no zone
Journal = Callable[[Frame], None]


# --- the process that is killed ---------------------------------------------------------------------------------------
class Cuff(PipeLink):
    """Sends one record after the other, the next when the one before was confirmed."""

    def __init__(self, first: int, confirmed: Callable[[int], None]) -> None:
        super().__init__(frozenset({MEASUREMENT}))
        self._number = first
        self._confirmed = confirmed

    async def subscribe(self, channel: str) -> None:
        """Somebody listens: the records follow."""
        await super().subscribe(channel)
        asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        try:
            self.notify(MEASUREMENT, record(self._number))
        except NotKept:
            return
        if self.is_open:
            self._confirmed(self._number)
            self._number += 1
            asyncio.get_running_loop().call_soon(self._send)


def record(number: int) -> bytes:
    """A 2A35 value: pressures, the minute that is the record's own, a pulse."""
    taken = encode_date_time(DeviceTime.of(EPOCH + timedelta(minutes=number)))
    pressures = b"".join(value.to_bytes(2, "little") for value in (100 + number % 60, 60 + number % 30, 80))
    return b"\x06" + pressures + taken + (70).to_bytes(2, "little")


def device_time(number: int) -> str:
    """What the reading of that record says."""
    return (EPOCH + timedelta(minutes=number)).isoformat()


def journal_late(journal: Journal) -> Journal:
    """Bug: returns at once, the disk follows."""

    def later(frame: Frame) -> None:
        threading.Timer(LATE_SECONDS, journal, (frame,)).start()

    return later


PLANTS: dict[str, Callable[[Journal], Journal]] = {"": lambda journal: journal, "journal-late": journal_late}


def child(path: str, first: int, plant: str, told: Connection) -> None:
    """Runs until it is killed; tells each record whose callback returned."""
    desk = Desk(Store.open(Path(path), KEY), Session(), SystemClock(), "A1")
    inbox = Inbox(desk, Arming(desk), Devices(desk))
    hub = DeviceHub(PLANTS[plant](inbox.journal), lambda _: None, clock=desk.clock.now)
    address = pipe.plug("cuff", lambda: Cuff(first, lambda number: told.send_bytes(number.to_bytes(4, "little"))))
    hub.start()
    hub.add(KnownDevice("ble:cuff", "ble-blood-pressure", "cuff", address)).result()
    threading.Event().wait()


# --- the harness ------------------------------------------------------------------------------------------------------
def one_round(path: Path, first: int, plant: str, dice: random.Random) -> list[int]:
    """Start a workstation, kill it at a random moment after a confirmation; the numbers of what was confirmed."""
    context = _context()
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(str(path), first, plant, told), daemon=True)
    process.start()
    told.close()
    confirmed = [_number(heard) for _ in range(dice.randint(1, MOST_CONFIRMED))]
    time.sleep(dice.uniform(0, LONGEST_PAUSE))
    process.kill()
    process.join()
    try:
        while heard.poll():
            confirmed.append(_number(heard))
    except EOFError:
        pass
    heard.close()
    process.close()
    return confirmed


def _context() -> ForkServerContext | SpawnContext:
    """A fork of a process that has everything imported takes a tenth of a second, where there is fork."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.long.callback_kill"])
    return context


def _number(heard: Connection) -> int:
    return int.from_bytes(heard.recv_bytes(), "little")


def look(path: Path, confirmed: set[int], attempted: int) -> list[str]:
    """What is wrong: confirmed ⊆ stored ⊆ sent, nothing twice, the file sound."""
    store = Store.open(path, KEY)
    try:
        stored = Counter(
            json.loads(body)["device_time"] for body in store.read(lambda conn: list(conn.execute(select(reading.c.body)).scalars()))
        )
        sound = store.raw(lambda driver: driver.execute("PRAGMA integrity_check").fetchone()[0]).result()
    finally:
        store.close()
    flaws = [f"lost: record {number} was confirmed" for number in sorted(confirmed) if device_time(number) not in stored]
    flaws += [f"twice: {taken}" for taken, times in stored.items() if times > 1]
    sent = {device_time(number) for number in range(attempted)}
    flaws += [f"strange: {taken}" for taken in stored if taken not in sent]
    return flaws + ([] if sound == "ok" else [f"integrity: {sound}"])


def main(argv: list[str]) -> int:
    """0 when nothing that was confirmed is missing; prints what was found."""
    options = argparse.ArgumentParser(prog="callback_kill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=[name for name in PLANTS if name], default="")
    asked = options.parse_args(argv)
    rounds = max(1, round(ROUNDS * asked.scale))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _run(Path(folder) / "clinic.db", rounds, asked.plant, random.Random(asked.seed))  # moments of death, not secrets


def _run(path: Path, rounds: int, plant: str, dice: random.Random) -> int:
    confirmed: set[int] = set()
    first = 0
    for _ in range(rounds):
        confirmed |= set(one_round(path, first, plant, dice))
        first = max(confirmed) + 1
    flaws = look(path, confirmed, first + 1)  # one more may have been durable and not confirmed
    for flaw in flaws[:20]:
        print(flaw)
    lost = sum(1 for flaw in flaws if flaw.startswith("lost"))
    print(f"{rounds} kills, {len(confirmed)} records confirmed, {lost} lost, {len(flaws)} flaws")
    return 1 if flaws else 0
