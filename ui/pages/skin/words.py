"""How a skin test reads: on its timer, in the form, beside the line of the prescription."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.clock import local
from app.domain.formulary import Batch
from app.domain.skin_test import ArmSite, SkinResult
from app.services.skin_states import SkinState, ends_at
from app.services.skin_tests import Lying, Proposal, SkinRow
from ui import tokens as t
from ui.pages.wording import when

MARKS = {
    SkinState.RUNNING: t.Mark.WAITING,
    SkinState.WATCHED: t.Mark.WAITING,
    SkinState.DUE: t.Mark.DANGER,
    SkinState.WATCH_DUE: t.Mark.DANGER,
    SkinState.REACTED: t.Mark.DANGER,
    SkinState.READY: t.Mark.OK,
    SkinState.NOTHING: t.Mark.NONE,
}


class SkinWords(QObject):
    """Everything that is said of them."""

    def pill(self, row: SkinRow, now: datetime) -> str:
        """What is asked, of whom, and the time that is left."""
        state, ends = row.state(now), ends_at(row.case)
        said = {
            SkinState.RUNNING: self.tr("Skin test {name} {left}"),
            SkinState.DUE: self.tr("Read the skin test: {name}"),
            SkinState.READY: self.tr("{name}: test negative, first dose?"),
            SkinState.REACTED: self.tr("{name}: reaction, note the allergy"),
            SkinState.WATCHED: self.tr("Observe {name} {left}"),
            SkinState.WATCH_DUE: self.tr("Observed long enough: {name}"),
            SkinState.NOTHING: "",
        }[state]
        left = "" if ends is None else _clock(ends, now)
        return said.format(name=row.name, left=left)

    def who(self, row: SkinRow) -> str:
        """Name, sex, age, drug."""
        sex = {"1": self.tr("male"), "2": self.tr("female")}.get(row.sex, "")
        whom = " ".join(part for part in (row.name, sex, row.age_text) if part)
        return self.tr("{who} · {drug}, batch {batch}").format(who=whom, drug=row.case.test.name, batch=row.case.test.batch)

    def about(self, row: SkinRow, now: datetime) -> str:
        """Where, when, by whom, with what, and what lay ready."""
        test = row.case.test
        said = self.tr("{arm}, {time}, {by} · {solution} · {ready}")
        words = {"arm": self.arm(test.site), "time": when(test.at, now), "by": row.by_name, "solution": test.concentration}
        return said.format(**words, ready=self._ready(test.adrenaline, test.without))

    def asked(self, row: SkinRow, now: datetime) -> str:
        """What is to be done, in a sentence."""
        state, ends = row.state(now), ends_at(row.case)
        at = "" if ends is None else f"{local(ends):%H:%M}"
        return {
            SkinState.RUNNING: self.tr("To be read at {at}. A reaction may be read at once."),
            SkinState.DUE: self.tr("The time is over: look at the forearm and read it now."),
            SkinState.READY: self.tr("Negative. As the first dose is given, start the observation."),
            SkinState.REACTED: self.tr("The drug is not to be given. Put it among the allergies."),
            SkinState.WATCHED: self.tr("Keep the patient here until {at}. At any reaction: stop, then F12."),
            SkinState.WATCH_DUE: self.tr("The time is over: how is the patient?"),
            SkinState.NOTHING: "",
        }[state].format(at=at)

    def line(self, row: SkinRow | None, now: datetime) -> str:
        """Beside the line of a prescription: the newest test of the drug; '' = none."""
        if row is None:
            return ""
        case, read = row.case, row.case.reading
        if case.reaction is not None:
            return self.tr("reaction after the dose, {time}").format(time=when(case.reaction.at, now))
        if read is None:
            return self.tr("test runs, to be read at {at}").format(at=f"{local(case.test.due):%H:%M}")
        said = (
            self.tr("negative {time}, batch {batch}") if read.result is SkinResult.NEGATIVE else self.tr("positive {time}, batch {batch}")
        )
        return said.format(time=when(read.at, now), batch=case.test.batch)

    def arm(self, site: ArmSite) -> str:
        """Left or right forearm."""
        return self.tr("left forearm") if site is ArmSite.LEFT else self.tr("right forearm")

    def adrenaline(self, proposal: Proposal) -> tuple[str, t.Mark]:
        """What lies ready, or plainly that nothing does."""
        if proposal.adrenaline:
            return self.tr("Adrenaline at hand: {what}").format(what=self._lying(proposal.adrenaline[0])), t.Mark.OK
        if proposal.expired:
            expired = self.tr("The adrenaline has expired: {what}").format(what=self._lying(proposal.expired[0]))
            return expired, t.Mark.DANGER
        return self.tr("No adrenaline in stock"), t.Mark.DANGER

    def batch(self, one: Batch) -> str:
        """Number and last day."""
        return self.tr("{batch} until {day}").format(batch=one.number, day=one.expiry) if one.expiry else one.number

    def _lying(self, one: Lying) -> str:
        said = self.tr("{name}, batch {batch}, until {day}, {n} left")
        day = one.batch.expiry.isoformat() if one.batch.expiry else "—"
        return said.format(name=one.name, batch=one.batch.number or "—", day=day, n=one.batch.stock)

    def _ready(self, adrenaline: str, without: str) -> str:
        if adrenaline:
            return adrenaline
        return self.tr("adrenaline in the emergency box") if without == "elsewhere" else self.tr("begun without adrenaline")


def _clock(ends: datetime, now: datetime) -> str:
    seconds = max(0, round((ends - now).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"
