"""The hub's own token endpoint and the enrolment of seats, asked without a socket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.clock import SetClock
from app.domain.ids import organization_id
from app.errors import KnownError
from sync.hub import audit, code, institutions
from sync.hub.enrolment import invite, revoke
from sync.hub.service import Access, Reply, Request
from sync.hub.store import HubStore
from tests.sync.hub import signing
from tests.sync.hub.conftest import Asker, patient

ORG = organization_id("V1")
URL = "http://hub/auth/token"


class Door(Asker):
    """A hub that one institution uses, and a seat with a key."""

    def __init__(self, store: HubStore, clock: SetClock) -> None:
        super().__init__(store, clock, Access())
        self.key = signing.new_key()
        self.device = ""
        with store.write() as db:
            institutions.save(db, "V1", "村卫生室")

    def knock(self, path: str, body: bytes, method: str = "POST") -> Reply:
        return self.service.handle(Request(method, path, [], {}, body, "http://hub"))

    def enrol(self, secret: bytes | None = None, **more: Any) -> Reply:
        shown = code.read(invite(self.store, self.clock, ORG, "A1", "wang").code).secret if secret is None else secret
        body = {"secret": shown.hex(), "jwk": signing.jwk(self.key), "name": "护士站", "instance": "i-1", **more}
        return self.knock("/enrol", json.dumps(body).encode())

    def claims(self, jti: str = "1", **more: Any) -> dict[str, Any]:
        return signing.claims(self.device, URL, jti, self.clock.now().timestamp()) | more

    def token(self, signed: str, **more: str) -> Reply:
        return self.knock("/auth/token", signing.form(signed, **more))

    def signed_in(self, jti: str = "1") -> str:
        reply = self.token(signing.assertion(self.key, **self.claims(jti)))
        assert reply.status == 200, reply.body
        return str(json.loads(reply.body)["access_token"])


@pytest.fixture
def door(store: HubStore, clock: SetClock) -> Door:
    return Door(store, clock)


@pytest.fixture
def seat(door: Door) -> Door:
    reply = door.enrol()
    assert reply.status == 201
    door.device = json.loads(reply.body)["client_id"]
    return door


def test_an_enrolled_seat_signs_in_and_owns_what_it_writes(seat: Door) -> None:
    token = seat.signed_in()
    assert seat.put(patient("p1"), authorization=f"Bearer {token}").status == 201
    with seat.store.read() as db:
        assert db.execute("SELECT client, owner_org FROM version").fetchall() == [(seat.device, ORG)]


def test_the_first_seat_closes_the_hub_to_all_others(door: Door) -> None:
    assert door.ask("GET", "Patient").status == 200
    assert door.enrol().status == 201
    assert door.ask("GET", "Patient").status == 401


def test_a_token_lasts_five_minutes(seat: Door) -> None:
    head = {"authorization": f"Bearer {seat.signed_in()}"}
    seat.clock.forward(299)
    assert seat.ask("GET", "Patient", **head).status == 200
    seat.clock.forward(2)
    assert seat.ask("GET", "Patient", **head).status == 401


def test_a_revoked_seat_is_out_at_once_and_for_good(seat: Door) -> None:
    """T24: a stolen laptop."""
    head = {"authorization": f"Bearer {seat.signed_in()}"}
    assert seat.ask("GET", "Patient", **head).status == 200
    revoke(seat.store, seat.clock, "A1", "wang")
    assert seat.ask("GET", "Patient", **head).status == 401
    assert seat.token(signing.assertion(seat.key, **seat.claims("2"))).status == 401
    with pytest.raises(KnownError, match="hub_device_unknown"):
        revoke(seat.store, seat.clock, "A1", "wang")


def test_a_code_opens_once_and_for_a_quarter_of_an_hour(door: Door) -> None:
    secret = code.read(invite(door.store, door.clock, ORG, "A1", "wang").code).secret
    assert [door.enrol(secret).status for _ in range(2)] == [201, 403]
    late = code.read(invite(door.store, door.clock, ORG, "A2", "wang").code).secret
    door.clock.forward(15 * 60 + 1)
    assert door.enrol(late).status == 403
    assert door.enrol(bytes(10)).status == 403


def test_guessing_codes_is_slowed_down(door: Door) -> None:
    statuses = {door.enrol(bytes([number] * 10)).status for number in range(20)}
    assert statuses == {403} and door.enrol().status == 429
    door.clock.forward(16 * 60)
    assert door.enrol().status == 201


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"[]",
        b'{"secret":"00"}',
        b'{"secret":"zz","jwk":{}}',
        json.dumps({"secret": "00" * 10, "jwk": {"kty": "EC", "crv": "P-384", "x": "A" * 64, "y": "A" * 64}}).encode(),
        json.dumps({"secret": "00" * 10, "jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}}).encode(),
        json.dumps({"secret": "00" * 10, "jwk": {**signing.jwk(signing.new_key()), "d": "A"}}).encode(),
    ],
    ids=["no json", "list", "no key", "no hex", "off the curve", "another curve", "private"],
)
def test_what_is_no_enrolment(door: Door, body: bytes) -> None:
    assert door.knock("/enrol", body).status == 400
    assert door.knock("/enrol", b"{" + b" " * 20_000).status == 413
    assert door.knock("/enrol", b"", "GET").status == 405


def test_invitations_enrolments_and_revocations_are_in_the_trail(seat: Door) -> None:
    revoke(seat.store, seat.clock, seat.device, "li")
    seat.enrol(bytes(10))
    with seat.store.read() as db:
        rows = [(row.client, row.action, row.outcome) for row in reversed(audit.rows(db))]
    assert rows == [("wang", "invite", "done"), (seat.device, "enrol", "done"), ("li", "revoke", "done"), ("", "enrol", "denied")]


def test_an_assertion_works_once(seat: Door) -> None:
    signed = signing.assertion(seat.key, **seat.claims())
    assert [seat.token(signed).status for _ in range(2)] == [200, 401]


WRONG: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "http://other/auth/token"},
    "no audience": {"aud": None},
    "somebody else": {"sub": "x"},
    "unknown": {"iss": "x", "sub": "x"},
    "over": {"exp": 0},
    "for a day": {"exp": 4_000_000_000},
    "no end": {"exp": "soon"},
    "no jti": {"jti": None},
    "endless jti": {"jti": "x" * 500},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_assertions_that_are_refused(seat: Door, wrong: dict[str, Any]) -> None:
    reply = seat.token(signing.assertion(seat.key, **seat.claims() | wrong))
    assert (reply.status, json.loads(reply.body)["error"]) == (401, "invalid_client")


def test_only_the_seats_own_key_signs_and_only_es384(seat: Door) -> None:
    good = signing.assertion(seat.key, **seat.claims())
    head, body, signature = good.split(".")
    none = signing.b64(b'{"alg":"none"}')
    forged = [
        signing.assertion(signing.new_key(), **seat.claims()),
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{body}.{signature[:-4]}",
        f"{head}.{body}.{signing.b64(bytes(96))}",
        signing.assertion(seat.key, {"alg": "ES384", "crit": ["x"]}, **seat.claims()),
        signing.assertion(seat.key, {"alg": "HS384"}, **seat.claims()),
        "a.b.c",
        "",
        "é.x.y",
        f"{signing.b64(b'[]')}.{body}.{signature}",
    ]
    assert [seat.token(one).status for one in forged] == [401] * len(forged)
    assert seat.token(good).status == 200


def test_other_grants_are_refused(seat: Door) -> None:
    assert seat.token("x", grant_type="password").status == 400
    assert seat.token("x", client_assertion_type="x").status == 401


def test_the_configuration_names_the_endpoint(door: Door) -> None:
    found = door.get(".well-known/smart-configuration")
    assert found["token_endpoint"] == URL
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["ES384"]


def test_a_code_survives_a_persons_handwriting() -> None:
    shown = code.Code(bytes(range(10)), bytes(range(10, 20)))
    text = str(shown)
    assert len(text) == 39
    assert code.read(f" {text.lower().replace('-', ' ').replace('0', 'O').replace('1', 'l')} ") == shown
    for wrong in ("", text[:-1], text + "0", text.replace(text[0], "U")):
        with pytest.raises(KnownError, match="hub_code_form"):
            code.read(wrong)
