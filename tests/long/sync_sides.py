"""Both sides of the sync harness: what a workstation wrote, what a server holds, and a workstation that dies in the middle of a pass."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self
from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy import select

from app.clock import SetClock
from app.store.database import Reading, Store
from app.store.outgoing import FHIR_TYPES
from app.store.tables.log import change
from app.store.unit_of_work import LOCAL
from sync import http, jsontext, outward
from sync.bodies import Bodies
from sync.canonical import content_hash
from sync.clinic import ClinicReplica
from sync.engine import run_once
from sync.http import HttpLink
from sync.hub.names import PLACE
from sync.hub.server import HubServer
from sync.pull import TYPES
from sync.replica import Ref
from tests.long.faulty_road import Road
from tests.long.sync_plants import planted
from tests.peer import peer_folder, running_peer
from tests.sync.seats import KEY, NOW, UP


class Held(NamedTuple):
    """A resource as a server holds it: its content hash and how many versions there were."""

    hash: str
    versions: int = 0


class Server(Protocol):
    """Where everything is to arrive."""

    base_url: str

    @property
    def faults(self) -> int:
        """How many were met so far."""
        ...

    @property
    def met(self) -> Counter[str]:
        """The same by kind."""
        ...

    def trouble(self, share: float, dice: random.Random) -> None:
        """From now on things go wrong."""
        ...

    def calm(self) -> None:
        """From now on nothing does."""
        ...

    def held(self) -> dict[Ref, Held]:
        """What is really there, asked past all trouble."""
        ...

    def gives(self, ref: Ref) -> bool:
        """Whether a reader gets resources of this type from its feed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None: ...


def context(preload: str = "tests.long.sync_sides") -> ForkServerContext | SpawnContext:
    """A fork of a process that has everything imported takes a tenth of a second, where there is fork."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([preload])
    return made


def memory() -> str | None:
    """Where files cost no disk: a process is killed here, never the machine."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


# --- our own hub ------------------------------------------------------------------------------------------------------
def _hub_process(path: str, told: Connection) -> None:
    told.send(HubServer(Path(path), KEY).start())
    threading.Event().wait()


class Hub:
    """Our hub in a process of its own, behind a road full of faults."""

    def __init__(self, folder: Path, dice: random.Random, share: float = 0.0) -> None:
        self._path, self._dice, self._share = folder / "hub.db", dice, share
        self._process: Any = None
        self._address = ""
        self._dying = threading.Lock()
        self._held: dict[Ref, Held] = {}
        self._since = ""

    @staticmethod
    def road_to(hub: HubServer, dice: random.Random, share: float) -> AbstractContextManager[Road]:
        """A road to a hub that is not killed."""
        road = Road(hub.base_url, dice, share, lambda: hub.base_url)
        road.open = share == 0
        return road

    def __enter__(self) -> Self:
        self._start()
        self._road = Road(self._address, self._dice, self._share, self._kill)
        self._road.__enter__()
        self.base_url = self._road.base_url
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._road.__exit__(kind, fault, trace)
        self._end()

    def _start(self) -> None:
        heard, told = context().Pipe(duplex=False)
        self._process = context().Process(target=_hub_process, args=(str(self._path), told), daemon=True)
        self._process.start()
        told.close()
        self._address = heard.recv()
        heard.close()

    def _end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()

    def _kill(self) -> str:
        """kill -9, and a new process over the same file; its address."""
        with self._dying:
            self._end()
            self._start()
            return self._address

    @property
    def faults(self) -> int:
        """See :class:`Server`."""
        return self._road.faults

    @property
    def met(self) -> Counter[str]:
        """See :class:`Server`."""
        return self._road.met

    def trouble(self, share: float, dice: random.Random) -> None:
        """See :class:`Server`."""
        self._road.share, self._road.open = share, False

    def calm(self) -> None:
        """See :class:`Server`."""
        self._road.open = True

    def held(self) -> dict[Ref, Held]:
        """See :class:`Server`; read on from where it was read to."""
        with self._dying:  # a fault that comes late must not take the hub away meanwhile
            link = HttpLink(self._address)
            while True:
                query = [("_count", "1000"), *([("since", self._since)] if self._since else [])]
                bundle = link.get("$changes", query).bundle()
                for entry in bundle.entries:
                    ref = Ref(entry.resource["resourceType"], entry.resource["id"])
                    self._held[ref] = Held(content_hash(entry.resource), int(entry.resource["meta"]["versionId"]))
                self._since = parse_qs(urlsplit(bundle.link(PLACE) or "").query)["since"][0]
                if bundle.link("next") is None:
                    link.close()
                    return self._held

    def gives(self, ref: Ref) -> bool:
        """See :class:`Server`: our feed has every type."""
        return True


# --- the independent server -------------------------------------------------------------------------------------------
_CONTROLLED: dict[str, dict[str, Any]] = {
    "dropped before": {"when": "before", "action": "drop"},
    "dropped during": {"when": "during", "action": "drop"},
    "dropped after": {"when": "after", "action": "drop"},
    "truncated": {"when": "after", "action": "truncate"},
    "503": {"when": "before", "action": "status", "status": 503},
    "500 after": {"when": "after", "action": "status", "status": 500},
    "429": {"when": "before", "action": "status", "status": 429, "retryAfter": 2},
    "html 200": {"when": "after", "action": "status", "status": 200},
    "html 404": {"when": "after", "action": "status", "status": 404},
    "stalled before": {"when": "before", "action": "stall", "ms": 5000},
    "stalled after": {"when": "after", "action": "stall", "ms": 5000},
}
_SELDOM = ("stalled before", "stalled after")


class Peer:
    """The independent FHIR server with the faults it brings itself."""

    def __init__(self) -> None:
        folder = peer_folder()
        assert folder is not None
        self._running = running_peer(folder, "--profile", "hapi")
        self._session = requests.Session()
        self._session.trust_env = False
        self._armed = ""
        self._met: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self.base_url = self._running.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._session.close()
        self._running.__exit__(kind, fault, trace)

    def _control(self, what: str, body: object = None) -> Any:
        url = f"{self.base_url.partition('/fhir')[0]}/__peer/{what}"
        with self._session.post(url, json=body) if body is not None else self._session.get(url) as reply:
            return reply.json()

    def _count(self) -> None:
        fired = self._control("stats")["faultsFired"] - self._met.total()
        if fired:
            self._met[self._armed] += fired

    @property
    def faults(self) -> int:
        """See :class:`Server`."""
        return self._met.total()

    @property
    def met(self) -> Counter[str]:
        """See :class:`Server`."""
        return self._met

    def trouble(self, share: float, dice: random.Random) -> None:
        """See :class:`Server`: one kind until the next call, on every request or every second or third."""
        self._count()
        kinds = [kind for kind in _CONTROLLED if kind not in _SELDOM or dice.random() < 0.3]
        self._armed = dice.choice(kinds)
        every = dice.randint(1, 3) if share else 0
        self._control("fault", [{**_CONTROLLED[self._armed], "match": "/fhir", "every": every, "count": dice.randint(1, 3)}])

    def calm(self) -> None:
        """See :class:`Server`."""
        self._count()
        self._control("fault", [])

    def held(self) -> dict[Ref, Held]:
        """See :class:`Server`."""
        found = {}
        for one in self._control("dump"):
            parsed = jsontext.loads(json.dumps(one))
            found[Ref(one["resourceType"], one["id"])] = Held(content_hash(parsed))
        return found

    def gives(self, ref: Ref) -> bool:
        """See :class:`Server`: strangers are asked type by type."""
        return ref.fhir_type in TYPES


# --- the workstation --------------------------------------------------------------------------------------------------
class Written:
    """What was written at a workstation, by its change log and its records alone: what sync noted of it is not believed."""

    def __init__(self) -> None:
        self._seq = 0
        self._found: dict[Ref, str] = {}
        self.edits: Counter[Ref] = Counter()

    def look(self, store: Store) -> dict[Ref, str]:
        """Every resource that should be on the server, with its content hash; what was not touched since the last look stays."""
        bodies = Bodies(store)
        with store.reading() as conn:
            touched = self._touched(conn, bodies)
        self.edits.update(touched)
        for ref, form in bodies.read(touched).items():
            if form is not None:
                self._found[ref] = form.hash
        return self._found

    def _touched(self, conn: Reading, bodies: Bodies) -> Counter[Ref]:
        rows = conn.execute(select(change).where(change.c.seq > self._seq, change.c.origin == LOCAL)).mappings().all()
        touched: Counter[Ref] = Counter()
        for row in rows:
            self._seq = max(self._seq, row["seq"])
            if row["type"] in FHIR_TYPES:
                touched[Ref(FHIR_TYPES[row["type"]], row["id"])] += 1
                for more in outward.further(conn, row["type"], [row["id"]]).values():
                    bodies.met(dict(more))
                    touched.update(ref for ref, _ in more)
        return touched


class _Doomed:
    """Calls a thing's methods and dies at the n-th step, before or after one."""

    def __init__(self, inner: object, step: Callable[[], None], names: frozenset[str]) -> None:
        self._inner, self._step, self._names = inner, step, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in self._names:
            return found

        def stepped(*given: Any, **named: Any) -> Any:
            self._step()
            result = found(*given, **named)
            self._step()
            return result

        return stepped


def _die() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def _workstation(path: str, base_url: str, plant: str, last: int) -> None:
    http.SLOWEST = 1e6
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == last:
            _die()

    with planted(plant):
        store = Store.open(Path(path), KEY, SetClock(NOW))
        replica: Any = _Doomed(ClinicReplica(store), step, frozenset({"put_in_flight", "settle", "apply"}))
        link: Any = _Doomed(HttpLink(base_url, read_seconds=0.4), step, frozenset({"get", "post"}))
        run_once(replica, UP, link, SetClock(NOW))
        store.close()


def killed_pass(path: Path, base_url: str, plant: str, dice: random.Random) -> int:
    """A pass in a process of its own that dies at a random step; 1 where it did, 0 where it had ended before."""
    process = context().Process(target=_workstation, args=(str(path), base_url, plant, dice.randint(1, 14)), daemon=True)
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    if code is not None and code > 0:
        raise RuntimeError("the workstation ended by itself")
    return int(code != 0)
