"""Which part of the audit trail is in front, and how far the check of the whole has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from app.clock import Clock, iso, local_day
from app.domain.person import ResidentRow
from app.errors import KnownError
from app.services.auditing import Filter, Progress, TrailPage
from app.store.audit import Flaw
from ui.pages.page_model import PageModel, Rereading

PERIODS = {"today": 1, "week": 7, "month": 30, "all": 0}
"""Days up to today; 0 = since the beginning."""


class Trail(Protocol):
    """What of the auditing service this page uses."""

    def rows(self, wanted: Filter, before: int | None = None) -> TrailPage: ...

    def accounts(self) -> list[tuple[str, str]]: ...

    def verify(self, tell: Callable[[Progress], None]) -> Sequence[Flaw]: ...


class People(Protocol):
    """Whom a name means."""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]: ...


class AuditModel(PageModel):
    """``checking``: a check is under way; ``flaws`` None = none was made yet, () = everything fits."""

    def __init__(self, trail: Trail, people: People, clock: Clock) -> None:
        super().__init__()
        self._trail, self._people, self.clock = trail, people, clock
        self.wanted = Filter()
        self.period = "all"
        self.resident = ""
        self.page = TrailPage((), None)
        self.accounts: tuple[tuple[str, str], ...] = ()
        self.checking: Progress | None = None
        self.checked_at = ""
        self.flaws: tuple[Flaw, ...] | None = None
        self.post: Callable[[Callable[[], None]], None] = lambda call: call()
        """From a worker thread to the page."""
        self._before: list[int | None] = [None]
        self._list = Rereading(self, self._work, self._loaded)

    # reading

    def load(self) -> None:
        """Read the newest page of what is wanted, and who may stand in it."""
        self._before = [None]
        self._list.read()

    def older(self) -> None:
        """The page before this one in time."""
        if self.page.older is not None and not self._list.under_way:
            self._before.append(self.page.older)
            self._list.read()

    def newer(self) -> None:
        """The page after this one in time."""
        if self.has_newer and not self._list.under_way:
            self._before.pop()
            self._list.read()

    @property
    def has_newer(self) -> bool:
        """Whether there is a page after this one."""
        return len(self._before) > 1

    def choose_period(self, period: str) -> None:
        """Today, seven or thirty days up to today, or everything."""
        today, days = local_day(self.clock.now()), PERIODS[period]
        self.period = period
        first, last = (today - timedelta(days=days - 1), today) if days else (None, None)
        self._want(replace(self.wanted, first=first, last=last))

    def choose_days(self, first: date | None, last: date | None) -> None:
        """Days as typed; None = no limit on that side."""
        if (first, last) != (self.wanted.first, self.wanted.last):
            self.period = ""
            self._want(replace(self.wanted, first=first, last=last))

    def choose_account(self, account: str | None) -> None:
        """Whose acts; None = everybody's, '' = the program's own."""
        self._want(replace(self.wanted, account=account))

    def choose_action(self, action: str) -> None:
        """What was done; '' = anything."""
        self._want(replace(self.wanted, action=action))

    def choose_type(self, kind: str) -> None:
        """To what; '' = anything."""
        self._want(replace(self.wanted, type=kind))

    def find(self, text: str) -> list[ResidentRow]:
        """Residents a text may mean."""
        return self._people.search(text)

    def choose_resident(self, person: str, name: str = "") -> None:
        """Rows about one resident; '' = about anybody."""
        self.resident = name
        self._want(replace(self.wanted, person=person))

    # checking

    def verify(self) -> None:
        """Check the whole trail and all it vouches for, beside the reading."""
        if self.checking is None:
            self.checking, self.error = Progress("chain", 0.0), None
            self.changed()
            self._run(self._verify, self._verified, self._not_verified)

    # inside

    def _want(self, wanted: Filter) -> None:
        self.wanted = wanted
        self.load()

    def _work(self) -> Callable[[], tuple[TrailPage, tuple[tuple[str, str], ...]]]:
        wanted, before = self.wanted, self._before[-1]
        return lambda: (self._trail.rows(wanted, before), tuple(self._trail.accounts()))

    def _loaded(self, found: tuple[TrailPage, tuple[tuple[str, str], ...]]) -> None:
        self.error = None
        self.page, self.accounts = found

    def _verify(self) -> Sequence[Flaw]:
        return self._trail.verify(lambda progress: self.post(lambda: self._progressed(progress)))

    def _progressed(self, progress: Progress) -> None:
        if self.checking is not None:
            self.checking = progress
            self.changed()

    def _verified(self, flaws: Sequence[Flaw]) -> None:
        self.checking, self.flaws = None, tuple(flaws)
        self.checked_at = iso(self.clock.now())
        self.changed()
        self.load()

    def _not_verified(self, error: KnownError) -> None:
        self.checking = None
        self.fail(error)
