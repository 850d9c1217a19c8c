"""Signing in by SMART Backend Services, against a server that checks every claim."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock, SetClock
from app.errors import KnownError
from app.store import sync_state
from sync.credentials import Credentials, link_to
from sync.engine import run_once
from sync.http import HttpLink
from sync.link import Answer, LinkFault, PeerStop
from sync.smart import ES384, RS384, Client, SmartLogin, assertion, jwk_of, new_key
from tests.conftest import StartPeer
from tests.sync.conftest import FHIR, Canned, Peer
from tests.sync.memory import MemoryReplica
from tests.sync.seats import UP, Seat, record_visit, settled
from tests.sync.visits import visit

KEYS = {algorithm: new_key(algorithm) for algorithm in (ES384, RS384)}


@pytest.fixture(scope="module")
def guarded_base(start_fhir_peer: StartPeer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server that lets in whoever holds one of the keys."""
    registered = tmp_path_factory.mktemp("jwks") / "jwks.json"
    registered.write_text(json.dumps({"keys": [jwk_of(key) for key in KEYS.values()]}))
    return start_fhir_peer("--profile", "hapi", "--jwks", str(registered))


@pytest.fixture
def guarded(guarded_base: str) -> Iterator[Peer]:
    made = Peer(guarded_base)
    made.reset()
    yield made
    made.reset()
    made.close()


def now(**off: float) -> SetClock:
    return SetClock(datetime.now(UTC) + timedelta(**off))


def link_for(peer: Peer, clock: Clock, algorithm: str = ES384, **more: str) -> HttpLink:
    return link_to(peer.base, Credentials("seat-1", KEYS[algorithm], **more).dump(), clock)


@pytest.mark.parametrize("algorithm", [ES384, RS384])
def test_a_day_through_a_server_that_wants_a_login(site: MemoryReplica, guarded: Peer, algorithm: str) -> None:
    clock = now()
    assert run_once(site, "up", guarded.link, clock).error == "sync_login"
    for number in range(8):
        site.save(*visit(number))
    link = link_for(guarded, clock, algorithm)
    report = run_once(site, "up", link, clock)
    link.close()
    assert report.delivered and report.pushed == 80


@pytest.mark.parametrize("minutes", [-600, -10, 10, 600])
@pytest.mark.parametrize("told", [False, True], ids=["discovered", "token address given"])
def test_a_clock_that_is_off_does_not_lock_the_clinic_out(site: MemoryReplica, guarded: Peer, minutes: float, told: bool) -> None:
    """sync.md 4.9, 20: the server's Date says what time it is there."""
    clock = now(minutes=minutes)
    site.save(*visit(1))
    link = link_for(guarded, clock, **({"token_url": guarded.root + "/oauth2/token"} if told else {}))
    assert run_once(site, "up", link, clock).delivered
    link.close()


def test_a_token_that_ends_in_the_middle_of_a_run_is_renewed_once(site: MemoryReplica, guarded: Peer) -> None:
    clock = now()
    for number in range(20):
        site.save(*visit(number))
    guarded.faults({"when": "before", "action": "status", "status": 401, "match": "^POST /fhir", "every": 2, "count": 1})
    link = link_for(guarded, clock)
    report = run_once(site, "up", link, clock)
    assert report.delivered and report.pushed == 200
    assert guarded.control("stats")["faultsFired"] >= 1
    site.save(*visit(99))
    guarded.faults({"when": "before", "action": "status", "status": 401, "match": "^POST /fhir", "count": 9})
    before = guarded.control("stats")["requests"]
    refused = run_once(site, "up", link, clock)
    link.close()
    assert (refused.error, refused.still_pending) == ("sync_login", 10), "twice is a refusal, not a clock"
    assert guarded.control("stats")["requests"] - before <= 6


class Counted:
    """A web that gives tokens and keeps what was asked."""

    base_url = "https://host/fhir"

    def __init__(self, *answers: Answer) -> None:
        self.forms: list[dict[str, str]] = []
        self._answers = list(answers)

    def ask(self, url: str, form: Any) -> Answer:
        if form is None:
            return Answer(200, {}, b'{"token_endpoint":"https://host/token"}')
        self.forms.append(dict(form))
        return self._answers.pop(0) if self._answers else token(f"t{len(self.forms)}")

    def claims(self) -> list[dict[str, Any]]:
        parts = [form["client_assertion"].split(".")[1] for form in self.forms]
        return [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts]


def token(text: str, seconds: object = 300) -> Answer:
    return Answer(200, {}, json.dumps({"access_token": text, "expires_in": seconds}).encode())


def test_a_token_is_kept_until_shortly_before_its_end_whatever_the_wall_clock_does() -> None:
    clock, steady, web = SetClock(datetime(2026, 3, 5, 8, tzinfo=UTC)), [0.0], Counted()
    login = SmartLogin(Client("seat-1", KEYS[ES384]), clock, lambda: steady[0])
    assert login.bearer(web) == "t1"
    clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    steady[0] = 269.0
    assert login.bearer(web) == "t1"
    steady[0] = 271.0
    assert login.bearer(web) == "t2"
    assert login.refused("t1") and login.bearer(web) == "t2", "an old token's refusal says nothing of the new one"
    assert login.refused("t2") and login.bearer(web) == "t3"


def test_no_assertion_is_like_another_and_none_lives_long() -> None:
    login = SmartLogin(Client("seat-1", KEYS[ES384]), SetClock(datetime(2026, 3, 5, 8, tzinfo=UTC)), lambda: 0.0)
    web = Counted(*[token(f"x{number}") for number in range(50)])
    for number in range(50):
        assert login.bearer(web) == f"x{number}"
        login.refused(f"x{number}")
    claims = web.claims()
    assert len({one["jti"] for one in claims}) == 50
    start = datetime(2026, 3, 5, 8, tzinfo=UTC).timestamp()
    assert all(one["iss"] == one["sub"] == "seat-1" and one["aud"] == "https://host/token" for one in claims)
    assert all(start < one["exp"] <= start + 300 for one in claims)


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (Answer(400, {}, b'{"error":"invalid_client","error_description":"x"}'), "sync_login_refused", PeerStop),
        (Answer(401, {}, b'{"error":"<script>"}'), "sync_login_refused", PeerStop),
        (Answer(400, {}, b"<html>"), "sync_not_fhir", LinkFault),
        (Answer(503, {"retry-after": "9"}), "sync_server", LinkFault),
        (Answer(200, {}, b"{}"), "sync_bad_answer", LinkFault),
        (token("a\nb"), "sync_bad_answer", LinkFault),
        (token("t", "soon"), "sync_bad_answer", LinkFault),
        (Answer(200, {}, b"[]"), "sync_not_fhir", LinkFault),
    ],
)
def test_answers_that_give_no_token(answer: Answer, code: str, kind: type[LinkFault | PeerStop]) -> None:
    """T7: what a token endpoint says is a stranger's word."""
    login = SmartLogin(Client("seat-1", KEYS[ES384]), SetClock(datetime(2026, 3, 5, 8, tzinfo=UTC)))
    with pytest.raises(kind) as fault:
        login.bearer(Counted(answer))
    assert fault.value.code == code
    if code == "sync_login_refused":
        assert fault.value.facts["reason"] in ("invalid_client", "401")


def test_a_key_that_is_not_registered_stops_and_keeps_everything(site: MemoryReplica, guarded: Peer) -> None:
    clock = now()
    site.save(*visit(1))
    link = link_to(guarded.base, Credentials("seat-1", new_key()).dump(), clock)
    report = run_once(site, "up", link, clock)
    link.close()
    assert (report.error, report.facts, report.still_pending) == ("sync_login_refused", {"reason": "invalid_client"}, 10)


def test_a_server_that_takes_no_signature_of_ours_is_named() -> None:
    body = json.dumps({"token_endpoint": "https://x/token", "token_endpoint_auth_signing_alg_values_supported": ["RS384"]}).encode()
    with Canned(200, body, FHIR) as server:
        link = link_to(server.base, Credentials("seat-1", KEYS[ES384]).dump(), now())
        with pytest.raises(PeerStop) as stop:
            link.get("Patient")
        link.close()
    assert (stop.value.code, stop.value.facts) == ("sync_login_algorithm", {"algorithm": ES384})


def test_the_assertion_goes_nowhere_in_plain_text() -> None:
    """T6: a server that names an http address for tokens on another machine is not followed."""
    with Canned(200, b'{"token_endpoint":"http://198.51.100.7/token"}', FHIR) as server:
        link = link_to(server.base, Credentials("seat-1", KEYS[ES384]).dump(), now())
        with pytest.raises(KnownError) as stop:
            link.get("Patient")
        link.close()
    assert stop.value.code == "sync_plaintext" and len(server.requests) == 1


def test_a_workstation_signs_in_with_what_its_database_keeps(seat: Seat, guarded: Peer, caplog: pytest.LogCaptureFixture) -> None:
    """The key lies in the encrypted database alone: in no file as text, in no log, in no repr."""
    caplog.set_level(logging.DEBUG)
    kept = Credentials("seat-1", KEYS[ES384], proxy="http://user:geheim@proxy:1")
    seat.write(lambda uow: sync_state.add_peer(uow, UP, "cloud", guarded.base, kept.dump()))
    seat.write(record_visit)
    seat.clock.set(datetime.now(UTC))
    state = seat.store.read(lambda conn: sync_state.state(conn, UP))
    assert state is not None and Credentials.load(state["secret"]) == kept
    link = link_to(guarded.base, state["secret"], seat.clock)
    settled(seat.sync(link))
    link.close()
    line = KEYS[ES384].splitlines()[1]
    files = [one.read_bytes() for one in seat.path.parent.iterdir() if one.is_file()]
    assert files and all(line.encode() not in data and b"geheim" not in data for data in files)
    assert line not in caplog.text and "geheim" not in repr(kept) and line not in repr(kept)
    assert "eyJ" not in caplog.text and "Bearer" not in caplog.text


@pytest.mark.parametrize("text", ["{", "[]", "7"])
def test_unreadable_credentials_are_told(text: str) -> None:
    with pytest.raises(KnownError) as stop:
        Credentials.load(text)
    assert stop.value.code == "sync_login_key"


def test_a_damaged_key_is_told() -> None:
    with pytest.raises(PeerStop) as stop:
        assertion(Client("seat-1", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "https://x", 0)
    assert stop.value.code == "sync_login_key"


def test_what_the_hub_gives_at_enrolment_is_understood(tmp_path: Path) -> None:
    """:meth:`sync.enrolling.Enrolment.secret` and these are one form."""
    from sync.enrolling import Enrolment

    given = Enrolment("https://10.0.0.5:8090/fhir", "seat", "org", KEYS[ES384], "PEM", "hub-1.xiangyi.internal")
    found = Credentials.load(given.secret())
    assert (found.client_id, found.key_pem, found.ca_pem, found.server_name) == ("seat", KEYS[ES384], "PEM", "hub-1.xiangyi.internal")
    assert found.token_url.startswith("https://10.0.0.5:8090/")
