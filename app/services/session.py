"""Who is signed in at this seat, what they may do, and whether the screen is locked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.staff import Organization
from app.errors import NotAllowed
from app.events import Topic
from app.store.audit import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person at the keyboard. ``permissions`` is the union of the roles valid today, ``role`` the one they work in.

    ``signing_seed``: 32 bytes, the Ed25519 seed out of their own key slot; None = cannot sign (opened by recovery code).
    """

    account: str
    login: str
    name: str
    practitioner: str
    staff_no: str
    role: str
    permissions: frozenset[str]
    working_page: str
    seat: str
    organization: Organization
    signing_seed: bytes | None = field(default=None, repr=False)
    grace: bool = False  # no role is valid today, but nobody else could keep the place (H54)

    def may(self, permission: str) -> bool:
        """Whether a verb is among the permissions; for showing and hiding, services check for themselves."""
        return permission in self.permissions


class Session:
    """One sitting at the workstation. ``changed`` tells who sits there now; None = nobody.

    ``locked`` hides the screen. It stops no service: armed devices, a running recording and the journal go on (safety.md §2).
    """

    def __init__(self) -> None:
        self.changed: Topic[SignedIn | None] = Topic("session")
        self.lock_changed: Topic[bool] = Topic("lock")
        self._current: SignedIn | None = None
        self._locked = False
        self._looked: dict[tuple[str, str], datetime] = {}

    @property
    def current(self) -> SignedIn | None:
        """Who is signed in."""
        return self._current

    @property
    def locked(self) -> bool:
        """Whether the screen is covered until the password is given again."""
        return self._locked

    def set(self, who: SignedIn | None) -> None:
        """Seat somebody else, or nobody; the lock is off."""
        self._current = who
        self._looked.clear()
        self.changed.publish(who)
        self.lock(False)

    def lock(self, on: bool) -> None:
        """Cover or uncover the screen."""
        if on != self._locked:
            self._locked = on
            self.lock_changed.publish(on)

    def allow(self, permission: str) -> Actor:
        """The actor for a verb. Raises NotAllowed."""
        who = self._current
        if who is None or not who.may(permission):
            raise NotAllowed(permission)
        return Actor(who.account, who.role, who.seat, who.practitioner)

    def first_look(self, kind: str, ref: str, now: datetime, again_after_s: int = 600) -> bool:
        """Whether a look at this record is worth a row of its own: the first, or the first after ten minutes."""
        seen = self._looked.get((kind, ref))
        if seen is not None and 0 <= (now - seen).total_seconds() < again_after_s:
            return False
        self._looked[kind, ref] = now
        return True
