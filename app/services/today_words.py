"""How a line of 今日待办 reads, on the screen in its language, on paper in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.clock import instant, local_day
from app.domain.programme import Programme
from app.services.registers import CaseRow
from app.services.today import Due, Group, TodayRow, Why
from app.texts import chosen_language, load_texts, text

_SAYS_IT_ALL = frozenset({Why.RECHECK, Why.RECHECK_GLUCOSE})


@dataclass(frozen=True, slots=True)
class TodayWords:
    """``language`` None = the one chosen; ``today``: the day of the list."""

    today: date
    language: str | None = None

    def group(self, group: Group) -> str:
        """紧急, 超期未访, 今天, 本周."""
        return self._say(f"today_group.{group.value}")

    def due(self, one: Due) -> str:
        """What is to be done, and since when or until when."""
        key = "what_alone" if one.programme is None or one.why in _SAYS_IT_ALL else "what"
        what = self._say(f"today_line.{key}", programme=one.programme, why=one.why)
        late = (self.today - one.day).days
        if late > 0:
            when = self._say("today_line.overdue", n=late)
        else:
            when = self._say("today_line.due", day=self.day(one.day)) if late else self._say("today_line.due_today")
        return f"{what} {when}"

    def all_due(self, row: TodayRow) -> str:
        """All that is to be done for one resident; what two diseases ask for on one day is said once."""
        together: dict[tuple[Why, date], list[Due]] = {}
        for one in row.due:
            together.setdefault((one.why, one.day), []).append(one)
        return "; ".join(self._due_together(each) for each in together.values())

    def _due_together(self, due: Sequence[Due]) -> str:
        *others, last = due
        named = [one.programme for one in others if one.programme is not None]
        if not named or last.programme is None or last.why in _SAYS_IT_ALL:
            return "; ".join(map(self.due, due))
        return "".join(f"{self.programme(one)}{self._say('today_line.and')}" for one in named) + self.due(last)

    def values(self, case: CaseRow) -> str:
        """The pressure and the fasting glucose of the last follow-up; '' where it told none."""
        parts = [f"{case.systolic}/{case.diastolic}"] if case.systolic and case.diastolic else []
        if case.fasting:
            parts.append(self._say("today_line.fasting", value=case.fasting))
        if case.glucose:
            parts.append(self._say("today_line.glucose", value=case.glucose))
        return " ".join(parts)

    def last(self, row: TodayRow) -> str:
        """Values and class of the last follow-ups."""
        return "; ".join(part for part in map(self.last_of, row.cases) if part)

    def last_first(self, row: TodayRow) -> str:
        """The same of what is due first alone."""
        case = next((one for one in row.cases if one.programme is row.first.programme), None) or next(iter(row.cases), None)
        return "" if case is None else self.last_of(case)

    def last_of(self, case: CaseRow) -> str:
        """Values and class of the last follow-up of a case."""
        return " ".join(part for part in (self.values(case), self.control(case.control)) if part)

    def control(self, code: str) -> str:
        """The class of a follow-up, '' where it has none."""
        return load_texts(self.language or chosen_language()).word("control_class", code) if code else ""

    def programme(self, one: Programme) -> str:
        """As tabs and lists call it."""
        return self._say(f"programme_short.{one.value}")

    def seen(self, case: CaseRow) -> str:
        """When the last follow-up was."""
        return self._say("today_line.seen", day=self.day(case.last_day)) if case.last_day else self._say("today_line.never")

    def call(self, row: TodayRow) -> str:
        """The last try to reach them and what came of it, '' = nobody tried."""
        if row.contact is None:
            return ""
        said = self._say("today_line.call", day=self.day(local_day(instant(row.contact.at))), outcome=row.contact.outcome)
        return said if row.promised is None else f"{said} {self.day(row.promised)}"

    def day(self, day: date) -> str:
        """Without the year where it is this one."""
        return f"{day:%m-%d}" if day.year == self.today.year else day.isoformat()

    def counted(self, people: int, cases: int) -> str:
        """People and cases said apart."""
        return self._say("today_line.counted", people=people, cases=cases)

    def _say(self, key: str, **facts: object) -> str:
        return _said(self.language or chosen_language(), key, tuple(facts.items()))


@lru_cache(maxsize=10_000)
def _said(language: str, key: str, facts: tuple[tuple[str, object], ...]) -> str:
    """A thousand rows say the same few hundred things."""
    return text(key, dict(facts), language)
