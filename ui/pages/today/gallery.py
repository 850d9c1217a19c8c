"""今日待办 on show: all groups with somebody chosen, a promise being noted, nobody due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso, local_day
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.services.registers import CaseRow
from app.services.today import Due, Group, TodayList, TodayRow, Why
from app.store.contacts import LastContact
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.today.model import TodayModel
from ui.pages.today.page import TodayPage

NOW = datetime(2026, 3, 5, 0, 20, tzinfo=UTC)
TODAY = local_day(NOW)
HTN, DM, COPD = Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD


def case(name: str, programme: Programme, age: str, village: str, phone: str, last: int | None, **told: str) -> CaseRow:
    """A case whose last follow-up was so many days ago."""
    day = None if last is None else TODAY - timedelta(days=last)
    empty = {"control": "", "systolic": "", "diastolic": "", "fasting": ""} | told
    made = CaseRow(
        f"{name}-{programme}", name, name, "2", age, village, phone, date(2025, 6, 1), day, "", None, "", "", "", "f", False, programme
    )
    return replace(made, control=empty["control"], systolic=empty["systolic"], diastolic=empty["diastolic"], fasting=empty["fasting"])


def row(group: Group, asked: tuple[Due, ...], *cases: CaseRow, call: tuple[str, int, int] | None = None) -> TodayRow:
    """``call``: outcome, so many days ago, and when they promised to come (0 = they did not)."""
    who = cases[0]
    contact = promised = None
    if call is not None:
        outcome, ago, ahead = call
        promised = TODAY + timedelta(days=ahead) if ahead else None
        day = promised.isoformat() if promised else ""
        contact = LastContact(who.person, iso(NOW - timedelta(days=ago)), asked[0].why, outcome, day)
    return TodayRow(who.person, who.name, who.sex, who.age_text, who.village, who.phone, group, asked, cases, contact, promised)


def due(why: Why, days: int, programme: Programme | None = None) -> Due:
    """Due in so many days."""
    return Due(why, TODAY + timedelta(days=days), programme)


WANG = "王秀英", HTN, "67岁", "柳树村", "13900001234"
ROWS = (
    row(
        Group.URGENT,
        (due(Why.REFERRAL, -1, HTN),),
        case("赵桂兰", HTN, "71岁", "河湾村", "13700002231", 15, control="2", systolic="182", diastolic="112"),
        call=("no_answer", 1, 0),
    ),
    row(
        Group.OVERDUE,
        (due(Why.FOLLOW_UP, -19, HTN), due(Why.FOLLOW_UP, 2, DM)),
        case(*WANG, 110, control="1", systolic="138", diastolic="84"),
        case("王秀英", DM, *WANG[2:], 88, control="2", fasting="8.6", systolic="140", diastolic="86"),
    ),
    row(Group.OVERDUE, (due(Why.FIRST, -12, DM),), case("李大山", DM, "66岁", "柳树村", "", None), call=("wrong_number", 3, 0)),
    row(
        Group.TODAY,
        (due(Why.FOLLOW_UP, 0, COPD), due(Why.REFILL, 3)),
        case("欧阳玉珍", COPD, "80岁", "石桥村", "0371-65501234", 90, control="1"),
    ),
    row(
        Group.WEEK,
        (due(Why.FOLLOW_UP, -2, HTN),),
        case("张建国", HTN, "58岁", "石桥村", "13800004567", 92, control="4", systolic="128", diastolic="78"),
        call=("will_come", 1, 3),
    ),
)
REFILL = TodayRow("孙福贵", "孙福贵", "1", "74岁", "河湾村", "13600008899", Group.WEEK, (due(Why.REFILL, 5),))


class Listing:
    """Answers from made-up rows; a call is noted on its row."""

    def __init__(self, rows: tuple[TodayRow, ...] = ROWS) -> None:
        self.rows = rows

    def due(self, village: str = "", programme: Programme | None = None) -> TodayList:
        """Those of a village and a programme."""
        rows = tuple(
            one
            for one in self.rows
            if village in ("", one.village) and (programme is None or any(each.programme is programme for each in one.due))
        )
        villages = tuple(sorted({one.village for one in self.rows}))
        asked = TodayList(rows, villages, TODAY, cases=2 * len(self.rows), village=village, programme=programme)
        return self._counted(asked)

    def with_refills(self, found: TodayList) -> TodayList:
        """One who has nothing else to do."""
        if found.programme is not None or not self.rows or found.village not in ("", REFILL.village):
            return found
        return self._counted(replace(found, rows=(*found.rows, REFILL)))

    def called(
        self, person: str, why: Why, way: ContactWay, outcome: ContactOutcome, next_on: date | None = None, note: str = ""
    ) -> Contact:
        """On its row."""
        day = next_on.isoformat() if next_on is not None else ""
        made = LastContact(person, iso(NOW), why, outcome, day)
        self.rows = tuple(replace(one, contact=made, promised=next_on) if one.person == person else one for one in self.rows)
        return Contact("c", person, why, way, outcome, "p", iso(NOW), day, note)

    def _counted(self, found: TodayList) -> TodayList:
        counts = {group: sum(one.group is group for one in found.rows) for group in Group}
        return replace(found, counts=counts, people=len(found.rows))


class Cases:
    """Two programmes; what ended is remembered."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, Closing, date, str]] = []

    def open_of(self, person: str) -> list[Enrolment]:
        """Two."""
        return [Enrolment(one, person, one, "2025-06-01", Basis.DIAGNOSED, "p", iso(NOW)) for one in (HTN, DM)]

    def end_all(self, person: str, closing: Closing, on: date, note: str = "") -> None:
        """Remembered."""
        self.ended.append((person, closing, on, note))


class Paper:
    """Nothing is printed."""

    def pdf(self, found: TodayList) -> bytes:
        """None."""
        return b""

    def printed(self, pdf: bytes) -> None:
        """Nothing."""

    def export(self, found: TodayList, path: Path, headings: tuple[str, ...]) -> None:
        """Nothing."""


class Memory:
    """No printer."""

    def chosen(self, kind: str) -> str:
        """None."""
        return ""

    def choose(self, kind: str, printer: str) -> None:
        """Nothing."""


def page(rows: tuple[TodayRow, ...] = ROWS) -> TodayPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: TodayPage(TodayModel(Listing(rows), Cases(), Paper(), SetClock(NOW)), bridge, Memory()))


def listed() -> QWidget:
    """All groups; somebody with two diseases is chosen."""
    made = page()
    made.table.select("王秀英")
    return made


def promising() -> QWidget:
    """They said that they will come: which day?"""
    made = page()
    made.table.select("赵桂兰")
    made.model.say_outcome(ContactOutcome.WILL_COME)
    return made


def ending() -> QWidget:
    """The call found out that they moved away: all programmes may end."""
    made = page()
    made.table.select("王秀英")
    made.model.say_outcome(ContactOutcome.MOVED)
    made.model.note_call("去郑州儿子家")
    made.ending.strip.listen()
    return made


def again() -> QWidget:
    """Somebody without a case who is to be measured again today."""
    found = replace(case("周桂英", HTN, "61岁", "柳树村", "13500007766", 5, systolic="152", diastolic="94"), enrolment="")
    made = page((row(Group.TODAY, (due(Why.RECHECK, 0, HTN),), found, call=("will_come", 5, 0)), *ROWS[:3]))
    made.table.select("周桂英")
    return made


def nobody() -> QWidget:
    """Nobody is due."""
    return page(())


ENTRIES = [
    Shown("today", listed),
    Shown("today-promise", promising),
    Shown("today-ending", ending),
    Shown("today-recheck", again),
    Shown("today-nobody", nobody),
]
