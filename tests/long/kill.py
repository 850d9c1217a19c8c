"""Kills a process that writes visits, again and again, and looks at what is left: nothing acknowledged lost, nothing torn.

    python3 packaging/dev.py long kill [--scale 1] [--seed 1] [--plant early_ack | torn | unhashed]

Covers H11 (an acknowledged record is lost) on the workstation's own store. ``--plant`` puts a bug into the writer; the
harness must then fail, which a test of its own asks for. A kill spares what the system has in memory: power loss is
another harness.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from app.store import audit as trail
from app.store.database import Store
from app.store.tables.log import audit, change
from app.store.tables.people import person
from app.store.tables.visits import encounter, measurement
from app.store.unit_of_work import UnitOfWork
from tests.long.visits import KEY, NURSE, READINGS, ids_of, write_person, write_readings, write_visit

ROUNDS = 200
ENDLESS = 1_000_000
MOST_ACKS, LONGEST_PAUSE = 40, 0.005  # seconds; a commit takes two or three thousandths
ACK = "ack "


def write_on(store: Store, first: int, acknowledge: Callable[[int], None]) -> None:
    """The honest writer: a visit is acknowledged when its commit is durable."""
    for number in range(first, first + ENDLESS):
        store.write(lambda uow, number=number: write_visit(uow, number), NURSE).result()  # type: ignore[misc]
        acknowledge(number)


def early_ack(store: Store, first: int, acknowledge: Callable[[int], None]) -> None:
    """Bug: told the user before the commit."""
    for number in range(first, first + ENDLESS):
        waiting: Future[None] = store.write(lambda uow, number=number: write_visit(uow, number), NURSE)  # type: ignore[misc]
        acknowledge(number)
        waiting.result()


def torn(store: Store, first: int, acknowledge: Callable[[int], None]) -> None:
    """Bug: one visit in two transactions."""
    for number in range(first, first + ENDLESS):
        store.write(lambda uow, number=number: write_person(uow, number), NURSE).result()  # type: ignore[misc]
        store.write(lambda uow, number=number: write_readings(uow, number), NURSE).result()  # type: ignore[misc]
        acknowledge(number)


def unhashed(store: Store, first: int, acknowledge: Callable[[int], None]) -> None:
    """Bug: a row changed behind the audit trail's back."""

    def behind(uow: UnitOfWork, number: int) -> None:
        write_visit(uow, number)
        uow.conn.execute(measurement.update().where(measurement.c.id == ids_of(number).readings[0]).values(arm="left"))

    for number in range(first, first + ENDLESS):
        store.write(lambda uow, number=number: behind(uow, number), NURSE).result()  # type: ignore[misc]
        acknowledge(number)


WRITERS: dict[str, Callable[[Store, int, Callable[[int], None]], None]] = {
    "": write_on,
    "early_ack": early_ack,
    "torn": torn,
    "unhashed": unhashed,
}


def child(path: str, first: str, plant: str) -> None:
    """The process that is killed: writes until then, one line per acknowledged visit."""
    store = Store.open(Path(path), KEY)
    WRITERS[plant](store, int(first), lambda number: print(f"{ACK}{number}", flush=True))


@dataclass
class Found:
    """What a look into the database after the kills says."""

    flaws: list[str] = field(default_factory=list)
    visits: int = 0


def one_round(path: Path, first: int, plant: str, dice: random.Random) -> list[int]:
    """Start a writer, kill it at a random moment, return the numbers it acknowledged."""
    call = "import sys; from tests.long.kill import child; child(*sys.argv[1:])"
    command = [sys.executable, "-c", call, str(path), str(first), plant]
    acks: list[int] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(dice.randint(1, MOST_ACKS)):
            line = writer.stdout.readline()
            if not line.startswith(ACK):
                raise RuntimeError(f"the writer ended by itself: {line!r}")
            acks.append(int(line.removeprefix(ACK)))
        time.sleep(dice.uniform(0, LONGEST_PAUSE))
        writer.kill()
        acks += [int(line.removeprefix(ACK)) for line in writer.stdout if line.startswith(ACK) and line.endswith("\n")]
    return acks


def look(path: Path, acked: set[int], attempted: int) -> Found:
    """Re-open and compare: acked ⊆ present ⊆ attempted, every visit whole, the chain unbroken, the file sound."""
    store = Store.open(path, KEY)
    try:
        found = store.read(lambda conn: compare(conn, acked, attempted))
        sound = store.raw(lambda driver: driver.execute("PRAGMA integrity_check").fetchone()[0]).result()
    finally:
        store.close()
    if sound != "ok":
        found.flaws.append(f"integrity: {sound}")
    return found


def compare(conn: Connection, acked: set[int], attempted: int) -> Found:
    """The rows against what the writers said."""
    found = Found()
    present = set(conn.execute(select(encounter.c.id)).scalars())
    found.visits = len(present)
    found.flaws += [f"lost: visit {number} was acknowledged" for number in sorted(acked) if ids_of(number).encounter not in present]
    strange = present - {ids_of(number).encounter for number in range(attempted)}
    found.flaws += [f"strange: {one}" for one in sorted(strange)]
    counted = select(measurement.c.encounter, func.count()).group_by(measurement.c.encounter)
    readings = {row[0]: row[1] for row in conn.execute(counted)}
    found.flaws += [f"torn: {one} has {readings.get(one, 0)} readings" for one in sorted(present) if readings.get(one) != READINGS]
    found.flaws += _unlogged(conn)
    found.flaws += [f"chain: {flaw.code} {flaw.type} {flaw.ref}" for flaw in trail.verify(conn)]
    orphans = conn.execute(text("PRAGMA foreign_key_check")).all()
    found.flaws += [f"orphan: {row}" for row in orphans]
    return found


def _unlogged(conn: Connection) -> list[str]:
    """Records that no audit row or no change row tells of."""
    flaws = []
    for table in (person, encounter, measurement):
        for log, ref in ((audit, audit.c.ref), (change, change.c.id)):
            told = select(ref).where(log.c.type == table.name)
            gap = conn.execute(select(func.count()).select_from(table).where(table.c.id.not_in(told))).scalar_one()
            if gap:
                flaws.append(f"{table.name}: {gap} rows without a {log.name} row")
    return flaws


def main(argv: list[str]) -> int:
    """0 when nothing was lost or torn; prints what was found."""
    options = argparse.ArgumentParser(prog="kill", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plant", choices=[name for name in WRITERS if name], default="")
    asked = options.parse_args(argv)
    dice = random.Random(asked.seed)  # moments of death, not secrets
    rounds = max(1, round(ROUNDS * asked.scale))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _run(Path(folder) / "clinic.db", rounds, asked.plant, dice)


def _run(path: Path, rounds: int, plant: str, dice: random.Random) -> int:
    acked: set[int] = set()
    first = 0
    for _ in range(rounds):
        acked |= set(one_round(path, first, plant, dice))
        first = max(acked) + 2  # at most one more was under way
    found = look(path, acked, first)
    for flaw in found.flaws[:20]:
        print(flaw)
    print(f"{rounds} kills, {len(acked)} visits acknowledged, {found.visits} present, {len(found.flaws)} flaws")
    return 1 if found.flaws else 0
