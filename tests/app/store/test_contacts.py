"""Tries to reach somebody, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.services.desk import Desk
from app.store.contacts import CONTACTS


def test_tries_since_an_instant(desk: Desk, make_person: Callable[..., Person]) -> None:
    who, by = make_person().id, desk.who.practitioner
    tries = [
        Contact(
            new_id(), who, "overdue", ContactWay.PHONE, ContactOutcome.NO_ANSWER, by, f"2026-03-0{day}T00:00:00.000Z", "2026-03-09", "关机"
        )
        for day in (1, 2, 3)
    ]
    for one in tries:
        desk.store.write(partial(CONTACTS.add, one=one)).result()
    assert desk.store.read(lambda conn: CONTACTS.of_people(conn, [who], "2026-03-02")) == tries[:0:-1]
    assert desk.store.read(lambda conn: CONTACTS.get(conn, tries[0].id)) == tries[0]
