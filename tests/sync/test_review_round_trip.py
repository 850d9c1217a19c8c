"""T5, end to end: a village signs without a network, the county's pharmacist returns it, the doctor amends and signs again, it is approved.

Two workstations of two institutions with encrypted stores and real services; between them a hub that lets each see only what is its own or
addressed to it. The county is not above the village: it reads the resident because the request for review is addressed to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.domain.clinical import Allergy
from app.domain.encounter import VisitKind
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from app.domain.review import Objection, ProposedChange, ReviewAct, Stage
from app.domain.revisit import EarlierDiagnosis
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.review_step import flaws_of_step
from app.services.reviewing import Reviewing
from app.services.session import SignedIn
from app.services.site_policy import InForce
from app.services.urgent import UrgentGiving
from app.store import audit, clinical, encounters, people, prescriptions, reviews, trail
from app.store.trail import Wanted
from sync.hub.service import HubService
from tests.app.conftest import person
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, measured, sheet, visit_of
from tests.app.services.rx_reviewers import hire
from tests.sync.conftest import Peer
from tests.sync.stations import COUNTY, VILLAGE, Station, Wire, hub_of, station

DOSE = Objection("2-5", (0,))
LESS = ProposedChange(0, "single", "2.5")


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> Iterator[HubService]:
    with hub_of(tmp_path, clock, {COUNTY: "县人民医院", VILLAGE: "柳树村卫生室"}) as service:
        yield service


@pytest.fixture
def village(hub: HubService, tmp_path: Path, clock: SetClock) -> Iterator[Station]:
    made = station(tmp_path / "village", VILLAGE, "柳树村卫生室", "A1", clock, Wire(hub, VILLAGE))
    yield made
    made.close()


@pytest.fixture
def county(hub: HubService, tmp_path: Path, clock: SetClock) -> Iterator[Station]:
    made = station(tmp_path / "county", COUNTY, "县人民医院", "B1", clock, Wire(hub, COUNTY))
    yield made
    made.close()


@pytest.fixture
def pharmacists(county: Station) -> tuple[SignedIn, SignedIn]:
    two = hire(county.desk, "李药师", "101"), hire(county.desk, "赵药师", "102")
    county.desk.session.set(two[0])
    return two


@pytest.fixture
def resident(village: Station) -> Person:
    """With an allergy and a kidney value that a pharmacist must see."""
    one, desk = person(), village.desk
    desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()
    told = Allergy(new_id(), one.id, "青霉素", "penicillin", "皮疹", "moderate", "本人")
    desk.store.write(lambda uow: clinical.add_allergy(uow, told, None)).result()
    measured(desk, one.id, MeasurementKind.EGFR, "58", "mL/min/1.73m2", 30)
    return one


@pytest.fixture
def rx(village: Station, pack: Pack) -> Prescribing:
    return Prescribing(village.desk, pack, ReviewMode.BEFORE, COUNTY)


@pytest.fixture
def signed(village: Station, rx: Prescribing, resident: Person) -> Prescription:
    """Signed while the village has no network."""
    return rx.sign(sheet(resident.id, visit_of(village.desk, resident.id).id, AMLODIPINE))


def state_at(place: Station, key: str) -> State | None:
    found = place.desk.store.read(lambda conn: prescriptions.get(conn, key))
    return None if found is None else found.state


def on_the_wire(place: Station, *refs: str) -> list[dict[str, Any]]:
    return [json.loads(place.link.get(ref).body) for ref in refs]


def all_genuine(place: Station) -> bool:
    steps = place.desk.store.read(lambda conn: reviews.of_sheets(conn, [one.id for one in prescriptions.signed(conn)]))
    return not any(flaws_of_step(one) for some in steps.values() for one in some) and not place.desk.store.read(
        lambda conn: list(audit.verify(conn))
    )


def test_returned_amended_approved_with_the_clinic_offline_between(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, signed: Prescription, clock: SetClock
) -> None:
    county.sync()
    reviewing, returned = Reviewing(county.desk), Returned(village.desk)
    assert reviewing.queue() == [] and "待药师审核" in plain(rx.pdf(signed.id))
    rx.printed(signed.id, b"%PDF")

    clock.forward(20 * 60)
    _carry(village, county)
    (row,) = reviewing.queue()
    assert (row.sheet, row.name, row.institution, row.prescriber, row.late) == (signed.id, "王秀英", "柳树村卫生室", "王建国", True)
    case = reviewing.case(signed.id)
    assert [one.text for one in case.facts.allergies] == ["青霉素"] and case.measurements[0].kind is MeasurementKind.EGFR
    assert reviewing.send_back(signed.id, signed.hash or "", [DOSE], "血压已达标，建议减量", [LESS]) is State.RETURNED

    assert returned.waiting() == [], "the village has not heard yet"
    _carry(county, village)
    (back,) = returned.waiting()
    assert (back.pharmacist, back.place, back.proposals, back.maybe_taken) == ("李药师", "县人民医院", (LESS,), True)
    assert "药师已退回修改，不得调配" in plain(rx.pdf(signed.id))
    returned.called(signed.id, "stopped")
    amended = rx.sign(returned.adopt(signed.id))
    assert amended.lines[0].single == Decimal("2.5") and state_at(village, signed.id) is State.CANCELLED

    _carry(village, county)
    assert [(one.sheet, one.stage) for one in reviewing.queue()] == [(amended.id, Stage.FIRST)]
    assert state_at(county, signed.id) is State.CANCELLED
    assert reviewing.approve(amended.id, amended.hash or "") is State.APPROVED
    _carry(county, village)
    paper = plain(rx.pdf(amended.id))
    assert "已签名，药师已审核" in paper and "李药师" in paper
    assert all_genuine(village) and all_genuine(county)
    _carry(village, county)
    assert [state_at(place, key) for place in (village, county) for key in (signed.id, amended.id)] == [State.CANCELLED, State.APPROVED] * 2
    tasks = on_the_wire(village, *(f"Task/{_request(key)}" for key in (signed.id, amended.id)))
    assert [one["status"] for one in tasks] == ["cancelled", "completed"]


def _request(key: str) -> str:
    from sync.fhir.task import request_id

    return request_id(key)


def test_the_trail_of_both_shows_every_step(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, signed: Prescription
) -> None:
    reviewing, returned = Reviewing(county.desk), Returned(village.desk)
    _carry(village, county)
    reviewing.case(signed.id)
    reviewing.send_back(signed.id, signed.hash or "", [DOSE])
    _carry(county, village)
    amended = rx.sign(returned.adopt(signed.id))
    _carry(village, county)
    reviewing.approve(amended.id, amended.hash or "")
    _carry(county, village)

    def trail_of(place: Station, kind: str) -> list[tuple[str, str]]:
        rows = place.desk.store.read(lambda conn: trail.rows(conn, Wanted(type=kind), None, 50))
        return [(one.action, one.ref) for one in reversed(rows)]

    steps = {key: _acts(village, key) for key in (signed.id, amended.id)}
    assert steps == {signed.id: ["returned", "accepted"], amended.id: ["approved"]} == {key: _acts(county, key) for key in steps}
    here, there = [action for action, _ in trail_of(village, "review_step")], [action for action, _ in trail_of(county, "review_step")]
    assert here == ["sync", "accepted", "sync"] and there == ["returned", "sync", "approved"]
    assert trail_of(county, "review") == [("read", signed.id)]


def test_internet_care_reaches_the_pharmacist_with_what_it_stands_on(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, resident: Person
) -> None:
    """Encounter.class VR; the earlier diagnosis in person is part of the signed document."""
    visit = visit_of(village.desk, resident.id)
    rx.set_remote(visit.id, True)
    shown = EarlierDiagnosis("I10", "高血压", "县人民医院", "2025-11-03", told=True)
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE, earlier=(shown,)))
    _carry(village, county)
    assert Reviewing(county.desk).case(one.id).remarks == ("互联网复诊。既往面诊诊断：高血压 2025-11-03 县人民医院",)
    found = county.desk.store.read(lambda conn: encounters.get(conn, visit.id))
    assert found is not None and found.kind is VisitKind.REMOTE
    (body,) = on_the_wire(village, f"Encounter/{visit.id}")
    assert body["class"]["code"] == "VR"


def _acts(place: Station, key: str) -> list[str]:
    return [one.act.value for one in place.desk.store.read(lambda conn: reviews.of_sheets(conn, [key])[key])]


def _carry(a: Station, b: Station) -> None:
    a.sync()
    b.sync()


def test_disagreed_and_a_second_pharmacist_approves(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, signed: Prescription
) -> None:
    reviewing, returned = Reviewing(county.desk), Returned(village.desk)
    _carry(village, county)
    reviewing.send_back(signed.id, signed.hash or "", [DOSE])
    _carry(county, village)
    returned.disagree(signed.id, "家庭自测血压仍高")
    _carry(village, county)
    assert [(one.stage, one.barred) for one in reviewing.queue()] == [(Stage.SECOND_OPINION, "same_person")]
    county.desk.session.set(pharmacists[1])
    reviewing.approve(signed.id, signed.hash or "")
    _carry(county, village)
    assert state_at(village, signed.id) is State.APPROVED and returned.waiting() == []
    assert "赵药师" in plain(rx.pdf(signed.id))


def test_cancelled_here_while_it_is_refused_there(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, signed: Prescription
) -> None:
    """Neither may be dispensed; what the clinic says of its own sheet stands, the refusal stays on record at both."""
    _carry(village, county)
    rx.cancel(signed.id, "开错药")
    Reviewing(county.desk).refuse(signed.id, signed.hash or "", [Objection("3-1")], "无适应证")
    for _ in range(2):
        _carry(village, county)
    _carry(county, village)
    assert [state_at(place, signed.id) for place in (village, county)] == [State.CANCELLED] * 2
    assert _acts(village, signed.id) == _acts(county, signed.id) == ["refused"]


def test_a_resident_known_for_long_comes_with_the_request(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, resident: Person
) -> None:
    """The record was at the hub before, out of the county's reach and behind its place in the feed."""
    _carry(village, county)
    signed = rx.sign(sheet(resident.id, visit_of(village.desk, resident.id).id, AMLODIPINE))
    _carry(village, county)
    reviewing = Reviewing(county.desk)
    assert [one.sheet for one in reviewing.queue()] == [signed.id]
    assert [one.text for one in reviewing.case(signed.id).facts.allergies] == ["青霉素"]


def test_what_the_hub_holds_of_a_return(
    village: Station, county: Station, pharmacists: tuple[SignedIn, SignedIn], rx: Prescribing, signed: Prescription
) -> None:
    _carry(village, county)
    Reviewing(county.desk).send_back(signed.id, signed.hash or "", [DOSE], "建议减量")
    _carry(county, village)
    village.sync()
    (step,) = village.desk.store.read(lambda conn: reviews.of_sheets(conn, [signed.id])[signed.id])
    line, said, request = on_the_wire(
        village, f"MedicationRequest/{signed.lines[0].id}", f"Provenance/{step.id}", f"Task/{_request(signed.id)}"
    )
    assert step.act is ReviewAct.RETURNED
    assert (line["status"], line["statusReason"]["coding"][0]["code"]) == ("on-hold", "returned")
    assert said["reason"][0]["coding"][0]["code"] == "2-5" and said["target"] == [{"reference": f"MedicationRequest/{line['id']}"}]
    assert (request["status"], request["owner"]["identifier"]["value"]) == ("on-hold", COUNTY)
    assert request["output"] == [
        {
            "type": {"coding": [{"system": "urn:xiangyi:cs:review-act", "code": "returned"}]},
            "valueReference": {"reference": f"Provenance/{step.id}"},
        }
    ]
    issues = json.loads(village.link.get("DetectedIssue", [("patient", signed.person)]).body)
    assert [one["resource"]["detail"] for one in issues["entry"] if "detail" in one["resource"]] == ["建议减量"]


@pytest.mark.fhir_peer
def test_the_same_way_over_the_independent_server(tmp_path: Path, any_peer: Peer, clock: SetClock, pack: Pack) -> None:
    two: Callable[[str, str, str], Station] = lambda name, code, seat: station(tmp_path / name, code, name, seat, clock, any_peer.link)  # noqa: E731
    village, county = two("柳树村卫生室", VILLAGE, "A1"), two("县人民医院", COUNTY, "B1")
    one, desk = person(), village.desk
    desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()
    rx, returned = Prescribing(desk, pack, ReviewMode.BEFORE, COUNTY), Returned(desk)
    county.desk.session.set(hire(county.desk, "李药师", "101"))
    reviewing = Reviewing(county.desk)
    first = rx.sign(sheet(one.id, visit_of(desk, one.id).id, AMLODIPINE))
    _carry(village, county)
    reviewing.send_back(first.id, first.hash or "", [DOSE], "建议减量", [LESS])
    _carry(county, village)
    again = rx.sign(returned.adopt(first.id))
    _carry(village, county)
    reviewing.approve(again.id, again.hash or "")
    _carry(county, village)
    _carry(village, county)
    assert [state_at(place, key) for place in (village, county) for key in (first.id, again.id)] == [State.CANCELLED, State.APPROVED] * 2
    kinds = [key.partition("/")[0] for key in any_peer.dump()]
    assert kinds.count("Task") == 2 and kinds.count("Provenance") == 5 and "DetectedIssue" in kinds
    village.close()
    county.close()


@pytest.mark.parametrize("urgent_first", [True, False])
def test_given_out_urgently_while_the_pharmacist_sends_it_back_the_return_stands_at_both(
    village: Station,
    county: Station,
    pharmacists: tuple[SignedIn, SignedIn],
    pack: Pack,
    resident: Person,
    clock: SetClock,
    urgent_first: bool,
) -> None:
    """Neither has heard of the other; whichever arrives first, the side that warns wins and the patient may have begun."""
    allowed = InForce(ReviewMode.AFTER, local_stock_only=True, number="3号")
    one = Prescribing(village.desk, pack, lambda: allowed, COUNTY).sign(
        sheet(resident.id, visit_of(village.desk, resident.id).id, AMLODIPINE)
    )
    _carry(village, county)
    clock.forward(15 * 60)
    assert UrgentGiving(village.desk, lambda: allowed).give(one.id, "far") is State.RELEASED
    if urgent_first:
        _carry(village, county)
        (row,) = Reviewing(county.desk).queue()
        assert row.urgent and row.state is State.RELEASED
    Reviewing(county.desk).send_back(one.id, one.hash or "", [DOSE])
    for _ in range(2):
        _carry(county, village)
    assert [state_at(place, one.id) for place in (village, county)] == [State.RETURNED] * 2
    (back,) = Returned(village.desk).waiting()
    assert back.maybe_taken and all_genuine(village) and all_genuine(county)
