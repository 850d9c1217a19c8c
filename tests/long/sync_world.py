"""A small world by seed: five workstations, a hub and the cloud above it, edits everywhere, partitions, restarts, a hub from a backup.

    python3 packaging/dev.py long sync_world [--scale 1] [--seed 1] [--plant NAME]

Covers H7, H11, H17 and H25. Four workstations have the hub as their upstream, which is itself a client of the cloud; the fifth
stands in another township and speaks to the cloud. Everything is real but the wires: encrypted stores, the engine, the hub's
service. After every pass a workstation must show nothing that goes back: no status, no signed sheet, no allergy. At the end
the wires are whole, a person settles what is for a person, and all must say the same. ``--plant`` puts a bug in.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import select

from app.clock import SetClock
from app.store import conflicts, encounters, exchange
from app.store.tables import metadata
from app.store.unit_of_work import UnitOfWork
from sync import inward
from sync.engine import run_once
from sync.hub import peer_tables
from sync.hub.replica import HubReplica, add_peer, settle_conflict, take_back
from sync.hub.service import HubService
from sync.hub.speech import Request
from sync.hub.store import HubStore
from sync.hub.tokens import Access
from sync.link import Answer, LinkFault
from sync.replica import Ref
from tests.long import care_acts, clinic_day
from tests.long.clinic_day import Day, Memory
from tests.long.sync_sides import memory
from tests.sync.fhir import samples
from tests.sync.seats import KEY, NOW, Seat

SEEDS, STEPS, SEATS = 1_000, 45, 5
CLOUD = "cloud"
CHANGES_MIND = 0.25
ROUNDS = 25
"""Within so many rounds over whole wires everything must have come to rest."""
KINDS = ("person", "encounter", "measurement", "condition", "allergy", "prescription", *care_acts.KINDS)


class Wire:
    """A link to a hub's service without a socket. While ``whole`` is False requests fail, before or after the hub did its part."""

    def __init__(self, name: str, dice: random.Random) -> None:
        self.base_url = f"http://{name}.test/fhir"
        self.bytes_up = self.bytes_down = 0
        self.whole, self.cut = False, False
        self.service: HubService
        self._dice = dice

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """See :class:`sync.link.Link`."""
        path, _, more = target.removeprefix(self.base_url).lstrip("/").partition("?")
        told = [tuple(one.split("=", 1)) for one in more.split("&") if one]
        return self._asked("GET", f"/fhir/{path}", [*told, *query], {}, b"")  # type: ignore[list-item]

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """See :class:`sync.link.Link`."""
        named = {name.lower(): value for name, value in (headers or {}).items()}
        return self._asked("POST", "/fhir", [], {"content-type": "application/fhir+json", **named}, body)

    def _asked(self, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes) -> Answer:
        if self.cut or (not self.whole and self._dice.random() < 0.05):
            raise LinkFault("sync_unreachable")
        self.bytes_up += len(body)
        reply = self.service.handle(Request(method, path, query, headers, body, self.base_url.removesuffix("/fhir")))
        if not self.whole and self._dice.random() < 0.08:
            raise LinkFault("sync_cut")
        return Answer(reply.status, {name.lower(): value for name, value in reply.headers.items()}, reply.body)


class World:
    """One seed's world in a folder that holds the empty stores ``seat.db`` and ``hub.db``."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder, self._dice = folder, dice
        self._clock = SetClock(NOW)
        for number in range(SEATS):
            shutil.copyfile(folder.parent / "seat.db", folder / f"{number}.db")
        self.seats = [Seat(folder, str(number)) for number in range(SEATS)]
        self._days = [Day(f"S{number}", dice, seat.clock) for number, seat in enumerate(self.seats)]
        self._seen = [Memory() for _ in self.seats]
        self._wires = [Wire("hub" if number < SEATS - 1 else CLOUD, dice) for number in range(SEATS)]
        self._up = Wire(CLOUD, dice)
        self._hub, self._cloud = self._opened("hub"), self._opened(CLOUD)
        add_peer(self._hub, CLOUD, self._up.base_url)
        self._connect()
        self.flaws: list[str] = []
        self.tally: Counter[str] = Counter()

    def _opened(self, name: str) -> HubStore:
        path = self._folder / f"{name}.db"
        if not path.exists():
            shutil.copyfile(self._folder.parent / "hub.db", path)
        store = HubStore(path, KEY, self._clock)
        if not (self._folder / f"{name}.met").exists():
            (self._folder / f"{name}.met").touch()
            store.renew_epoch()
        return store

    def _connect(self) -> None:
        hub, cloud = HubService(self._hub, Access()), HubService(self._cloud, Access())
        for wire in self._wires:
            wire.service = hub
        self._wires[-1].service = self._up.service = cloud
        self._replica = HubReplica(self._hub, samples.clinic.id)

    def close(self) -> None:
        """Close every store."""
        for seat in self.seats:
            seat.store.close()
        self._hub.close()
        self._cloud.close()

    # ---- what happens

    def step(self) -> None:
        """Something happens somewhere."""
        number = self._dice.randrange(SEATS)
        what = self._dice.choices(list(STEPS_OF), list(STEPS_OF.values()))[0]
        what(self, number)
        self._clock.forward(1)

    def act(self, number: int) -> None:
        """Somebody writes something."""
        done = self._days[number].act(self.seats[number].store)
        self.tally[done] += 1
        self._look(number)

    def sync(self, number: int) -> None:
        """A pass."""
        self.seats[number].sync(self._wires[number])
        self.tally["passes"] += 1
        self._look(number)

    def forward(self, _number: int) -> None:
        """The hub speaks to the cloud."""
        run_once(self._replica, CLOUD, self._up, self._clock)
        self.tally["passes of the hub"] += 1

    def part(self, number: int) -> None:
        """A wire breaks, or holds again."""
        wire = self._dice.choice([self._wires[number], self._up])
        wire.cut = not wire.cut
        self.tally["partitions"] += wire.cut

    def restart(self, number: int) -> None:
        """A workstation starts anew."""
        self.seats[number].restart()
        self.tally["restarts"] += 1

    def restore(self, _number: int) -> None:
        """The hub's disk dies; a backup takes its place, or becomes the next one's."""
        backup, path = self._folder / "backup.db", self._folder / "hub.db"
        self._hub.close()
        if backup.exists():
            backup.replace(path)
            self.tally["hubs from a backup"] += 1
        else:
            shutil.copyfile(path, backup)
        self._hub = self._opened("hub")
        if not backup.exists():
            self._hub.renew_epoch()
        self._connect()

    def settle(self, number: int) -> None:
        """A person decides."""

        def settled(uow: UnitOfWork) -> int:
            found = conflicts.undecided(uow.conn)
            for one in found:
                choice = conflicts.HERE if one.fixed else self._dice.choice((conflicts.HERE, conflicts.THERE))
                conflicts.settle(uow, one.id, choice, "somebody")
            return len(found)

        self.tally["settled by a person"] += self.seats[number].write(settled)

    def _look(self, number: int) -> None:
        found = self.seats[number].store.read(self._seen[number].look)
        self.flaws += [f"{flaw} at seat {number}" for flaw in found]

    # ---- the end

    def rest(self) -> None:
        """Whole wires: everything must come to rest, and then say the same."""
        for wire in (*self._wires, self._up):
            wire.whole, wire.cut = True, False
        for turn in range(ROUNDS):
            if self._is_still(turn) and self._is_still(turn):
                break
        else:
            self.flaws.append("stuck: it does not come to rest")
            return
        self._compare()

    def _is_still(self, turn: int) -> bool:
        quiet = True
        for number, seat in enumerate(self.seats):
            report = seat.sync(self._wires[number])
            self._look(number)
            quiet = quiet and report.delivered and not (report.pulled or report.pushed)
            self.settle(number)
        up = run_once(self._replica, CLOUD, self._up, self._clock)
        for ref in self._clashes():
            settle_conflict(self._hub, CLOUD, ref, self._dice.random() < 0.5, samples.clinic.id)
            self.tally["settled at the hub"] += 1
            if self._dice.random() < CHANGES_MIND:
                take_back(self._hub, CLOUD, ref)
                self.tally["taken back at the hub"] += 1
        return quiet and up.delivered and not (up.pulled or up.pushed)

    def _clashes(self) -> list[Ref]:
        with self._hub.read() as db:
            return [Ref(*row) for row in db.execute("SELECT type, id FROM parked WHERE peer=? ORDER BY type, id", (CLOUD,))]

    def _compare(self) -> None:
        views = [self._view(seat) for seat in self.seats]
        told = set().union(*(seen.allergies for seen in self._seen))
        for number, view in enumerate(views):
            self.flaws += [f"lost: {key} at seat {number}" for key in views[0].keys() - view.keys()]
            self.flaws += [f"lost: {key} at seat 0" for key in view.keys() - views[0].keys()]
            self.flaws += [f"differs: {key} at seat {number}" for key in view.keys() & views[0].keys() if view[key] != views[0][key]]
            self.flaws += [f"lost: allergy {key} at seat {number}" for key in told if f"allergy/{key}" not in view]
        self.tally["records"] += len(views[0])

    def _view(self, seat: Seat) -> dict[str, Any]:
        found: dict[str, Any] = {}
        with seat.store.reading() as conn:
            for kind in KINDS:
                for key in conn.execute(select(metadata.tables[kind].c.id)).scalars():
                    found[f"{kind}/{key}"] = asdict(exchange.READERS[kind](conn, key))
                    if kind == "encounter":
                        found[f"diagnoses/{key}"] = encounters.diagnoses(conn, key)
                        found[f"participants/{key}"] = sorted(encounters.participants(conn, key))
        return found


STEPS_OF: Mapping[Callable[[World, int], None], float] = {
    World.act: 22,
    World.sync: 14,
    World.forward: 4,
    World.part: 2,
    World.restart: 1,
    World.settle: 2,
    World.restore: 1.5,
}
"""What happens, and how often against the rest."""


# ---- bugs


def _allergies_dropped() -> Any:
    honest, turns = inward.take, iter(range(1 << 30))

    def careless(uow: Any, ref: Ref, body: Any, before: Any) -> None:
        if ref.fhir_type != "AllergyIntolerance" or next(turns) % 6:
            honest(uow, ref, body, before)

    return mock.patch.object(inward, "take", careless)


def _hub_forgets() -> Any:
    """Some of what the seats wrote never goes on to the cloud, and nobody there misses it."""
    honest = peer_tables.pending

    def careless(db: Any, peer: str, after: int, limit: int) -> Any:
        return [row for row in honest(db, peer, after, limit) if row.ref.fhir_id[0] not in "01"]

    return mock.patch.object(peer_tables, "pending", careless)


def _status_goes_back() -> Any:
    """A visit's status is an element like any other."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(exchange, "_VISIT", tuple(reversed(exchange._VISIT))))
    stack.enter_context(mock.patch.dict("sync.merge._RULES", {"Encounter.status": lambda there, here: there}))
    return stack


PLANTS: Mapping[str, Callable[[], Any]] = {
    "": ExitStack,
    "allergies-dropped": _allergies_dropped,
    "status-goes-back": _status_goes_back,
    "hub-forgets": _hub_forgets,
}


# ---- the run


def templates(folder: Path) -> None:
    """Empty stores, which every seed copies."""
    seat = Seat(folder, "seat")
    seat.write(clinic_day.staff)
    seat.store.close()
    HubStore(folder / "hub.db", KEY, SetClock(NOW)).close()


def one_seed(folder: Path, seed: str) -> World:
    """A world from its beginning to its rest."""
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
        world = World(Path(place), random.Random(seed))
        try:
            for _ in range(STEPS):
                world.step()
            world.rest()
        finally:
            world.close()
    return world


def main(argv: list[str]) -> int:
    """0 when in every seed all say the same and nothing went back; prints what happened in all of them."""
    options = argparse.ArgumentParser(prog="sync_world", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=[name for name in PLANTS if name], default="")
    asked = options.parse_args(argv)
    seeds = max(1, round(SEEDS * asked.scale))
    tally: Counter[str] = Counter()
    flaws: list[str] = []
    with tempfile.TemporaryDirectory(dir=memory(), ignore_cleanup_errors=True) as folder, PLANTS[asked.plant]():
        templates(Path(folder))
        for number in range(seeds):
            world = one_seed(Path(folder), f"{asked.seed}/{number}")
            tally.update(world.tally)
            flaws += [f"{flaw} (seed {asked.seed}/{number})" for flaw in world.flaws]
            if asked.plant and flaws:
                break
    for kind, count in sorted(tally.items()):
        print(f"{kind:22}{count:8}")
    for flaw in flaws[:20]:
        print(flaw)
    print(f"{seeds} seeds, {SEATS} workstations, a hub and a cloud: {len(flaws)} flaws")
    return 1 if flaws else 0
