"""Who sees and changes what: own tree, the commons, residents somebody asked for; the rest is forbidden and stands in the trail (T6, T26)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.clock import SetClock
from app.domain.ids import organization_id
from app.errors import KnownError
from sync.hub import audit, institutions
from sync.hub.service import Access, Reply
from sync.hub.store import Client, HubStore
from tests.sync.hub.conftest import Asker, entry, observation, patient

TOWN, VILLAGE, OTHER = "T1", "V1", "T2"
ORGS = {code: organization_id(code) for code in (TOWN, VILLAGE, OTHER)}


class Clinics(Asker):
    """Three institutions before one hub: a township, a village clinic below it, another township."""

    def by(self, who: str, method: str, target: str, body: Any = b"", **headers: str) -> Reply:
        return self.ask(method, target, body, authorization=f"Bearer {who}", **headers)

    def give(self, who: str, resource: dict[str, Any]) -> int:
        return self.by(who, "PUT", f"{resource['resourceType']}/{resource['id']}", resource).status

    def read(self, who: str, target: str) -> int:
        return self.by(who, "GET", target).status

    def feed(self, who: str, since: str = "") -> tuple[list[str], str]:
        page = json.loads(self.by(who, "GET", f"$changes?_count=1000{since}").body)
        place = next(link["url"] for link in page["link"] if link["relation"].endswith("since"))
        return [f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in page.get("entry", [])], "&" + place.partition("?")[
            2
        ]

    def trail(self) -> list[tuple[str, str, str]]:
        with self.store.read() as db:
            return [(row.client, row.action, row.target) for row in reversed(audit.rows(db))]


@pytest.fixture
def clinics(store: HubStore, clock: SetClock) -> Iterator[Clinics]:
    with store.write() as db:
        institutions.save(db, TOWN, "镇卫生院")
        institutions.save(db, VILLAGE, "村卫生室", under=TOWN)
        institutions.save(db, OTHER, "邻镇卫生院")
    yield Clinics(store, clock, Access({code: Client(f"pc-{code}", ORGS[code]) for code in ORGS}))


def referral(kind: str, to: str, **more: Any) -> dict[str, Any]:
    who = {"reference": f"Organization/{ORGS[to]}"}
    about = {"reference": "Patient/p1"}
    bodies: dict[str, dict[str, Any]] = {
        "ServiceRequest": {"status": "active", "intent": "order", "subject": about, "performer": [who]},
        "Task": {"status": "requested", "intent": "order", "for": about, "owner": who},
        "Consent": {
            "status": "active",
            "scope": {"text": "privacy"},
            "category": [{"text": "read"}],
            "patient": about,
            "provision": {"type": "permit", "actor": [{"role": {"text": "reader"}, "reference": who}]},
        },
    }
    return {"resourceType": kind, "id": "r1", **bodies[kind], **more}


@pytest.fixture
def visited(clinics: Clinics) -> Clinics:
    """A village resident with a reading, the institutions in the directory."""
    for code in ORGS:
        assert clinics.give(code, {"resourceType": "Organization", "id": ORGS[code], "name": code}) == 201
    assert clinics.give(VILLAGE, patient("p1", identifier=[{"system": "urn:x", "value": "7"}])) == 201
    assert clinics.give(VILLAGE, observation("o1", "p1")) == 201
    return clinics


def test_a_tree_reads_and_changes_what_is_its_own_or_below(visited: Clinics) -> None:
    assert visited.read(TOWN, "Patient/p1") == visited.read(VILLAGE, "Observation/o1") == 200
    assert visited.give(TOWN, patient("p1", active=True)) == 200
    assert visited.give(TOWN, patient("p2")) == 201
    assert visited.read(VILLAGE, "Patient/p2") == 403, "what stands above is not below"
    assert visited.give(VILLAGE, patient("p2", active=True)) == 403
    with visited.store.read() as db:
        owners = dict(db.execute("SELECT id, owner_org FROM latest WHERE type='Patient'").fetchall())
    assert owners == {"p1": ORGS[VILLAGE], "p2": ORGS[TOWN]}, "who changes does not become the owner"


@pytest.mark.parametrize(
    "target",
    [
        "Patient/p1",
        "Patient/p1/_history",
        "Patient/p1/_history/1",
        "Observation/o1",
        "Observation?patient=p1",
        "Observation?subject=Patient/p1",
    ],
)
def test_the_rest_is_forbidden_and_in_the_trail(visited: Clinics, target: str) -> None:
    reply = visited.by(OTHER, "GET", target)
    assert (reply.status, json.loads(reply.body)["issue"][0]["code"]) == (403, "forbidden")
    assert len(visited.trail()) == 1
    client, action, about = visited.trail()[0]
    assert (client, action) == ("pc-T2", "GET") and about in ("Patient/p1", "Observation/o1")


def test_lists_counts_and_the_feed_show_only_what_is_within_reach(visited: Clinics) -> None:
    """An identifier tells nobody that a resident is known elsewhere."""
    for target in ("Patient?identifier=urn:x|7", "Patient?_summary=count", "Patient?name=x", "Observation"):
        assert json.loads(visited.by(OTHER, "GET", target).body)["total"] == 0
    assert visited.feed(OTHER)[0] == [f"Organization/{ORGS[code]}" for code in ORGS]
    assert "Patient/p1" in visited.feed(TOWN)[0]


def test_anything_may_be_created_but_not_over_somebody_elses(visited: Clinics) -> None:
    """A visitor is written down where he is; his home clinic sees it, its own records it alone changes."""
    assert visited.give(OTHER, observation("o2", "p1")) == 201
    assert visited.read(VILLAGE, "Observation/o2") == 200
    assert visited.give(OTHER, observation("o1", "p1", status="amended")) == 403
    assert visited.give(VILLAGE, observation("o2", "p1", status="amended")) == 403
    assert [row[1] for row in visited.trail()] == ["PUT", "PUT"]


def test_a_bundle_with_one_foreign_entry(visited: Clinics) -> None:
    def post(kind: str) -> Reply:
        entries = [entry(patient("p9")), entry(observation("o1", "p1", status="amended"))]
        return visited.by(OTHER, "POST", "", {"resourceType": "Bundle", "type": kind, "entry": entries})

    assert post("transaction").status == 403
    assert visited.read(OTHER, "Patient/p9") == 404, "all or nothing"
    statuses = [one["response"]["status"][:3] for one in json.loads(post("batch").body)["entry"]]
    assert statuses == ["201", "403"]
    assert [row[2] for row in visited.trail()] == ["Observation/o1", "Observation/o1"]


@pytest.mark.parametrize("kind", ["ServiceRequest", "Task", "Consent"])
def test_a_request_opens_the_resident_until_it_ends(visited: Clinics, kind: str) -> None:
    """The feed had passed over what is opened: it comes with the request."""
    _, place = visited.feed(OTHER)
    assert visited.give(VILLAGE, referral(kind, OTHER)) == 201
    assert visited.read(OTHER, "Patient/p1") == visited.read(OTHER, "Observation?patient=p1") == 200
    seen, place = visited.feed(OTHER, place)
    assert seen == ["Patient/p1", "Observation/o1", f"{kind}/r1"]
    assert visited.give(VILLAGE, observation("o3", "p1")) == 201
    seen, place = visited.feed(OTHER, place)
    assert seen == ["Observation/o3"]
    ended = {"ServiceRequest": "revoked", "Task": "cancelled", "Consent": "inactive"}[kind]
    assert visited.give(VILLAGE, referral(kind, OTHER) | {"status": ended}) == 200
    assert visited.read(OTHER, "Patient/p1") == visited.read(OTHER, "Observation/o3") == 403
    assert visited.feed(OTHER, place)[0] == [f"{kind}/r1"], "it hears that it is over"


def test_reading_is_not_changing(visited: Clinics) -> None:
    visited.give(VILLAGE, referral("Task", OTHER))
    assert visited.give(OTHER, patient("p1", active=False)) == 403


@pytest.mark.parametrize("kind", ["ServiceRequest", "Task"])
def test_nobody_opens_a_resident_to_himself(visited: Clinics, kind: str) -> None:
    """T26: a request counts where its writer may read the resident."""
    assert visited.give(OTHER, referral(kind, OTHER)) == 201
    assert visited.read(OTHER, "Patient/p1") == 403


def test_a_visitor_gives_his_consent_where_he_stands(visited: Clinics) -> None:
    assert visited.give(OTHER, referral("Consent", OTHER)) == 201
    assert visited.read(OTHER, "Patient/p1") == 200
    assert visited.trail() == [("pc-T2", "consent", "Patient/p1")], "his home clinic can ask why"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("Consent", {"provision": {"type": "deny", "actor": [{"reference": {"reference": f"Organization/{ORGS[OTHER]}"}}]}}),
        (
            "Consent",
            {"provision": {"period": {"end": "2026-03-04"}, "actor": [{"reference": {"reference": f"Organization/{ORGS[OTHER]}"}}]}},
        ),
        (
            "Consent",
            {"provision": {"period": {"start": "2026-03-06"}, "actor": [{"reference": {"reference": f"Organization/{ORGS[OTHER]}"}}]}},
        ),
        ("Consent", {"provision": {"period": {"end": "soon"}, "actor": [{"reference": {"reference": f"Organization/{ORGS[OTHER]}"}}]}}),
        ("Task", {"restriction": {"period": {"end": "2026-03-05T00:59:00Z"}}}),
        ("ServiceRequest", {"status": "draft"}),
        ("ServiceRequest", {"performer": [{"reference": f"Organization/{ORGS[TOWN]}"}]}),
    ],
    ids=["deny", "over", "not yet", "unreadable", "restriction over", "draft", "somebody else"],
)
def test_what_opens_nothing(visited: Clinics, kind: str, more: dict[str, Any]) -> None:
    assert visited.give(VILLAGE, referral(kind, OTHER, **more)) == 201
    assert visited.read(OTHER, "Patient/p1") == 403


def test_a_request_runs_out_by_itself(visited: Clinics) -> None:
    end = {"restriction": {"period": {"end": "2026-03-05"}}}
    visited.give(VILLAGE, referral("Task", OTHER, **end))
    assert visited.read(OTHER, "Patient/p1") == 200
    visited.clock.forward(86_400)
    assert visited.read(OTHER, "Patient/p1") == 403


def test_a_signature_is_read_where_the_prescription_is(visited: Clinics) -> None:
    about = {"subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": {"text": "x"}}
    line = {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order", **about}
    signed = {
        "resourceType": "Provenance",
        "id": "s1",
        "target": [{"reference": "MedicationRequest/m1"}],
        "recorded": "2026-03-05T09:00:00+08:00",
    }
    assert visited.give(VILLAGE, line) == visited.give(VILLAGE, signed | {"agent": [{"who": {"display": "x"}}]}) == 201
    assert visited.read(OTHER, "Provenance/s1") == 403
    visited.give(VILLAGE, referral("Task", OTHER))
    assert visited.read(OTHER, "Provenance/s1") == 200


def test_an_institution_may_stand_only_once_and_never_above_itself(store: HubStore) -> None:
    with store.write() as db:
        institutions.save(db, "A", "a")
        institutions.save(db, "B", "b", under="A")
    for code, under, expected in (("A", "B", "hub_institution_circle"), ("C", "nowhere", "hub_institution_unknown")):
        with pytest.raises(KnownError) as refused, store.write() as db:
            institutions.save(db, code, code, under=under)
        assert refused.value.code == expected


def test_conditions_find_only_what_is_within_reach(visited: Clinics) -> None:
    """Another township's card number neither blocks nor betrays."""
    theirs = {"resourceType": "Patient", "identifier": [{"system": "urn:x", "value": "7"}]}
    reply = visited.by(OTHER, "POST", "Patient", theirs, if_none_exist="identifier=urn:x|7")
    assert reply.status == 201 and "Patient/p1" not in reply.headers["Location"]
    assert visited.by(VILLAGE, "POST", "Patient", theirs, if_none_exist="identifier=urn:x|7").status == 200
