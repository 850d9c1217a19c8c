"""Steps of a review, requests for one and what was objected to, on the wire and back."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prescription import PrescriptionState as State
from app.domain.review import FORMAT, Objection, ProposedChange, ReviewAct, ReviewStep
from app.domain.rx_document import canonical, fingerprint
from app.rules.findings import Finding, Severity
from app.services.review_context import SignedFinding
from sync.fhir import detected_issue, provenance, signed_words, task, verdict
from sync.fhir.element import BadResource, NotOurs
from sync.hub.addressed import addresses
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import records, samples
from tests.sync.fhir.test_round_trips import wired

LINES = [line.id for line in samples.sheet.lines]
COUNTY = "PDY00001141010211A2001"
objections = st.builds(Objection, st.sampled_from(["2-5", "2-9", "3-1"]), st.lists(st.integers(0, 4), max_size=2).map(tuple))
proposals = st.builds(ProposedChange, st.integers(0, 4), st.sampled_from(["single", "days", "stop"]), st.sampled_from(["", "2.5", "7"]))


def step(act: ReviewAct = ReviewAct.RETURNED, said: tuple[Objection, ...] = (Objection("2-5", (0,)),), **more: Any) -> ReviewStep:
    """A step whose document says what it says."""
    bare = ReviewStep(
        samples.made("step"),
        samples.resident.id,
        samples.sheet.id,
        samples.sheet.hash or "",
        act,
        samples.doctor.id,
        samples.AT,
        b"",
        "",
        "ef" * 64,
        "ab" * 32,
        objections=said,
    )
    one = replace(bare, **more)
    told = {
        "format": FORMAT,
        "id": one.id,
        "act": one.act.value,
        "sheet": {"id": one.prescription, "number": "1", "sha256": one.sheet_hash},
        "by": {"id": one.practitioner, "public_key": one.public_key},
        "at": one.at,
        "seen": list(one.seen),
        "objections": [{"code": o.code, "lines": [str(line + 1) for line in o.lines]} for o in one.objections],
        "proposals": [{"line": str(p.line + 1), "what": p.what, "value": p.value} for p in one.proposals],
        "note": one.note,
        "new_sheet": one.new_sheet or "",
        "outcome": one.outcome,
    }
    data = canonical(told)
    return replace(one, document=data, hash=fingerprint(data))


@given(
    act=st.sampled_from(ReviewAct),
    said=st.lists(objections, max_size=3).map(tuple),
    proposed=st.lists(proposals, max_size=3).map(tuple),
    note=records.maybe_words,
    seen=st.lists(records.ids, max_size=3).map(tuple),
    new_sheet=records.maybe_id,
)
def test_a_step(
    act: ReviewAct,
    said: tuple[Objection, ...],
    proposed: tuple[ProposedChange, ...],
    note: str,
    seen: tuple[str, ...],
    new_sheet: str | None,
) -> None:
    one = step(act, said, proposals=proposed, note=note, seen=seen, new_sheet=new_sheet)
    body = wired(verdict.to_fhir(one, LINES))
    assert verdict.from_fhir(body) == one and signed_words.resident_of(body) == one.person


def test_a_sheet_is_no_step_and_a_step_is_no_sheet() -> None:
    sheet = wired(provenance.to_fhir(samples.sheet) or {})
    with pytest.raises(NotOurs):
        verdict.from_fhir(sheet)
    with pytest.raises(NotOurs):
        provenance.signed_of(wired(verdict.to_fhir(step(), LINES)))
    assert signed_words.resident_of(sheet) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told | {"act": "praised"},
        lambda told: told | {"id": "another"},
        lambda told: told | {"seen": 5},
        lambda told: told | {"objections": [{"code": "2-5", "lines": ["x"]}]},
        lambda told: {name: value for name, value in told.items() if name != "by"},
        lambda told: told | {"format": "xiangyi/review/9"},
    ],
)
def test_bytes_that_say_nothing_readable_are_set_aside(change: Any) -> None:
    body = wired(verdict.to_fhir(step(), LINES))
    told = change(json.loads(base64.b64decode(body["signature"][0]["data"])))
    data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    body["signature"][0]["data"] = base64.b64encode(data).decode()
    with pytest.raises(BadResource):
        verdict.from_fhir(body)


@pytest.mark.parametrize("state", [one for one in State if one is not State.DRAFT])
def test_a_request_tells_the_state_of_its_sheet(state: State) -> None:
    ended = "2026-03-05T02:00:00.000Z" if state is State.CANCELLED else None
    sheet = replace(samples.sheet, state=state, cancelled_at=ended, cancel_reason="开错药" if ended else "")
    body = wired(task.to_fhir(sheet, COUNTY, samples.clinic.id, [step()]))
    assert task.from_fhir(body) == task.Request(sheet.id, state, ended, "开错药" if ended else "")
    assert check(body, Ref("Task", body["id"])) == body
    assert [one["valueReference"]["reference"] for one in body["output"]] == [f"Provenance/{step().id}"]


def test_a_request_opens_the_resident_to_the_institution_asked_while_it_is_live() -> None:
    """By its code: its first computer may never have been at this hub."""
    from app.domain.ids import organization_id

    def ends(state: State) -> list[tuple[str, str]]:
        body = wired(task.to_fhir(replace(samples.sheet, state=state), COUNTY, samples.clinic.id, ()))
        return [(one.to, one.ends) for one in addresses(body)]

    to = f"Organization/{organization_id(COUNTY)}"
    assert ends(State.SIGNED) == ends(State.RELEASED) == ends(State.RETURNED) == [(to, "9999")]
    assert ends(State.APPROVED) == ends(State.REFUSED) == ends(State.CANCELLED) == [(to, "")]


def test_a_request_to_nobody_in_particular_and_a_task_of_others() -> None:
    body = wired(task.to_fhir(samples.sheet, "", samples.clinic.id, ()))
    assert "owner" not in body and addresses(body) == []
    for other in (body | {"code": {"text": "送药"}}, body | {"businessStatus": {"text": "?"}}):
        with pytest.raises(NotOurs):
            task.from_fhir(other)


def test_a_finding_with_the_reason_it_was_overridden_for() -> None:
    found = Finding("RX-QTY-07", Severity.OVERRIDE, "max_single", "", (1,), ("metformin-tab",), {})
    body = wired(detected_issue.finding_to_fhir(samples.sheet, 0, SignedFinding(found, "获益大于风险,已告知患者", True)))
    assert check(body, Ref("DetectedIssue", body["id"])) == body
    assert (body["severity"], body["code"]["coding"][0]["code"]) == ("high", "RX-QTY-07")
    assert body["implicated"] == [{"reference": f"MedicationRequest/{LINES[1]}"}]
    assert body["mitigation"][0]["action"] == {"text": "获益大于风险,已告知患者"}


def test_an_objection_about_the_whole_sheet_names_all_lines() -> None:
    body = wired(detected_issue.objection_to_fhir(samples.sheet, step(ReviewAct.REFUSED, (Objection("3-1"),), note="无适应证"), 0))
    assert check(body, Ref("DetectedIssue", body["id"])) == body
    assert (body["severity"], body["detail"]) == ("high", "无适应证")
    assert [one["reference"] for one in body["implicated"]] == [f"MedicationRequest/{line}" for line in LINES]
    assert body["evidence"] == [{"detail": [{"reference": f"Provenance/{step().id}"}]}]
