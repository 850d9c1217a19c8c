"""Rows whose stamps were taken before they could be seen: the reader everybody writes first loses them, ours loses none (sync.md 1.4)."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.clock import iso
from sync.dialect import Dialect
from sync.link import Answer
from sync.pull import Pull
from tests.sync.memory import MemoryReplica
from tests.sync.visits import made

START = datetime(2026, 3, 5, 8, tzinfo=UTC)
ROWS, EVERY, LATEST, POLL = 300, timedelta(milliseconds=40), timedelta(milliseconds=800), timedelta(milliseconds=250)


class LateServer:
    """A server in memory with a clock of its own: a row is stamped when it is written and seen up to 0.8 s later."""

    base_url = "http://late.test/fhir"
    bytes_up = bytes_down = 0

    def __init__(self, dice: random.Random) -> None:
        self.now = START
        stamps = [START + number * EVERY for number in range(ROWS)]
        self.rows = [(stamp, stamp + dice.random() * LATEST, made(f"late{number}")) for number, stamp in enumerate(stamps)]

    def seen(self, since: str, strictly: bool) -> list[tuple[str, str]]:
        """(stamp, id) of the rows that can be seen now, from a stamp on, in the order of their stamps."""
        rows = [(iso(stamp), key) for stamp, visible, key in self.rows if visible <= self.now]
        return [(stamp, key) for stamp, key in rows if (stamp > since if strictly else stamp >= since)]

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """A searchset, 200 rows a page."""
        told = dict(query) or dict(one.split("=", 1) for one in target.partition("?")[2].split("&"))
        rows = self.seen(told.get("_lastUpdated", "ge").removeprefix("ge"), strictly=False)
        offset = int(told.get("_offset", "0"))
        entries = [{"resource": {"resourceType": "Patient", "id": key, "meta": {"lastUpdated": at, "versionId": "1"}}} for at, key in rows]
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "entry": entries[offset : offset + 200]}
        if offset + 200 < len(entries):
            since = quote(told.get("_lastUpdated", "ge"), safe="")
            bundle["link"] = [{"relation": "next", "url": f"{self.base_url}/Patient?_lastUpdated={since}&_offset={offset + 200}"}]
        date = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return Answer(200, {"content-type": "application/fhir+json", "date": date}, json.dumps(bundle).encode())

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """Takes nothing."""
        return Answer(405)


def naive(server: LateServer, strictly: bool, overlap: timedelta = timedelta()) -> int:
    """Rows lost by a reader that goes on from the newest stamp it has seen."""
    got: set[str] = set()
    newest = ""
    while server.now < START + ROWS * EVERY + 2 * LATEST:
        server.now += POLL
        since = iso(datetime.fromisoformat(newest) - overlap) if newest and overlap else newest
        for stamp, key in server.seen(since, strictly):
            got.add(key)
            newest = max(newest, stamp)
    return ROWS - len(got)


@pytest.mark.parametrize("seed", range(5))
def test_the_naive_cursor_loses_rows_and_ours_none(seed: int) -> None:
    """H11. The naive one is shown losing, or this test would prove nothing."""
    assert naive(LateServer(random.Random(seed)), strictly=True) > ROWS // 4
    assert naive(LateServer(random.Random(seed)), strictly=False) > ROWS // 4
    assert 0 < naive(LateServer(random.Random(seed)), strictly=False, overlap=POLL) < ROWS // 2
    server, site = LateServer(random.Random(seed)), MemoryReplica()
    while server.now < START + ROWS * EVERY + 2 * LATEST:
        server.now += POLL
        Pull(site, "up", server, Dialect(batch_reads=False), lambda: False, ("Patient",)).run()
    assert {ref.fhir_id for ref in site.resources} == {key for *_, key in server.rows}


def test_this_test_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours without its overlap loses as the naive one does."""
    monkeypatch.setattr("sync.pull.OVERLAP", timedelta())
    server, site = LateServer(random.Random(1)), MemoryReplica()
    while server.now < START + ROWS * EVERY + 2 * LATEST:
        server.now += POLL
        Pull(site, "up", server, Dialect(batch_reads=False), lambda: False, ("Patient",)).run()
    assert len(site.resources) < ROWS
