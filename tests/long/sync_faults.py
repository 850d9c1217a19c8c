"""Everything goes wrong between a workstation and its server, by seed: nothing lost, nothing doubled, nothing stuck, no false green.

    python3 packaging/dev.py long sync_faults [--scale 1] [--seed 1] [--plant NAME] [--server hub | peer]

Covers H11, H12 and T22. A chapter is a fresh clinic store, a fresh server and a day's acts with passes in between; a second
workstation reads along. Our own hub stands behind a road that drops, cuts, stalls and lies, and is killed; the independent
server brings faults of its own; now and then the workstation itself is killed in the middle of a pass. At every green light
and at the end the server is asked what it really holds. ``--plant`` puts a bug into the program: the harness must fail.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sync import http
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.replica import Ref
from tests.long import clinic_day
from tests.long.clinic_day import Day
from tests.long.sync_plants import PLANTS, planted
from tests.long.sync_sides import Held, Hub, Peer, Server, Written, killed_pass, memory
from tests.peer import peer_folder
from tests.sync.seats import KEY, UP, Seat

FAULTS, A_CHAPTER = 10_000, 160
SHARE = 0.6
LONGEST = 12
"""Passes on an open road within which everything must have arrived."""
CLIENT_KILLED = 0.04
RESTARTED = 0.03
HESITATES = 0.6
"""How often a record whose last edit did not get through is edited again."""
READ_SECONDS = 0.25
WIRE_SHARE, WIRE_LIMIT, WIRE_ACTS, WIRE_ROUNDS = 0.4, 2.0, 200, 5


@dataclass
class Found:
    """What a run came to."""

    flaws: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    tally: Counter[str] = field(default_factory=Counter)


class Chapter:
    """One store, one server, one seed."""

    def __init__(self, folder: Path, server: Server, dice: random.Random, found: Found, plant: str) -> None:
        self.seat, self.reader = Seat(folder, "a"), Seat(folder, "b")
        self._server, self._dice, self._found, self._plant = server, dice, found, plant
        self._day = Day("A1", dice, self.seat.clock)
        self._written = Written()
        self._failed = False
        self._links = [HttpLink(server.base_url, read_seconds=READ_SECONDS) for _ in range(2)]
        self.seat.write(clinic_day.staff)

    def close(self) -> None:
        """Close what was opened."""
        for link in self._links:
            link.close()
        self.seat.store.close()
        self.reader.store.close()

    def play(self, faults: int) -> None:
        """Acts and passes until so many faults were met, then the end of all trouble, and the reckoning."""
        self._durable()
        while self._server.faults < faults and not self._found.flaws:
            self._server.trouble(SHARE, self._dice)
            self._acts()
            self._pass()
            if self._dice.random() < 0.3:
                self.reader.sync(self._links[1])
        self._server.calm()
        self._arrive(self.seat, "seat")
        self._arrive(self.reader, "reader")
        self._reckon()

    def _acts(self) -> None:
        for _ in range(self._dice.randint(1, 3)):
            self._day.act(self.seat.store)
            self._found.tally["acts"] += 1
        if self._failed and self._dice.random() < HESITATES:
            self._day.hesitate(self.seat.store)

    def _pass(self) -> None:
        fate = self._dice.random()
        if fate < CLIENT_KILLED:
            self.seat.store.close()
            self._found.met["client killed"] += killed_pass(self.seat.path, self._server.base_url, self._plant, self._dice)
            self.seat.restart()
            return
        if fate < CLIENT_KILLED + RESTARTED:
            self.seat.restart()
            self._found.tally["restarts"] += 1
        report = self.seat.sync(self._links[0])
        self._found.tally["passes"] += 1
        self._failed = report.error is not None
        if report.parked:
            self._found.flaws.append(f"stuck: {report.parked} parked, though nobody else writes")
        if report.delivered:
            self._green()

    def _green(self) -> None:
        """The light is green: whatever was written here must be there."""
        self._found.tally["green lights"] += 1
        there = self._server.held()
        missing = [ref for ref, digest in self._written.look(self.seat.store).items() if there.get(ref, Held("")).hash != digest]
        self._found.flaws += [f"false green: {ref}" for ref in missing]

    def _arrive(self, seat: Seat, who: str) -> None:
        link = self._links[who == "reader"]
        for _ in range(LONGEST):
            report = seat.sync(link)
            if report.delivered and not (report.pulled or report.unread):
                return
        self._found.flaws.append(f"stuck: {who} {report.error} {report.still_pending} waiting, {report.parked} parked")

    def _reckon(self) -> None:
        """Every record of the workstation against the server and the reader; every resource of the server against the workstation."""
        written, there, flaws = Written(), self._server.held(), self._found.flaws
        ours = written.look(self.seat.store)
        for ref, digest in ours.items():
            if there.get(ref, Held("")).hash != digest:
                flaws.append(f"lost: {ref}")
            elif there[ref].versions > written.edits[ref]:
                flaws.append(f"doubled: {there[ref].versions} versions of {ref} of {written.edits[ref]} edits")
            if self._server.gives(ref) and not self._is_read(ref, digest):
                flaws.append(f"lost: {ref} at the reader")
        flaws += [f"doubled: {ref}" for ref in there.keys() - ours.keys()]
        self._found.tally["resources"] += len(ours)
        self._found.tally["chapters"] += 1

    def _is_read(self, ref: Ref, digest: str) -> bool:
        """The reader was given it, and what it would itself say of it (where it has a record of it) is the same."""
        known = self.reader.replica.known(UP, ref)
        return known is not None and known.hash == digest and self.reader.replica.digest(ref) in (digest, None)

    def _durable(self) -> None:
        level = self.seat.store.raw(lambda driver: driver.execute("PRAGMA synchronous").fetchone()[0]).result()
        if level < 2:
            self._found.flaws.append("not durable: a commit returns before the disk has it")


# --- what it costs ----------------------------------------------------------------------------------------------------
def wire(folder: Path, dice: random.Random) -> tuple[int, int]:
    """Bytes both ways of one backlog over an open road, and over one on which a share of the requests fails."""
    seat, day = Seat(folder, "wire"), Day("W1", dice)
    seat.write(clinic_day.staff)
    for _ in range(WIRE_ACTS):
        day.act(seat.store)
    seat.store.close()
    return _sent(folder, dice, 0.0), _sent(folder, dice, WIRE_SHARE)


def _sent(folder: Path, dice: random.Random, share: float) -> int:
    (folder / "one.db").write_bytes((folder / "wire.db").read_bytes())
    seat = Seat(folder, "one")
    with HubServer(folder / f"hub{share}.db", KEY) as hub, Hub.road_to(hub, dice, share) as road:
        link = HttpLink(road.base_url, read_seconds=READ_SECONDS)
        while not seat.sync(link).delivered:
            pass
        link.close()
    seat.store.close()
    return link.bytes_up + link.bytes_down


# --- the run ----------------------------------------------------------------------------------------------------------
def run(servers: list[str], faults: int, seed: int, plant: str, found: Found) -> None:
    """Chapters against each server in turn until so many faults were met or a flaw was found."""
    chapter = 0
    while found.met.total() < faults and not found.flaws:
        name = servers[chapter % len(servers)]
        dice = random.Random(f"{seed}/{chapter}")
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory())))
            server: Server = Hub(folder, dice) if name == "hub" else Peer()
            opened.enter_context(server)
            played = Chapter(folder, server, dice, found, plant)
            opened.callback(played.close)
            played.play(min(A_CHAPTER, faults - found.met.total()))
            found.met.update({f"{name}: {kind}": count for kind, count in server.met.items()})
        chapter += 1


def main(argv: list[str]) -> int:
    """0 when everything arrived, once, and nobody was told otherwise; prints the table."""
    options = argparse.ArgumentParser(prog="sync_faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=[name for name in PLANTS if name], default="")
    options.add_argument("--server", choices=["hub", "peer"], action="append")
    asked = options.parse_args(argv)
    servers = asked.server or (["hub", "peer"] if peer_folder() else ["hub"])
    found = Found()
    http.SLOWEST = 1e6  # a stall must not take the minutes that a slow line may
    with planted(asked.plant):
        run(servers, max(20, round(FAULTS * asked.scale)), asked.seed, asked.plant, found)
        ratio = 0.0 if found.flaws else _wire(asked.seed, max(1, round(WIRE_ROUNDS * asked.scale)))
    if ratio > WIRE_LIMIT:
        found.flaws.append(f"dear: {ratio:.2f} times the bytes")
    return _tell(found, ratio)


def _wire(seed: int, rounds: int) -> float:
    plain = faulty = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory()) as folder:
            one, other = wire(Path(folder), random.Random(f"{seed}/wire/{number}"))
            plain, faulty = plain + one, faulty + other
    return faulty / plain


def _tell(found: Found, ratio: float) -> int:
    for kind, count in sorted(found.met.items()):
        print(f"{kind:26}{count:7}")
    for kind, count in sorted(found.tally.items()):
        print(f"{kind:26}{count:7}")
    print(f"wire at {WIRE_SHARE:.0%} failing {ratio:7.2f} times (limit {WIRE_LIMIT})")
    for flaw in found.flaws[:20]:
        print(flaw)
    counts = {kind: sum(flaw.startswith(kind) for flaw in found.flaws) for kind in ("lost", "doubled", "stuck", "false green")}
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(f"{found.met.total()} faults: {told}, {len(found.flaws)} flaws")
    return 1 if found.flaws else 0
