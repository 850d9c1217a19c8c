"""The state of uploading as the screen is told it, and what a person may decide there."""

from __future__ import annotations

import pytest

from app.errors import KnownError
from app.services.desk import Desk
from app.services.sync_status import SyncStatus
from app.store import conflicts, sync_state
from app.store.conflicts import Author, Forms
from app.store.database import Reading
from app.store.tables.log import audit

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
