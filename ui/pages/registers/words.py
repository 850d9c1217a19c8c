"""How the registers read."""

from __future__ import annotations

from datetime import date

from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.services.registers import Candidate, CaseRow
from app.services.today_words import TodayWords
from app.texts import text


class RegisterWords(TodayWords):
    """Beside what a list of today says of a case."""

    def basis(self, one: Basis) -> str:
        """Why somebody is enrolled."""
        return text(f"basis.{one.value}")

    def closing(self, one: Closing) -> str:
        """Why a case ended."""
        return text(f"closing.{one.value}")

    def full(self, one: Programme) -> str:
        """With the age, where the short word leaves it out."""
        return text(f"programme.{one.value}")

    def why(self, one: Candidate) -> str:
        """Why somebody stands among the candidates, and the day agreed on."""
        last = self.day(one.last_day) if one.last_day is not None else ""
        said = text(f"candidate.{one.why.value}", {"days": one.days, "last": last})
        if one.recheck_on is None:
            return said
        return f"{said} · {text('register_line.recheck_on', {'day': self.day(one.recheck_on)})}"

    def managed(self, one: CaseRow) -> str:
        """What the human is managed for besides, of all linked records."""
        return "、".join(self.programme(each) for each in one.managed if each is not one.programme)

    def next(self, one: CaseRow) -> str:
        """When they are due."""
        return self.day(one.next_on) if one.next_on is not None else text("register_line.no_next")

    def history(self, one: Enrolment) -> str:
        """One case of somebody, open or closed."""
        facts = {"programme": one.programme, "opened": self.told(one.opened_on), "closed": self.told(one.closed_on)}
        facts |= {"basis": one.basis, "closing": one.closing or ""}
        said = text(f"register_line.{'closed' if one.closed_on else 'case'}", facts)
        return f"{said} {one.note}".rstrip()

    def told(self, day: str) -> str:
        """A day as it is stored."""
        return date.fromisoformat(day).isoformat() if day else ""
