"""T12, T16: the trail is read newest first, filtered and paged; whoever reads it is in it, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, func, select, update

from app.clock import SetClock
from app.domain.person import Person
from app.errors import NotAllowed
from app.services.auditing import Auditing, Filter, Progress
from app.services.desk import Desk
from app.services.keeping import Flaw
from app.store import people, trail
from app.store.accounts import shipped_roles
from app.store.audit import Act
from app.store.tables import metadata
from app.store.tables.log import audit
from app.store.tables.people import person as person_table
from app.store.unit_of_work import UnitOfWork

MakePerson = Callable[..., Person]
AUDITOR = next(role for role in shipped_roles() if role.name == "auditor")
TODAY, TOMORROW = date(2026, 3, 5), date(2026, 3, 6)


@pytest.fixture
def auditing(desk: Desk, make_person: MakePerson, clock: SetClock) -> Auditing:
    """Two residents registered today by the doctor, one tomorrow by the program; then the auditor sits down."""
    one = make_person(name="王秀英", serial=24)
    make_person(name="李建国", serial=31)
    desk.looked(one.id)
    desk.store.settle()
    clock.forward(24 * 3600)
    desk.store.write(lambda uow: uow.note(Act("backup", "database"))).result()
    desk.session.set(replace(desk.who, role=AUDITOR.name, permissions=AUDITOR.permissions))
    return Auditing(desk)


def said(auditing: Auditing, wanted: Filter) -> list[tuple[str, str, str]]:
    return [(one.row.action, one.row.type, one.resident) for one in auditing.rows(wanted).entries]


def test_the_newest_row_comes_first_with_the_names_it_speaks_of(auditing: Auditing) -> None:
    entries = auditing.rows().entries
    numbers = [one.row.seq for one in entries]
    assert numbers == sorted(numbers, reverse=True) and entries[0].row.action == "backup" and entries[0].who == ""
    assert [(one.row.action, one.who, one.resident) for one in entries[1:4]] == [
        ("read", "王建国", "王秀英"),
        ("create", "王建国", "李建国"),
        ("create", "王建国", "王秀英"),
    ]


def test_each_filter_leaves_what_it_says(auditing: Auditing, desk: Desk) -> None:
    wang = desk.store.read(lambda conn: people.named(conn, "王秀英"))[0]
    assert said(auditing, Filter(first=TOMORROW))[-1] == ("backup", "database", "")
    assert ("backup", "database", "") not in said(auditing, Filter(last=TODAY))
    assert said(auditing, Filter(person=wang.id, last=TODAY)) == [("read", "chart", "王秀英"), ("create", "person", "王秀英")]
    assert said(auditing, Filter(account="", type="database")) == [("backup", "database", "")]
    assert said(auditing, Filter(account=desk.who.account, action="read", type="chart")) == [("read", "chart", "王秀英")]
    assert said(auditing, Filter(action="sign")) == []


def test_a_human_with_two_records_is_one_resident_here(auditing: Auditing, desk: Desk) -> None:
    wang, li = (desk.store.read(lambda conn, name=name: people.named(conn, name))[0] for name in ("王秀英", "李建国"))  # type: ignore[misc]
    desk.store.write(lambda uow: people.link(uow, wang.id, li.id, "同一人")).result()
    names = {name for _, _, name in said(auditing, Filter(person=wang.id, action="create"))}
    assert names == {"王秀英", "李建国"}


def test_pages_follow_each_other_without_a_gap_or_a_row_twice(auditing: Auditing, desk: Desk) -> None:
    whole = [one.row.seq for one in auditing.rows(limit=10_000).entries]
    seen: list[int] = []
    older: int | None = None
    while True:
        page = auditing.rows(Filter(last=TODAY), older, 2)
        seen += [one.row.seq for one in page.entries]
        older = page.older
        if older is None:
            break
    today = [number for number in whole if number <= max(seen)]
    assert seen == today and len(seen) > 4


def test_a_page_walks_the_numbers_and_sorts_nothing(auditing: Auditing, desk: Desk) -> None:
    """100,000 rows: the newest page costs what 200 rows cost (tests/benchmarks/test_trail.py)."""
    asked: list[str] = []
    event.listen(desk.store._reading, "before_cursor_execute", lambda conn, cursor, text, *rest: asked.append(text))
    desk.store.read(lambda conn: trail.rows(conn, trail.Wanted(), 50, 10))
    query = next(text for text in asked if "FROM audit" in text)
    plan = desk.store.read(lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (50, 10, 0)).all())
    assert [row[3] for row in plan] == ["SEARCH audit USING INTEGER PRIMARY KEY (rowid<?)"]


def test_looking_at_the_trail_stands_in_the_trail(auditing: Auditing, desk: Desk) -> None:
    wang = desk.store.read(lambda conn: people.named(conn, "王秀英"))[0]
    auditing.rows()
    auditing.rows(Filter(person=wang.id))
    auditing.rows(Filter(person=wang.id))
    desk.store.settle()
    looks = [(one.row.role, one.resident) for one in auditing.rows(Filter(action="read", type="audit")).entries]
    assert looks == [("auditor", "王秀英"), ("auditor", "")]


def test_the_check_says_how_far_it_is_and_what_it_found(auditing: Auditing, desk: Desk) -> None:
    heard: list[Progress] = []
    assert auditing.verify(heard.append) == []
    assert list(dict.fromkeys(one.stage for one in heard)) == ["rows", "sheets", "signals"]
    assert [one.share for one in heard if one.stage == "rows"] == sorted(one.share for one in heard if one.stage == "rows")
    changed = desk.store.read(lambda conn: people.named(conn, "李建国"))[0]
    where = person_table.c.id == changed.id
    desk.store.write(lambda uow: uow.conn.execute(update(person_table).where(where).values(village="别村"))).result()
    assert auditing.verify() == [Flaw("row_hash", "person", changed.id)]


def test_the_chain_tells_its_share(auditing: Auditing, desk: Desk) -> None:
    def busy(uow: UnitOfWork) -> None:
        for _ in range(2500):
            uow.note(Act("read", "chart"))

    desk.store.write(busy).result()
    heard: list[Progress] = []
    auditing.verify(heard.append)
    shares = [one.share for one in heard if one.stage == "chain"]
    assert len(shares) == 2 and 0 < shares[0] < shares[1] <= 1


def test_who_may_not_read_the_trail_gets_nothing(auditing: Auditing, desk: Desk) -> None:
    desk.session.set(replace(desk.who, permissions=AUDITOR.permissions - {"audit.read"}))
    for act in (auditing.rows, auditing.accounts, auditing.verify):
        with pytest.raises(NotAllowed):
            act()


def test_reading_and_checking_change_no_record(auditing: Auditing, desk: Desk) -> None:
    """The auditor adds looks and checks to the trail, and touches no other table."""

    def counted() -> dict[str, int]:
        tables = [table for table in metadata.sorted_tables if table is not audit]
        return desk.store.read(lambda conn: {t.name: conn.execute(select(func.count()).select_from(t)).scalar() or 0 for t in tables})

    before, edits = counted(), desk.store.edits
    auditing.rows()
    auditing.accounts()
    auditing.verify()
    desk.store.settle()
    added = {one.row.action for one in auditing.rows(Filter(first=TOMORROW)).entries} - {"backup"}
    assert counted() == before and desk.store.edits == edits and added == {"read", "verify"}
