"""The words of the fleet: how far each computer is, in a sentence that says since when and what is missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from app.clock import instant
from app.errors import KnownError
from app.services.fleet import AboveHub, FleetSeat, HubSelf
from app.texts import error_text
from ui import tokens as t
from ui.pages.wording import day, when

LATE = timedelta(hours=24)
"""Behind for longer needs somebody."""


class FleetWords(QObject):
    """Nothing here says more than the hub was told."""

    def state(self, seat: FleetSeat, now: datetime) -> tuple[str, t.Mark]:
        """One word with its shape."""
        if seat.revoked_at is not None:
            return self.tr("shut out"), t.Mark.FAILED
        late = seat.behind_since is not None and now - instant(seat.behind_since) > LATE
        if late:
            return self.tr("behind for long"), t.Mark.ATTENTION
        if seat.last_seen_at is None:
            return self.tr("has not come yet"), t.Mark.WAITING
        if not seat.in_touch:
            return self.tr("not in touch"), t.Mark.WAITING
        return (self.tr("up to date"), t.Mark.OK) if seat.behind_since is None else (self.tr("behind"), t.Mark.WAITING)

    def standing(self, seat: FleetSeat, now: datetime) -> str:
        """How much is missing, and since when."""
        if seat.revoked_at is not None:
            return self.tr("Shut out on {day}; what it had delivered stays.").format(day=day(seat.revoked_at, now))
        if seat.last_seen_at is None:
            return self.tr("It joined and has not exchanged anything yet.")
        parts = []
        if seat.pending:
            parts.append(self.tr("{n} records not delivered here").format(n=seat.pending))
        if seat.parked:
            parts.append(self.tr("{n} refused, to be looked at there").format(n=seat.parked))
        if seat.unread:
            parts.append(self.tr("{n} records not fetched from here").format(n=seat.unread))
        if seat.behind_since is not None:
            parts.append(self.tr("the oldest since {time}").format(time=when(seat.behind_since, now)))
        return self.tr(", ").join(parts) if parts else self.tr("Everything is delivered and fetched.")

    def seen(self, seat: FleetSeat, now: datetime) -> str:
        """When it was here last, who it is, since when it may come in."""
        parts = []
        if seat.last_seen_at is not None:
            parts.append(self.tr("last here {time}").format(time=when(seat.last_seen_at, now)))
        if seat.enrolled_at:
            since = day(seat.enrolled_at, now)
            words = self.tr("joined {day}") if seat.revoked_at else self.tr("has its key since {day}")
            parts.append(words.format(day=since))
        if seat.version:
            parts.append(self.tr("program {version}").format(version=seat.version))
        return " · ".join(parts)

    def whose(self, seat: FleetSeat, own: bool) -> str:
        """Its institution, its own name where that says more than the seat, and whether it is this computer."""
        parts = (seat.institution, seat.name if seat.name != seat.seat else "", self.tr("this computer") if own else "")
        return " · ".join(part for part in parts if part)

    def itself(self, hub: HubSelf, now: datetime) -> str:
        """Where the hub is reached, and until when its certificate is good."""
        said = self.tr("Others reach it at {addresses}").format(addresses="  ".join(hub.addresses))
        if hub.certificate_ends is None:
            return said
        return (
            said
            + "\n"
            + self.tr("Its certificate is good until {day} and is renewed by itself.").format(day=day(hub.certificate_ends, now))
        )

    def above(self, above: AboveHub, now: datetime) -> tuple[str, t.Mark]:
        """How far the server above is."""
        if not above.url:
            return self.tr("Nothing is forwarded yet: see Upload settings."), t.Mark.NONE
        if above.error:
            return error_text(KnownError(above.error)).what, t.Mark.ATTENTION
        if above.pending or above.parked:
            said = self.tr("{n} records wait to be forwarded, the oldest since {time}")
            since = when(above.oldest_at, now) if above.oldest_at else "—"
            parts = [said.format(n=above.pending, time=since)] if above.pending else []
            if above.parked:
                parts.append(self.tr("{n} were refused above").format(n=above.parked))
            return self.tr(", ").join(parts), t.Mark.ATTENTION if above.parked else t.Mark.WAITING
        if above.last_ok_at is None:
            return self.tr("Nothing was forwarded yet."), t.Mark.WAITING
        return self.tr("Everything before {time} is forwarded").format(time=when(above.last_ok_at, now)), t.Mark.OK

    def counted(self, seats: tuple[FleetSeat, ...]) -> str:
        """How many, and how many of them are behind."""
        may = [one for one in seats if one.revoked_at is None]
        behind = sum(one.behind_since is not None or one.last_seen_at is None for one in may)
        if behind:
            return self.tr("{n} computers, {behind} behind").format(n=len(may), behind=behind)
        return self.tr("{n} computers, all up to date").format(n=len(may)) if may else ""
