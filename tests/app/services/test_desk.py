"""Who may do what, asked at one place; refusals and looks stand in the trail (T2, T12)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.domain.staff import Organization
from app.errors import KnownError, NotAllowed
from app.services.desk import Desk
from app.services.session import Session, SignedIn
from app.store import settings
from app.store.database import Store
from app.store.tables.log import audit

NURSE = SignedIn("a2", "li", "李秀兰", "p2", "002", "nurse", frozenset({"queue.read"}), "intake", "A1", Organization("o", "C", "N"))


def trail(store: Store, action: str) -> list[tuple[str, str, str, str]]:
    store.settle()
    query = select(audit.c.account, audit.c.ref, audit.c.person, audit.c.outcome).where(audit.c.action == action).order_by(audit.c.seq)
    return [tuple(row) for row in store.read(lambda conn: conn.execute(query).all())]


def test_nobody_signed_in_may_nothing(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    with pytest.raises(NotAllowed):
        desk.allow("queue.read")
    with pytest.raises(NotAllowed):
        _ = desk.who
    assert desk.actor.account == "" and desk.actor.seat == "A1"


def test_a_permission_gives_the_actor(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    desk.session.set(NURSE)
    actor = desk.allow("queue.read")
    assert (actor.account, actor.role, actor.seat, actor.practitioner) == ("a2", "nurse", "A1", "p2")
    assert actor == desk.actor


def test_a_refusal_is_in_the_trail_before_it_is_raised(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    desk.session.set(NURSE)
    with pytest.raises(NotAllowed) as caught:
        desk.write("rx.sign", lambda uow: settings.put(uow, "x", 1))
    assert caught.value.permission == "rx.sign"
    assert trail(store, "refuse") == [("a2", "rx.sign", "", "refused")]
    assert store.read(lambda conn: settings.get(conn, "x", 0)) == 0


def test_a_read_without_permission_reads_nothing(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    desk.session.set(NURSE)
    asked: list[object] = []
    with pytest.raises(NotAllowed):
        desk.read("chart.read", asked.append)
    desk.read("queue.read", asked.append)
    assert len(asked) == 1


def test_a_look_is_written_once_in_ten_minutes_and_again_for_another(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    desk.session.set(NURSE)
    for seconds in (0, 30, 571):
        clock.forward(seconds)
        desk.looked("p1")
    desk.looked("p9")
    assert [row[:3] for row in trail(store, "read")] == [("a2", "p1", "p1"), ("a2", "p1", "p1"), ("a2", "p9", "p9")]


def test_who_sits_down_next_looks_for_themselves(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    for account in ("a2", "a3"):
        desk.session.set(SignedIn(account, *(getattr(NURSE, name) for name in SignedIn.__slots__[1:])))
        desk.looked("p1")
    assert [row[0] for row in trail(store, "read")] == ["a2", "a3"]


def test_a_clock_put_back_hides_no_look(store: Store, clock: SetClock) -> None:
    desk = Desk(store, Session(), clock, "A1")
    desk.session.set(NURSE)
    desk.looked("p1")
    clock.forward(-86400)
    desk.looked("p1")
    assert len(trail(store, "read")) == 2


def test_a_desk_without_a_keyring_says_so(store: Store, clock: SetClock) -> None:
    with pytest.raises(KnownError) as caught:
        _ = Desk(store, Session(), clock, "A1").keys
    assert caught.value.code == "store_closed"


def test_the_lock_is_told_once_each_way_and_goes_with_the_person() -> None:
    session = Session()
    heard: list[bool] = []
    session.lock_changed.subscribe(heard.append)
    for on in (True, True, False, True):
        session.lock(on)
    session.set(NURSE)
    assert heard == [True, False, True, False] and not session.locked
