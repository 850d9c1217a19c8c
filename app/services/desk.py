"""What every service stands on: the open store, who is signed in, the clock and the seat."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from app.clock import Clock
from app.errors import KnownError, NotAllowed
from app.services.keyring import Keyring
from app.services.session import Session, SignedIn
from app.store.audit import PROGRAM, Act, Actor
from app.store.database import Reading, Store
from app.store.unit_of_work import UnitOfWork, detail

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(eq=False)
class Desk:
    """One workstation with its store open. Outlives a quick switch: services keep it and ask it who acts."""

    store: Store
    session: Session
    clock: Clock
    seat: str
    keyring: Keyring | None = field(default=None, repr=False)  # None where a store was opened without a person: tools, tests

    @property
    def who(self) -> SignedIn:
        """The person signed in. Raises NotAllowed when nobody is."""
        if self.session.current is None:
            raise NotAllowed("signed_in")
        return self.session.current

    @property
    def actor(self) -> Actor:
        """Who acts: the person signed in, else the program itself."""
        who = self.session.current
        return Actor("", "", self.seat) if who is None else Actor(who.account, who.role, who.seat, who.practitioner)

    def allow(self, permission: str) -> Actor:
        """The actor for a verb. Raises NotAllowed after the refusal stands in the audit trail."""
        try:
            return self.session.allow(permission)
        except NotAllowed:
            self.refused(permission)
            raise

    def write(self, permission: str, work: Callable[[UnitOfWork], T]) -> T:
        """Run ``work`` in one transaction for whoever is signed in, and wait until it is durable."""
        return self.store.write(work, self.allow(permission)).result()

    def read(self, permission: str, query: Callable[[Reading], T]) -> T:
        """Run a query for whoever is signed in."""
        self.allow(permission)
        return self.store.read(query)

    @property
    def keys(self) -> Keyring:
        """The open keyring. Raises KnownError ``store_closed`` where the desk was made without one."""
        if self.keyring is None:
            raise KnownError("store_closed")
        return self.keyring

    def refused(self, permission: str, reason: str = "no_permission") -> None:
        """Write a refusal into the audit trail."""
        act = Act("refuse", "permission", permission, outcome="refused", reason=reason)
        self.store.write(lambda uow: uow.note(act), self.actor).result()

    def looked(self, person: str, kind: str = "chart", ref: str = "") -> None:
        """Write that somebody looked at a resident's record; once per sitting and ten minutes. Does not wait."""
        who = self.actor
        if self.session.first_look(kind, ref or person, self.clock.now()):
            act = Act("read", kind, ref or person, person, detail=detail(seat=self.seat))
            self.store.write(lambda uow: uow.note(act), who).add_done_callback(_log_failure)


def _log_failure(done: Future[None]) -> None:
    if not done.cancelled() and done.exception() is not None:
        log.error("a look was not written to the audit trail", exc_info=done.exception())


__all__ = ["PROGRAM", "Desk"]
