"""Reading servers that stamp, sort and page as they like."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.dialect import Dialect
from sync.link import Answer, LinkFault, PeerStop
from sync.pull import Pull, local_address
from sync.replica import Ref
from tests.sync.conftest import outcome
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.runs import pull
from tests.sync.visits import made, patient


class Stranger:
    """A server that stamps rows, shows some of them late, and pages as it is told to."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.now = datetime(2026, 3, 5, 8, tzinfo=UTC)
        self.page = 2
        self.sorts = True
        self.asked: list[str] = []
        self.links = "http://internal:8080/fhir/Patient"
        self.expire_once = False
        self.extra: list[dict[str, Any]] = []

    base_url = "http://127.0.0.1:1/fhir"
    bytes_up = bytes_down = 0

    def add(self, name: str, stamp: str, **more: object) -> None:
        resource = patient(name, **more)
        self.rows.append(resource | {"meta": {"versionId": f"{len(self.rows)}", "lastUpdated": stamp}})

    def get(self, target: str, query: Any = (), headers: Any = None) -> Answer:
        assert headers == {"Cache-Control": "no-cache"}, "HAPI would answer from a search up to 60 s old"
        self.asked.append(target)
        if "://" in target:
            assert target.startswith("http://127.0.0.1:1/")
            asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        else:
            asked = dict(query)
        start = int(asked.get("_offset", 0))
        if start and self.expire_once:
            self.expire_once = False
            return outcome(410)
        since = asked.get("_lastUpdated", "ge")
        rows = [row for row in self.rows if _from(row["meta"]["lastUpdated"], since[2:], since[:2])]
        if self.sorts:
            rows = sorted(rows, key=lambda row: (row["meta"]["lastUpdated"], row["id"]))
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
        bundle["entry"] = [{"resource": row} for row in rows[start : start + self.page]] + (self.extra if not start else [])
        if start + self.page < len(rows):
            url = f"{self.links}?_offset={start + self.page}" + (f"&_lastUpdated={since}" if since[2:] else "")
            bundle["link"] = [{"relation": "next", "url": url}]
        head = {"date": self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        return Answer(200, head, json.dumps(bundle).encode())

    def post(self, body: bytes, packed: bool, headers: Any = None) -> Answer:
        raise AssertionError("reading only")


def _from(stamp: str, since: str, how: str) -> bool:
    return stamp > since if how == "gt" else stamp >= since


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


def read(site: MemoryReplica, stranger: Stranger) -> Pull:
    return pull(site, stranger, Dialect(batch_reads=False), ("Patient",))


def cursor(site: MemoryReplica) -> str | None:
    text = site.state().cursor
    return None if text is None else str(json.loads(text)["Patient"])


def test_pages_to_the_end_whatever_host_they_name(site: MemoryReplica, stranger: Stranger) -> None:
    for number in range(7):
        stranger.add(f"p{number}", f"2026-03-05T07:00:0{number}.000Z")
    read(site, stranger)
    assert len(site.resources) == 7 and cursor(site) == "2026-03-05T07:00:06.000Z"
    assert stranger.asked[1].startswith("http://127.0.0.1:1/fhir/Patient?_offset=2")


def test_a_row_that_shows_late_is_not_missed(site: MemoryReplica, stranger: Stranger) -> None:
    """H11: stamps are taken before commits; the naive `gt newest` loses such rows (sync.md 1.4)."""
    stranger.add("p1", "2026-03-05T07:00:10.000Z")
    read(site, stranger)
    stranger.add("late", "2026-03-05T06:59:00.000Z")
    run = read(site, stranger)
    assert (run.applied.changed, run.applied.same) == (1, 1)
    assert Ref("Patient", made("late")) in site.resources
    assert cursor(site) == "2026-03-05T07:00:10.000Z"


def test_what_was_read_is_not_read_again_all_afternoon(site: MemoryReplica, stranger: Stranger) -> None:
    """sync.md 4.9, 37: once the server's own clock says that no older row can appear, only later ones are asked for."""
    for number in range(4):
        stranger.add(f"p{number}", f"2026-03-05T07:59:0{number}.000Z")
    read(site, stranger)
    stranger.now += timedelta(seconds=119)
    assert read(site, stranger).applied.same == 4, "a late row could still appear"
    stranger.add("late", "2026-03-05T07:58:59.000Z")
    stranger.now += timedelta(seconds=3)
    assert read(site, stranger).applied.changed == 1
    assert read(site, stranger).applied.same == 0
    stranger.add("p9", "2026-03-05T08:10:00.000Z")
    stranger.now += timedelta(minutes=10)
    assert read(site, stranger).applied.changed == 1
    stranger.add("later", "2026-03-05T08:09:00.000Z")
    assert read(site, stranger).applied.changed == 1, "the overlap begins anew with every news"
    assert len(site.resources) == 7


def test_a_transaction_of_one_stamp_is_not_read_again_either(site: MemoryReplica, stranger: Stranger) -> None:
    """HAPI stamps all of a transaction alike: of fifty rows none comes again, and what shares their stamp but shows late still does."""
    for number in range(50):
        stranger.add(f"p{number}", "2026-03-05T07:59:00.000Z")
    read(site, stranger)
    stranger.add("late", "2026-03-05T07:59:00.000Z")
    stranger.now += timedelta(seconds=122)
    assert (read(site, stranger).applied.changed, len(site.resources)) == (1, 51)
    asked = len(stranger.asked)
    assert (read(site, stranger).applied.same, len(stranger.asked) - asked) == (0, 1)


def test_a_stamp_from_the_future_does_not_blind_the_cursor(site: MemoryReplica, stranger: Stranger) -> None:
    """H12: one row of 2099 would hide everything after it."""
    stranger.add("p1", "2026-03-05T07:00:00.000Z")
    stranger.add("p2", "2099-01-01T00:00:00.000Z")
    read(site, stranger)
    assert cursor(site) == "2026-03-05T07:00:00.000Z"
    stranger.add("p3", "2026-03-05T07:30:00.000Z")
    read(site, stranger)
    assert len(site.resources) == 3


def test_more_rows_of_one_stamp_than_a_page_holds_are_all_read_after_a_crash(site: MemoryReplica, stranger: Stranger) -> None:
    """sync.md 4.9, 4: whoever went on behind the stamp would lose the rest of them."""
    for number in range(7):
        stranger.add(f"p{number}", "2026-03-05T07:00:00.000Z")
    count = iter(range(9))
    site.before = lambda step: (_ for _ in ()).throw(Crash) if next(count) == 2 else None
    with pytest.raises(Crash):
        read(site, stranger)
    assert 0 < len(site.resources) < 7 and cursor(site) == "2026-03-05T07:00:00.000Z"
    site.before = lambda step: None
    read(site, stranger)
    assert len(site.resources) == 7


def test_an_unsorted_server_moves_the_cursor_only_at_its_end(site: MemoryReplica, stranger: Stranger) -> None:
    """H11: a crash half-way must not skip what was on the later pages."""
    stranger.sorts = False
    for number in range(6, 0, -1):
        stranger.add(f"p{number}", f"2026-03-05T0{number}:00:00.000Z")
    places: list[str | None] = []
    site.after = lambda step: places.append(cursor(site))
    read(site, stranger)
    assert places == [None, None, "2026-03-05T06:00:00.000Z"]


def test_a_crash_between_pages_of_a_sorted_server(site: MemoryReplica, stranger: Stranger) -> None:
    for number in range(7):
        stranger.add(f"p{number}", f"2026-03-05T0{number}:00:00.000Z")
    count = iter(range(9))
    site.before = lambda step: (_ for _ in ()).throw(Crash) if next(count) == 2 else None
    with pytest.raises(Crash):
        read(site, stranger)
    assert cursor(site) == "2026-03-05T03:00:00.000Z"
    site.before = lambda step: None
    run = read(site, stranger)
    assert len(site.resources) == 7 and run.applied.same == 1


def test_an_expired_page_begins_again_at_the_cursor(site: MemoryReplica, stranger: Stranger) -> None:
    for number in range(7):
        stranger.add(f"p{number}", f"2026-03-05T0{number}:00:00.000Z")
    stranger.expire_once = True
    read(site, stranger)
    assert len(site.resources) == 7


def test_a_page_that_leads_to_itself_is_left(site: MemoryReplica, stranger: Stranger) -> None:
    for number in range(5):
        stranger.add(f"p{number}", f"2026-03-05T0{number}:00:00.000Z")
    real = stranger.get

    def stuck(target: str, query: Any = (), headers: Any = None) -> Answer:
        return real("Patient", (), headers)

    stranger.get = stuck  # type: ignore[method-assign]
    with pytest.raises(LinkFault) as fault:
        read(site, stranger)
    assert fault.value.code == "sync_page_loop"


def test_one_unusable_entry_does_not_stop_the_page(site: MemoryReplica, stranger: Stranger) -> None:
    """T7, H12: set aside by reason; the rest is taken."""
    stranger.add("p1", "2026-03-05T07:00:00.000Z")
    stranger.extra = [
        {},
        {"resource": 7},
        {"resource": {"resourceType": "Patient", "id": "no good"}},
        {"resource": {"resourceType": "Observation", "id": "o1"}},
        {"resource": {"resourceType": "Patient", "id": "p9", "name": [{"text": "\ud800"}]}},
        {"resource": {"resourceType": "Patient", "id": "p10", "name": [{"text": "\x00"}]}},
        {"resource": {"resourceType": "OperationOutcome", "issue": []}, "search": {"mode": "outcome"}},
        {"resource": {"resourceType": "Practitioner", "id": "d1"}, "search": {"mode": "include"}},
    ]
    run = read(site, stranger)
    assert set(site.resources) == {Ref("Patient", made("p1")), Ref("Practitioner", "d1")}
    assert run.applied.set_aside == 6
    assert site.state().unreadable == [
        "sync_no_resource",
        "sync_no_resource",
        "sync_bad_id",
        "sync_unasked",
        "sync_bad_text",
        "sync_bad_text",
    ]


@pytest.mark.parametrize("stamp", [None, 7, "yesterday", "2026-03-05T07:00:00", "99999-01-01T00:00:00Z"])
def test_a_row_without_a_usable_stamp_is_taken_and_moves_nothing(site: MemoryReplica, stranger: Stranger, stamp: object) -> None:
    stranger.extra = [{"resource": patient("p1") | {"meta": {"lastUpdated": stamp}}}]
    read(site, stranger)
    assert len(site.resources) == 1 and site.state().cursor is None


def test_nothing_new_writes_nothing(site: MemoryReplica, stranger: Stranger) -> None:
    site.before = lambda step: pytest.fail(step)
    read(site, stranger)


def test_a_type_the_peer_will_not_give_is_named(site: MemoryReplica, stranger: Stranger) -> None:
    stranger.add("p1", "2026-03-05T07:00:00.000Z")
    real = stranger.get
    stranger.get = lambda target, query=(), headers=None: outcome(403) if target == "Device" else real(target, query, headers)  # type: ignore[method-assign]
    run = pull(site, stranger, Dialect(), ("Device", "Patient"))
    assert run.unread == ["Device"] and len(site.resources) == 1


def test_a_proxy_s_404_is_no_refusal_of_a_type(site: MemoryReplica, stranger: Stranger) -> None:
    stranger.get = lambda target, query=(), headers=None: Answer(404, {}, b"<html>")  # type: ignore[method-assign]
    with pytest.raises(LinkFault) as fault:
        read(site, stranger)
    assert fault.value.code == "sync_not_fhir"


def test_a_refused_credential_stops(site: MemoryReplica, stranger: Stranger) -> None:
    stranger.get = lambda target, query=(), headers=None: Answer(401)  # type: ignore[method-assign]
    with pytest.raises(PeerStop):
        read(site, stranger)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://internal:8080/fhir?_getpages=1", "https://hub.example/fhir?_getpages=1"),
        ("https://hub.example/fhir/Patient?_offset=20#x", "https://hub.example/fhir/Patient?_offset=20"),
        ("Patient?_offset=20", "https://hub.example/base/fhir/Patient?_offset=20"),
        ("/other?x", "https://hub.example/other?x"),
        ("//evil.example/fhir?x", "https://hub.example/fhir?x"),
    ],
)
def test_next_links_stay_on_our_host(url: str, expected: str) -> None:
    """T6: the credential goes to no other host."""
    assert local_address("https://hub.example/base/fhir", url) == expected
