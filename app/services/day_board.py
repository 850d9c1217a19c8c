"""开诊前 and 日结: what came back, what is due, whether the equipment is in order; and what a day leaves open. Computed, never typed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from app.clock import instant, local_day
from app.domain.amounts import yuan_text
from app.errors import KnownError
from app.services.clinic import Clinic
from app.services.clinic_log import ClinicLog
from app.services.critical_values import CriticalValues, due_now
from app.services.day_lines import DayLine, Look, Place, counted, day_policy, looked_up
from app.services.device_look import look_at, needing
from app.services.emergency_sheets import EmergencySheets
from app.services.province_entry import WRITE as ENTER
from app.services.province_entry import ProvinceEntry
from app.services.queue import QueueState
from app.services.settlement import NEEDED as MONEY
from app.services.settlement import totals
from app.services.today import Group, Today
from app.services.worklist import WorkKind
from app.store import drafts, settings
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork, detail

CLOSED = "own.day_closed"
"""Setting: the day that was closed last, when, and by whom."""
LEAVE = ("tomorrow", "called", "others", "network", "not_needed")
"""Why a line is left until tomorrow; words under ``day_leave``. No free text: the trail holds no names."""
NEEDED = "queue.read"


@dataclass(frozen=True, slots=True)
class DayClosed:
    """``at``: instant, store text; ``by``: name."""

    day: date
    at: str
    by: str


class DayBoard:
    """``backups``: the folder of this workstation's copies."""

    def __init__(self, clinic: Clinic, backups: Path) -> None:
        self._clinic, self._backups = clinic, backups
        self._desk = clinic.desk

    def opening(self) -> list[DayLine]:
        """Before the first patient, in the order of harm; only what this person may look at."""
        looks: tuple[tuple[str, Look], ...] = (
            ("chart.read", ("critical", Place.CRITICAL, self._critical)),
            ("queue.read", ("emergency", Place.PAPER, self._emergency)),
            ("chart.write", ("calls", Place.VISITS, lambda: self._listed("calls", Place.VISITS, WorkKind.CALL))),
            ("rx.write", ("returned", Place.PRESCRIPTION, self._returned)),
            ("rx.dispense", ("lapsed", Place.SHELF, lambda: counted("lapsed", Place.SHELF, self._clinic.dispensing.unfetched()[1]))),
            ("supply.handle", ("failed", Place.SHELF, lambda: self._listed("failed", Place.SHELF, WorkKind.FAILED))),
            ("chart.read", ("due", Place.TODAY, self._due)),
            ("intake.claim", ("unclaimed", Place.UNCLAIMED, self._unclaimed)),
            ("devices.read", ("devices", Place.DEVICES, self._devices)),
            ("", ("backup", Place.SETTINGS, self._backup)),
            ("sync.read", ("upload", Place.UPLOAD, self._upload)),
            ("", ("clock", Place.SETTINGS, self._clock)),
            ("", ("rules", Place.SETTINGS, self._rules)),
        )
        return list(looked_up(self._allowed(looks)))

    def closing(self) -> list[DayLine]:
        """What the day leaves open, in the order of harm."""
        looks: tuple[tuple[str, Look], ...] = (
            ("chart.read", ("critical", Place.CRITICAL, self._critical)),
            ("queue.read", ("emergency", Place.PAPER, self._emergency)),
            ("rx.write", ("unsigned", Place.PRESCRIPTION, self._unsigned)),
            ("rx.write", ("returned", Place.PRESCRIPTION, self._returned)),
            ("rx.dispense", ("tonight", Place.SHELF, lambda: counted("tonight", Place.SHELF, self._clinic.dispensing.unfetched()[0]))),
            ("queue.read", ("open_visits", Place.VISITS, self._open_visits)),
            ("chart.read", ("undiagnosed", Place.LOG, self._undiagnosed)),
            ("intake.claim", ("unclaimed", Place.UNCLAIMED, self._unclaimed)),
            ("stock.write", ("shelf", Place.SHELF, lambda: self._listed("shelf", Place.SHELF, WorkKind.SHELF))),
            (MONEY, ("settled", Place.SHELF, self._settled)),
            *(((ENTER, ("province", Place.PROVINCE, self._province)),) if self._told_of_province() else ()),
            ("sync.read", ("not_uploaded", Place.UPLOAD, self._not_uploaded)),
        )
        return list(looked_up(self._allowed(looks)))

    def closed(self) -> DayClosed | None:
        """Today's close, if it was written."""
        kept: Mapping[str, str] = self._desk.store.read(lambda conn: settings.get(conn, CLOSED, {}))
        day = self._today()
        return DayClosed(day, kept["at"], kept["by"]) if kept.get("day") == day.isoformat() else None

    def close(self, lines: Sequence[DayLine], left: Mapping[str, str]) -> DayClosed:
        """Write the close of today, once, with why each line that needs somebody is left; what is open stays open.

        KnownError ``day_closed``, ``day_left`` where a line has no reason.
        """
        if any(one.needs and left.get(one.key) not in LEAVE for one in lines):
            raise KnownError("day_left")
        day, who = self._today(), self._desk.who
        told = {one.key: {"n": one.n, "left": left[one.key]} if one.needs else {"n": one.n} for one in lines}

        def work(uow: UnitOfWork) -> DayClosed:
            if settings.get(uow.conn, CLOSED, {"day": ""})["day"] == day.isoformat():
                raise KnownError("day_closed")
            settings.put(uow, CLOSED, {"day": day.isoformat(), "at": uow.at, "by": who.name})
            uow.note(Act("close_day", "day_close", day.isoformat(), detail=detail(lines=json.dumps(told))))
            return DayClosed(day, uow.at, who.name)

        return self._desk.write(NEEDED, work)

    # --- lines ---------------------------------------------------------------------------------------------------------
    def _critical(self) -> DayLine:
        rows = due_now(CriticalValues(self._desk).open(), self._now())
        late = sum(one.due is not None and one.due.is_late(self._now()) for one in rows)
        return counted("critical", Place.CRITICAL, len(rows), late=late, untold=sum(one.untold for one in rows))

    def _emergency(self) -> DayLine:
        return counted("emergency", Place.PAPER, len(EmergencySheets.of(self._desk).waiting()))

    def _listed(self, key: str, place: Place, kind: WorkKind) -> DayLine:
        return counted(key, place, sum(one.kind is kind for one in self._clinic.worklist.waiting()))

    def _settled(self) -> DayLine:
        """Somebody is needed where one was settled twice, or where the others of today were settled: not every site settles here."""
        waiting, rows = self._clinic.settlements.waiting(), self._clinic.settlements.of_day(self._today())
        sums = totals(rows)
        count, amount, own = (sum(getattr(one, name) for one in sums) for name in ("count", "amount_fen", "own_fen"))
        needs = any(one.paid for one in waiting) or bool(waiting and rows)
        facts = {"n": len(waiting), "count": count, "amount": yuan_text(amount), "own": yuan_text(own)}
        return DayLine("settled", needs, Place.SHELF, len(waiting), facts)

    def _returned(self) -> DayLine:
        return counted("returned", Place.PRESCRIPTION, sum(not one.asked_again for one in self._clinic.returned.waiting()))

    def _due(self) -> DayLine:
        """Expected work, so the line needs somebody only where it is urgent or overdue."""
        counts = Today(self._desk).due().counts
        urgent, overdue = counts.get(Group.URGENT, 0), counts.get(Group.OVERDUE, 0)
        facts = {"urgent": urgent, "overdue": overdue, "today": counts.get(Group.TODAY, 0)}
        return DayLine("due", bool(urgent or overdue), Place.TODAY, urgent + overdue, facts)

    def _unclaimed(self) -> DayLine:
        return counted("unclaimed", Place.UNCLAIMED, self._clinic.inbox.count())

    def _devices(self) -> DayLine:
        """Each that needs somebody, with all there is to say of it."""
        mine = [one for one in self._clinic.devices.known() if one.seat in ("", self._desk.seat)]
        checks = self._clinic.device_checks
        stands = checks.standings([one.id for one in mine])
        looks = [(one, look_at(one, stands[one.id], self._now(), checks.interval)) for one in mine]
        found = [f"{one.sticker or one.name}（{'、'.join(each.words for each in items)}）" for one, items in looks if needing(items)]
        return DayLine("devices", bool(found), Place.DEVICES, len(found), {"n": len(found), "all": len(mine), "names": "；".join(found)})

    def _backup(self) -> DayLine:
        last = self._clinic.keeping.last_copy_on(self._backups)
        if last is None:
            return DayLine("backup_never", True, Place.SETTINGS)
        age = (self._today() - last).days
        return DayLine("backup", age >= day_policy()["backup_days"], Place.SETTINGS, age, {"n": age, "day": last.isoformat()})

    def _upload(self) -> DayLine:
        found = self._clinic.sync.summary()
        if not found.peers_known:
            return DayLine("upload_unset", False, Place.UPLOAD)
        old = timedelta(hours=day_policy()["upload_hours"])
        stale = found.oldest_at is not None and self._now() - instant(found.oldest_at) > old
        facts = {"n": found.undelivered, "asked": found.asked}
        return DayLine("upload", bool(found.asked) or stale, Place.UPLOAD, found.undelivered, facts)

    def _not_uploaded(self) -> DayLine:
        found = self._clinic.sync.summary()
        return DayLine("not_uploaded", bool(found.asked), Place.UPLOAD, found.undelivered, {"n": found.undelivered, "asked": found.asked})

    def _told_of_province(self) -> bool:
        """Only where the site wants to be told: not every one types its forms on the day itself."""
        return self._clinic.preferences.now().flag("province_at_closing")

    def _province(self) -> DayLine:
        return counted("province", Place.PROVINCE, ProvinceEntry(self._desk, self._clinic.preferences.now).today())

    def _clock(self) -> DayLine:
        return DayLine("clock", self._clinic.keeping.clock_doubt() is not None, Place.SETTINGS)

    def _rules(self) -> DayLine:
        now, packs = self._clinic.rule_packs.now(), self._clinic.rule_packs
        since = now.kept.valid_from if now.kept else str(packs.pack.policy["effective_from"]) if packs.pack else ""
        if not since or now.trouble is not None:
            return DayLine("rules_none", True, Place.SETTINGS)
        age = (self._today() - date.fromisoformat(since)).days
        return DayLine("rules", age > day_policy()["rules_days"], Place.SETTINGS, age, {"day": since, "label": now.label})

    def _unsigned(self) -> DayLine:
        found = self._desk.store.read(lambda conn: drafts.listed(conn, "prescription", account=self._desk.who.account))
        return counted("unsigned", Place.PRESCRIPTION, len(found))

    def _open_visits(self) -> DayLine:
        return counted("open_visits", Place.VISITS, sum(one.state is not QueueState.FINISHED for one in self._clinic.queue.today()))

    def _undiagnosed(self) -> DayLine:
        return counted("undiagnosed", Place.LOG, ClinicLog(self._desk).listed(self._today(), self._today()).undiagnosed)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _allowed(self, looks: Sequence[tuple[str, Look]]) -> Iterator[Look]:
        who = self._desk.who
        return (look for permission, look in looks if not permission or who.may(permission))

    def _now(self) -> datetime:
        return self._desk.clock.now()

    def _today(self) -> date:
        return local_day(self._now())
