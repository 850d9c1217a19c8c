"""The state of uploading as the screen is told it, and what a person may decide there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock, iso
from app.errors import KnownError
from app.services.desk import Desk
from app.services.sync_status import SyncStatus, Traffic
from app.store import conflicts, outgoing, peer_records, people, sync_state
from app.store.conflicts import Author, Forms
from app.store.database import Reading
from app.store.tables.log import audit
from tests.app.conftest import person

FIELD = ({"label": "Patient.name", "here": '"甲"', "there": '"乙"'},)
FORMS = Forms(None, b"{}", b"{}", "h", Author("王建国", "2026-03-05T00:00:00.000Z", "A1"), Author("", "", "镇卫生院"))


@pytest.fixture
def status(desk: Desk) -> SyncStatus:
    made = SyncStatus(desk)
    desk.store.write(lambda uow: sync_state.add_peer(uow, "up", "hub", "http://127.0.0.1:9/fhir"), desk.actor).result()
    return made


def clash(desk: Desk, label: str = "Patient.name") -> int:
    field = ({**FIELD[0], "label": label},)
    desk.store.write(lambda uow: conflicts.add(uow, "up", "Patient", "p", "p", field, FORMS), desk.actor).result()
    return desk.store.read(conflicts.undecided)[-1].id


def settlements(conn: Reading) -> list[str]:
    return [row.reason for row in conn.execute(audit.select().where(audit.c.action == "settle"))]


def test_a_choice_is_made_once_can_be_taken_back_and_is_in_the_audit_trail(status: SyncStatus, desk: Desk) -> None:
    poked: list[bool] = []
    status.poke = lambda: poked.append(True)
    key = clash(desk)
    (card,) = status.conflicts()
    assert (card.here, card.there, card.fixed) == (FORMS.here, FORMS.there, False)
    status.settle(key, "here")
    last = status.last_settled()
    assert last is not None and (last.id, last.choice, status.conflicts()) == (key, "here", [])
    with pytest.raises(KnownError, match="conflict_settled"):
        status.settle(key, "there")
    status.take_back(key)
    assert status.last_settled() is None and [one.id for one in status.conflicts()] == [key] and poked == [True, True]
    assert desk.store.read(settlements) == ["here", "undo"]


def test_what_was_signed_can_only_stay(status: SyncStatus, desk: Desk) -> None:
    key = clash(desk, "lines")
    with pytest.raises(KnownError, match="conflict_fixed"):
        status.settle(key, "there")
    status.settle(key, "here")
    assert status.conflicts() == []


def report(desk: Desk, **more: object) -> dict[str, object]:
    began = desk.clock.now()
    return {"started_at": iso(began), "finished_at": iso(began + timedelta(seconds=2)), "bytes_up": 9_000, "bytes_down": 1_000, **more}


def test_what_is_uploaded_up_to_when_is_the_oldest_that_waits(status: SyncStatus, desk: Desk, clock: SetClock) -> None:
    assert status.summary().delivered_up_to is None, "nothing was ever uploaded"
    status.reported("up", report(desk), ok=True)
    waiting = status.summary().oldest_at
    assert waiting is not None and status.summary().delivered_up_to == waiting, "the set-up wrote records"
    desk.store.write(lambda uow: sync_state.note(uow, "up", sent_seq=10_000)).result()
    assert status.summary().delivered_up_to == iso(clock.now()) and status.summary().delivered


def test_the_bytes_of_a_day_and_the_speed_of_a_pass_of_some_size(status: SyncStatus, desk: Desk, clock: SetClock) -> None:
    status.reported("up", report(desk), ok=True)
    status.reported("up", report(desk, bytes_up=10, bytes_down=10), ok=True)
    assert status.summary().traffic == Traffic("2026-03-05", 9_010, 1_010, 5_000)
    clock.forward(86_400)
    status.reported("up", report(desk, bytes_up=7, bytes_down=0), ok=False)
    assert status.summary().traffic == Traffic("2026-03-06", 7, 0, 5_000)


def test_what_the_upstream_lost_is_no_green_light(status: SyncStatus, desk: Desk) -> None:
    compared = json.dumps({"counted": "2026-03-04T22:10:00.000Z", "checked": 812, "lost": 3})
    desk.store.write(lambda uow: sync_state.note(uow, "up", sent_seq=10_000, compared=compared)).result()
    status.reported("up", report(desk), ok=True)
    told = status.summary()
    assert (told.lost, told.compared, told.compared_at, told.delivered) == (3, 812, "2026-03-04T22:10:00.000Z", False)
    status.compare_soon()
    state = desk.store.read(lambda conn: sync_state.state(conn, "up"))
    assert state is not None and json.loads(state["compared"]) == {"counted": "", "checked": 812, "lost": 3}


def test_what_was_set_aside_is_shown_until_somebody_looked(status: SyncStatus, desk: Desk) -> None:
    desk.store.write(lambda uow: peer_records.set_entry_aside(uow, "up", "sync_bad_shape", {"ref": "Observation/9", "path": "x"})).result()
    (row,) = status.set_aside()
    assert (row.code, row.ref, status.summary().set_aside) == ("sync_bad_shape", "Observation/9", 1)
    status.see(row)
    assert status.set_aside() == [] and status.summary().set_aside == 0


def test_a_receipt_says_who_holds_what_and_whether_more_waits(status: SyncStatus, desk: Desk) -> None:
    one = person()
    desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()
    assert status.receipts("person", one.id) == []
    seq = desk.store.read(lambda conn: outgoing.newest(conn, ["person"], [one.id]))[one.id]
    taken = {
        "fhir_type": "Patient",
        "fhir_id": one.id,
        "hash": "ab",
        "etag": 'W/"3"',
        "remote_id": "p-9",
        "base": None,
        "answered_seq": seq,
    }
    desk.store.write(lambda uow: peer_records.acknowledged(uow, "up", [taken])).result()
    (receipt,) = status.receipts("person", one.id)
    assert (receipt.kind, receipt.remote_id, receipt.version, receipt.hash) == ("hub", "p-9", "3", "ab")
    assert receipt.at == iso(desk.clock.now()) and not receipt.waiting
    desk.store.write(lambda uow: people.change(uow, replace(one, householder="李大")), desk.actor).result()
    heard = {**taken, "etag": 'W/"4"'}
    desk.store.write(lambda uow: peer_records.heard(uow, "up", [heard])).result()
    (receipt,) = status.receipts("person", one.id)
    assert receipt.waiting and receipt.version == "4" and receipt.at is not None
