"""The hub's process is killed while it writes: what it acknowledged is there, what it did not is there whole or not at all."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.clock import SystemClock
from sync import envelope
from sync.http import HttpLink
from sync.hub.store import HubStore
from sync.link import LinkFault
from tests.sync.hub.conftest import KEY, observation, patient

SIZE = 10
CHILD = """
import sys
from pathlib import Path
from sync.hub.server import HubServer
with HubServer(Path(sys.argv[1]), bytes(range(32))) as hub:
    print(hub.base_url, flush=True)
    sys.stdin.read()
"""


def bundle(name: str) -> bytes:
    resources = [patient(f"{name}-p"), *(observation(f"{name}-{index}", f"{name}-p") for index in range(SIZE - 1))]
    return envelope.bundle("transaction", [envelope.put(f"{one['resourceType']}/{one['id']}", json.dumps(one)) for one in resources])


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_in_the_middle(tmp_path: Path, seed: int) -> None:
    """H11, T15."""
    database = tmp_path / "hub.db"
    root = Path(__file__).resolve().parents[3]
    acked: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(database)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        link = HttpLink(child.stdout.readline().strip())
        assert link.post(bundle("b0"), True).status == 200
        acked.append("b0")
        killer = threading.Timer(random.Random(seed).uniform(0.02, 0.3), child.kill)
        killer.start()
        try:
            for number in range(1, 10_000):
                assert link.post(bundle(f"b{number}"), True).status == 200
                acked.append(f"b{number}")
        except LinkFault:
            pass
        killer.join()
        link.close()
    store = HubStore(database, KEY, SystemClock())
    with store.read() as db:
        held = [row[0] for row in db.execute("SELECT id FROM latest")]
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    store.close()
    counts = {name: sum(one.startswith(f"{name}-") for one in held) for name in {one.split("-")[0] for one in held}}
    assert set(counts.values()) == {SIZE}
    assert set(acked) <= set(counts)
