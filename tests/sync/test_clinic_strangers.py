"""The clinic's own store against strangers: answers that prove nothing, and resources with anything in them (T7, H11)."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from typing import Any

import pytest

from app.store import audit, exchange
from sync import jsontext
from sync.clinic import ClinicReplica
from sync.http import HttpLink
from sync.replica import Page, Ref, Remote
from tests.sync.conftest import FHIR, Canned
from tests.sync.fhir.test_hostile import places
from tests.sync.seats import UP, Seat, record_visit, settled

EMPTY = b'{"resourceType":"Bundle","type":"transaction-response","entry":[]}'
ANSWERS: list[tuple[int, bytes, dict[str, str]]] = [
    (200, b"<html>log in</html>", {"Content-Type": "text/html"}),
    (200, b"", FHIR),
    (200, b"{", FHIR),
    (200, b"null", FHIR),
    (200, b"\xff\xfe", FHIR),
    (200, EMPTY, FHIR),
    (200, b'{"resourceType":"OperationOutcome"}', FHIR),
    (204, b"", {}),
    (302, b"", {"Location": "http://elsewhere/"}),
    (400, b'{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}', FHIR),
    (401, b"{}", FHIR),
    (404, b"nothing here", {}),
    (413, b"{}", FHIR),
    (500, b"oops", {}),
    (503, b"", {"Retry-After": "5"}),
]
POISON: list[Any] = [
    None,
    True,
    0,
    -1,
    Decimal("1E+400"),
    Decimal("1E-400"),
    10**30,
    "",
    "x",
    "A" * 100_000,
    "\u202e",
    "2026-13-45",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
    "Patient/../../x",
    [],
    ["x"],
    [[]],
    {},
    {"a": 1},
]


@pytest.mark.parametrize(("status", "body", "headers"), ANSWERS, ids=[f"{one[0]}-{n}" for n, one in enumerate(ANSWERS)])
def test_a_server_that_proves_nothing_costs_nothing(seat: Seat, link: HttpLink, status: int, body: bytes, headers: dict[str, str]) -> None:
    seat.write(record_visit)
    waiting = seat.replica.backlog(UP).pending
    with Canned(status, body, headers) as server:
        broken = HttpLink(server.base)
        reports = [seat.sync(broken) for _ in range(2)]
        broken.close()
    assert all(one.error is not None and not one.delivered and one.parked == 0 for one in reports)
    assert seat.replica.backlog(UP).pending == waiting
    settled(seat.sync(link))
    assert list(seat.store.read(lambda conn: list(audit.verify(conn)))) == []


@pytest.mark.parametrize("seed", range(4))
def test_any_resource_is_taken_kept_or_set_aside(seat: Seat, other: Seat, link: HttpLink, seed: int) -> None:
    """Half of the time the true records are here already; nothing raises, and what is stored can be read and verified."""
    chance = random.Random(seed)
    seat.write(record_visit)
    refs = [one.ref for one in seat.replica.pending(UP, 0, 2_000)]
    bodies = [(ref, jsontext.loads(body.decode())) for ref in refs if (body := seat.replica.body(ref)) is not None]
    settled(seat.sync(link))
    if seed % 2:
        settled(other.sync(link))
    replica = ClinicReplica(other.store)
    for number in range(120):
        ref, body = chance.choice(bodies)
        replica.apply(UP, Page((spoilt(ref, body, number, chance),), None))
    assert list(other.store.read(lambda conn: list(audit.verify(conn)))) == []
    with other.store.reading() as conn:
        for kind, reader in exchange.READERS.items():
            for (key,) in conn.exec_driver_sql(f"SELECT id FROM {kind}").all():
                assert reader(conn, key) is not None


def spoilt(ref: Ref, body: dict[str, Any], number: int, chance: random.Random) -> Remote:
    """The resource with something strange in one to four places."""
    changed = copy.deepcopy(body)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        container, key = chance.choice(places(changed))
        container[key] = copy.deepcopy(chance.choice(POISON))
    named = changed | {"resourceType": ref.fhir_type, "id": ref.fhir_id}
    return Remote(ref, None, f'W/"{number}"', jsontext.dumps(named).encode())
