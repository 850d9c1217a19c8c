"""Whatever is wrong with a few records, the others arrive: by random records, references and servers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import SetClock
from sync.dialect import Dialect
from sync.envelope import FHIR_JSON
from sync.hub.service import Access, HubService, Request
from sync.hub.store import HubStore
from sync.link import Answer
from sync.push import Push
from sync.replica import Ref
from tests.sync.conftest import KEY
from tests.sync.memory import MemoryReplica
from tests.sync.visits import condition, encounter, made, observation, patient, reference


class Direct:
    """A link straight into a hub's service; ``mute`` keeps it from saying which entry it dislikes."""

    base_url = "http://hub/fhir"
    bytes_up = bytes_down = 0

    def __init__(self, service: HubService, mute: bool) -> None:
        self._service, self._mute = service, mute

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        url = urlsplit(f"{self.base_url}/{target}")
        return self._ask("GET", url.path, [*query, *parse_qsl(url.query)], b"")

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", "/fhir", (), body)

    def _ask(self, method: str, path: str, query: Sequence[tuple[str, str]], body: bytes) -> Answer:
        reply = self._service.handle(Request(method, path, query, {"content-type": FHIR_JSON}, body, "http://hub"))
        said = reply.body.replace(b'"expression"', b'"unsaid"') if self._mute else reply.body
        return Answer(reply.status, {}, said)


@st.composite
def clinics(draw: st.DrawFn) -> tuple[list[dict[str, Any]], set[Ref]]:
    """Records that refer to each other, and up to four of them that no server takes."""
    people = draw(st.integers(1, 4))
    records: list[dict[str, Any]] = [patient(f"p{one}") for one in range(people)]
    for number in range(draw(st.integers(0, 5))):
        who = f"p{draw(st.integers(0, people - 1))}"
        circle = draw(st.booleans())
        more: dict[str, Any] = {"diagnosis": [{"condition": reference("Condition", f"c{number}")}]} if circle else {}
        records.append(encounter(f"e{number}", who, **more))
        if circle:
            records.append(condition(f"c{number}", who, f"e{number}"))
        records += [observation(f"o{number}.{one}", who, f"e{number}") for one in range(draw(st.integers(0, 3)))]
    order = draw(st.permutations(records))
    bad = draw(st.lists(st.integers(0, len(records) - 1), max_size=4, unique=True))
    for index in bad:
        order[index]["language"] = ""
    return order, {Ref(order[index]["resourceType"], order[index]["id"]) for index in bad}


def _reach(site: MemoryReplica, ref: Ref) -> set[Ref]:
    found, stack = set(), site.references(ref)
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += site.references(one)
    return found


@settings(max_examples=60, deadline=None)
@given(clinics(), st.integers(1, 12), st.booleans(), st.integers(1, 4))
def test_all_but_the_bad_and_their_dependants_arrive(
    clinic: tuple[list[dict[str, Any]], set[Ref]], size: int, mute: bool, units: int
) -> None:
    """H12, T7: exactly the bad ones are parked, exactly their dependants wait, everything else is on the hub."""
    records, bad = clinic
    site = MemoryReplica()
    for start in range(units):
        site.save(*records[start::units])
    good = {ref for ref in site.resources if ref not in bad and not _reach(site, ref) & bad}
    with tempfile.TemporaryDirectory() as folder:
        store = HubStore(Path(folder) / "hub.db", KEY, SetClock(datetime(2026, 3, 5, tzinfo=UTC)))
        run = Push(site, "up", Direct(HubService(store, Access()), mute), Dialect(gzip=True, entries=size, ceiling=size), lambda: False)
        run.run()
        with store.read() as db:
            there = {Ref(*row) for row in db.execute("SELECT type, id FROM latest")}
        store.close()
    parked = set(site.state().parked)
    circles = {ref for ref in site.resources if ref in _reach(site, ref) and _reach(site, ref) & bad}
    assert there == good
    assert {ref for ref in bad if not _reach(site, ref) & bad} <= parked <= bad | circles
    assert parked | set(site.waiting()) == set(site.resources) - good
    assert set(run.left_out) >= set(site.waiting())
    assert site.state().flight is None


def test_a_circle_larger_than_any_bundle_still_ends() -> None:
    """The peer takes one entry at a time: a circle cannot arrive, but it must not stop the run either."""
    site = MemoryReplica()
    site.save(
        patient("p"), condition("c", "p", "e"), encounter("e", "p", diagnosis=[{"condition": reference("Condition", "c")}]), patient("q")
    )
    with tempfile.TemporaryDirectory() as folder:
        store = HubStore(Path(folder) / "hub.db", KEY, SetClock(datetime(2026, 3, 5, tzinfo=UTC)))
        service = HubService(store, Access())
        link = Direct(service, mute=False)
        real = link.post
        link.post = lambda body, packed, headers=None: real(body, packed) if body.count(b'"method"') == 1 else Answer(413)  # type: ignore[method-assign]
        Push(site, "up", link, Dialect(gzip=True), lambda: False).run()
        store.close()
    assert set(site.state().known) == {Ref("Patient", made("p")), Ref("Patient", made("q"))}
    assert {str(ref).split("/")[0] for ref in {*site.state().parked, *site.waiting()}} == {"Condition", "Encounter"}
