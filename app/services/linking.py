"""Two records of one human: proposed by one, confirmed by another, taken back at any time; no row ever moves (H40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.clock import instant, local_day
from app.domain.draft import Draft
from app.domain.ids import as_written, new_id
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.services.desk import Desk
from app.store import accounts, drafts, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_DRAFT, _APART = "person_link", "person_apart"
ALONE_WAITS = timedelta(hours=24)
"""Who works alone confirms their own proposal on another day; with a second person it takes that person."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link that waits for its confirmation. ``made_at``: instant, store text."""

    id: str
    a: Person
    b: Person
    reason: str
    made_by: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records that may be one human, for a person to look at. ``why``: ``number`` or ``namesake``. Nothing is ever linked by itself."""

    a: Person
    b: Person
    why: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Two records that were said to be one human. ``made_by``: account, or the peer it came from; ``made_at``: instant, store text."""

    a: Person
    b: Person
    reason: str
    made_by: str
    made_at: str


class Linking:
    """Links between residents' records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def alike(self) -> list[Alike]:
        """Pairs worth a look: neither linked, nor proposed, nor said to be two people. Not for the GUI thread."""

        def query(conn: Reading) -> list[Alike]:
            looked_at = {_key(one.body["a"], one.body["b"]) for kind in (_DRAFT, _APART) for one in drafts.listed(conn, kind)}
            found = []
            for a, b, why in people.alike(conn):
                first, second = people.get(conn, a), people.get(conn, b)
                if first is None or second is None or _key(a, b) in looked_at or b in people.linked(conn, a) or _are_two(first, second):
                    continue
                found.append(Alike(first, second, why))
            return found

        return self._desk.read("residents.read", query)

    def keep_apart(self, a: str, b: str) -> None:
        """They are two people: the pair is not shown again. They can still be proposed by hand."""

        def work(uow: UnitOfWork) -> None:
            drafts.save(uow, Draft(new_id(), _APART, uow.actor.account, {"a": a, "b": b}, person=a))
            uow.note(Act("keep_apart", "person", a, a))

        self._desk.write("residents.write", work)

    def links(self) -> list[Linked]:
        """Links that stand, the newest first."""

        def query(conn: Reading) -> list[Linked]:
            pairs = [(row, people.get(conn, row["a"]), people.get(conn, row["b"])) for row in people.all_links(conn)]
            return [Linked(a, b, row["reason"], row["made_by"], row["made_at"]) for row, a, b in pairs if a is not None and b is not None]

        return self._desk.read("residents.read", query)

    def propose(self, a: str, b: str, reason: str) -> Proposal:
        """Say why two records may be one human.

        KnownError ``reason_needed``, ``person_unknown``, ``link_same`` (one record, or linked already), ``link_two_people``
        (two different valid ID numbers).
        """
        if not as_written(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> Proposal:
            first, second = _pair(uow.conn, a, b)
            kept = drafts.save(uow, Draft(new_id(), _DRAFT, uow.actor.account, {"a": a, "b": b, "reason": as_written(reason)}, person=a))
            uow.note(Act("propose_link", "person", a, a))
            return Proposal(kept.id, first, second, as_written(reason), kept.account, kept.saved_at)

        return self._desk.write("residents.write", work)

    def proposals(self) -> list[Proposal]:
        """What waits, newest first."""

        def query(conn: Reading) -> list[Proposal]:
            return [_proposal(conn, one) for one in drafts.listed(conn, _DRAFT)]

        return self._desk.read("residents.read", query)

    def confirm(self, proposal: str) -> None:
        """Link the two. KnownError ``link_unknown``, ``link_second_person``, or ``link_too_early`` (hours) for who works alone."""

        def work(uow: UnitOfWork) -> None:
            waiting = self._waiting(uow.conn, proposal)
            _pair(uow.conn, waiting.a.id, waiting.b.id)
            if waiting.made_by == uow.actor.account:
                self._alone(uow, waiting)
            people.link(uow, waiting.a.id, waiting.b.id, waiting.reason)
            drafts.drop(uow, proposal)

        self._desk.write("residents.write", work)

    def withdraw(self, proposal: str) -> None:
        """Forget a proposal; harmless where there is none."""
        self._desk.write("residents.write", lambda uow: drafts.drop(uow, proposal))

    def unlink(self, a: str, b: str, reason: str) -> None:
        """Take a link back; everything stands as before, each row with the person it was written for. KnownError ``link_unknown``."""
        if not as_written(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            if not people.unlink(uow, a, b, as_written(reason)):
                raise KnownError("link_unknown")

        self._desk.write("residents.write", work)

    def _waiting(self, conn: Reading, proposal: str) -> Proposal:
        found = drafts.by_id(conn, proposal)
        if found is None or found.kind != _DRAFT:
            raise KnownError("link_unknown")
        return _proposal(conn, found)

    def _alone(self, uow: UnitOfWork, waiting: Proposal) -> None:
        today = local_day(instant(uow.at))
        if any(one != uow.actor.account for one in accounts.who_may(uow.conn, "residents.write", today)):
            raise KnownError("link_second_person")
        left = ALONE_WAITS - (instant(uow.at) - instant(waiting.made_at))
        if left > timedelta(0):
            raise KnownError("link_too_early", hours=-(-int(left.total_seconds()) // 3600))


def _proposal(conn: Reading, one: Draft) -> Proposal:
    first, second = people.get(conn, one.body["a"]), people.get(conn, one.body["b"])
    if first is None or second is None:
        raise KnownError("person_unknown")
    return Proposal(one.id, first, second, one.body["reason"], one.account, one.saved_at)


def _pair(conn: Reading, a: str, b: str) -> tuple[Person, Person]:
    first, second = people.get(conn, a), people.get(conn, b)
    if first is None or second is None:
        raise KnownError("person_unknown")
    if b in people.linked(conn, a):
        raise KnownError("link_same")
    if _are_two(first, second):
        raise KnownError("link_two_people")
    return first, second


def _are_two(first: Person, second: Person) -> bool:
    """Two different ID numbers are two people."""
    return len({first.number(IdKind.RESIDENT), second.number(IdKind.RESIDENT)} - {None}) > 1


def _key(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
