"""Thirty days offline: each morning the list of what is due must be the one that an independent reckoning of the same events makes.

A village lives through December into January: people are enrolled, come or do not, are referred, corrected, called and promise, move away,
come back and die; every fifth evening the power fails and the store is opened anew. The reckoning keeps what happened in plain lists and
reads the service's rules, not its code. 0 when every morning agreed.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.clock import SetClock, iso, local_day
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.domain.programme import Basis, Closing, ContactOutcome, ContactWay, Programme
from app.domain.staff import Organization, Practitioner
from app.services import today as today_module
from app.services.desk import Desk
from app.services.registers import Registers
from app.services.session import Session, SignedIn
from app.services.today import Group, Today, TodayRow, Why
from app.store import accounts, filled_forms, people, registers
from app.store.database import Store
from tests.app.conftest import KEY, id_number

RESIDENTS, DAYS = 400, 30
BEGIN = datetime(2025, 12, 10, 0, 30, tzinfo=UTC)  # 08:30 in the clinic
WEEK = timedelta(days=6)
FORMS = {
    Programme.HYPERTENSION: "htn_followup",
    Programme.DIABETES: "dm_followup",
    Programme.COPD: "copd_followup",
    Programme.ELDERLY: "exam",
}
PLACE = Organization("o", "PDY00000141010211A1001", "柳树村卫生室")
DOCTOR = Practitioner("d", "o", "001", "王建国")

Due = tuple[date, Why, Programme | None]


@dataclass
class Filled:
    """A form that stands or was replaced."""

    one: FilledForm
    next_on: date | None
    referred: bool
    stands: bool = True


@dataclass
class Life:
    """What happened to one resident, in order."""

    person: Person
    cases: dict[Programme, tuple[str, date]] = field(default_factory=dict)  # open ones: id and first day
    forms: dict[Programme, list[Filled]] = field(default_factory=dict)
    promise: date | None = None  # of the newest call
    called: date | None = None
    dead: bool = False

    def newest(self, programme: Programme) -> Filled | None:
        """The form that was written last of those of the latest day."""
        standing = [one for one in self.forms.get(programme, []) if one.stands]
        return max(standing, key=lambda one: (one.one.day, one.one.at), default=None)


def reckoned(life: Life, today: date) -> tuple[Group, list[Due]] | None:
    """What must be on the list, by the rules as they are written down; None = not on it."""
    due: list[Due] = []
    for programme, (_, opened) in life.cases.items():
        last = life.newest(programme)
        if programme is Programme.ELDERLY:
            end = date(today.year, 12, 31)
            if end <= today + WEEK and (last is None or last.one.day[:4] != str(today.year)):
                due.append((end, Why.EXAM, programme))
        elif last is None:
            due.append((opened, Why.FIRST, programme))
        elif last.next_on is not None and last.next_on <= today + WEEK:
            due.append((last.next_on, Why.REFERRAL if last.referred else Why.FOLLOW_UP, programme))
    if life.dead or not due:
        return None
    if any(why is Why.REFERRAL and day <= today for day, why, _ in due):
        return Group.URGENT, due
    day = min(one[0] for one in due)
    if life.promise is not None and life.promise >= today:
        day = life.promise
    if day > today + WEEK:
        return None
    return Group.OVERDUE if day < today else Group.TODAY if day == today else Group.WEEK, due


class Village:
    """The store with its services, and what really happened."""

    def __init__(self, folder: Path, residents: int, dice: random.Random) -> None:
        self.path, self.dice, self.clock = folder / "clinic.db", dice, SetClock(BEGIN)
        self.session = Session()
        who = SignedIn("a", "wang", DOCTOR.name, DOCTOR.id, "001", "doctor", _EVERYTHING, "today", "A1", PLACE, None)
        self.session.set(who)
        self.open()
        self.store.write(lambda uow: accounts.save_organization(uow, PLACE)).result()
        self.store.write(lambda uow: accounts.save_practitioner(uow, DOCTOR)).result()
        self.lives = [Life(self._person(number)) for number in range(residents)]
        self.done = 0

    def open(self) -> None:
        """As after the power came back."""
        self.store = Store.open(self.path, KEY, self.clock)
        desk = Desk(self.store, self.session, self.clock, "A1")
        self.registers, self.today = Registers(desk), Today(desk)

    def day(self) -> date:
        """The clinic's."""
        return local_day(self.clock.now())

    def live_a_day(self) -> None:
        """Something happens to one in three."""
        for life in self.lives:
            if not life.dead and self.dice.random() < 0.35:
                self.clock.forward(20)
                self.dice.choice(_EVENTS)(self, life)
                self.done += 1

    # what may happen

    def enrol(self, life: Life) -> None:
        programme = self.dice.choice(list(Programme))
        if programme not in life.cases:
            on = self.day() - timedelta(days=self.dice.choice((0, 0, 3, 40)))
            made = self.registers.enrol(life.person.id, programme, Basis.DIAGNOSED, on)
            life.cases[programme] = made.id, on

    def follow(self, life: Life) -> None:
        """A visit for one of their cases; what it says of the next day is sometimes nothing."""
        if life.cases:
            programme = self.dice.choice(list(life.cases))
            next_on = self.dice.choice((None, 1, 6, 7, 14, 14, 30, 90))
            self._fill(life, programme, None if next_on is None else self.day() + timedelta(days=next_on), self.dice.random() < 0.2)

    def correct(self, life: Life) -> None:
        """A form replaces the one before, or it is withdrawn with nothing in its place."""
        found = [(programme, one) for programme in life.forms if (one := life.newest(programme)) is not None]
        if not found:
            return
        programme, last = self.dice.choice(found)
        last.stands = False
        if self.dice.random() < 0.5:
            self.store.write(lambda uow: filled_forms.withdraw(uow, last.one.id, "wrong")).result()
        else:
            self._fill(life, programme, self.day() + timedelta(days=self.dice.choice((2, 14))), False, last.one)

    def call(self, life: Life) -> None:
        """Only the newest call counts: one that names no day takes a promise back."""
        if self.dice.random() < 0.6:
            day = self.day() + timedelta(days=self.dice.choice((0, 1, 2, 5, 9)))
            self.today.called(life.person.id, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.WILL_COME, day)
            life.promise = day
        else:
            self.today.called(life.person.id, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.NO_ANSWER)
            life.promise = None

    def close(self, life: Life) -> None:
        """Not the disease; or moved, lost, dead, which ends all of them."""
        if life.cases:
            programme = self.dice.choice(list(life.cases))
            closing = self.dice.choice((Closing.MOVED, Closing.LOST, Closing.NOT_THE_DISEASE, Closing.DIED))
            self.registers.close(life.cases[programme][0], closing, self.day())
            if closing is Closing.NOT_THE_DISEASE:
                del life.cases[programme]
            else:
                life.dead = closing is Closing.DIED
                life.cases.clear()

    # inside

    def _fill(self, life: Life, programme: Programme, next_on: date | None, referred: bool, before: FilledForm | None = None) -> None:
        told = {"next_on": "" if next_on is None else next_on.isoformat(), "refer_reason": "血压182/112" if referred else "", "way": "1"}
        values = {name: FormValue(ValueKind.TEXT, (text,)) for name, text in told.items() if text}
        day = self.day().isoformat() if before is None else before.day
        one = FilledForm(
            new_id(),
            life.person.id,
            None,
            FORMS[programme],
            1,
            day,
            values,
            DOCTOR.id,
            iso(self.clock.now()),
            replaces=before.id if before else "",
        )
        self.store.write(lambda uow: filled_forms.add(uow, one)).result()
        life.forms.setdefault(programme, []).append(Filled(one, next_on, referred))

    def _person(self, number: int) -> Person:
        birth = date(1940 + number % 20, 1 + number % 12, 1 + number % 28)
        who = Person(
            new_id(),
            f"王{number}",
            Sex.FEMALE,
            birth,
            (Identifier(IdKind.RESIDENT, id_number(birth, number % 999)),),
            (Phone(f"139{number:08d}"),),
            Address("410102001200", f"{number % 5}号村", "1组"),
        )
        return self.store.write(lambda uow: people.add(uow, who)).result()


_EVERYTHING = frozenset({"chart.read", "forms.write", "chart.write", "residents.write"})
_EVENTS: tuple[Callable[[Village, Life], None], ...] = (
    *(Village.enrol,) * 5,
    *(Village.follow,) * 8,
    Village.correct,
    *(Village.call,) * 3,
    Village.close,
)


def compare(village: Village) -> list[str]:
    """What is wrong this morning."""
    today, rows = village.day(), {one.person: one for one in village.today.listed().rows}
    flaws = []
    for life in village.lives:
        wanted, found = reckoned(life, today), rows.pop(life.person.id, None)
        if _told(found) != (None if wanted is None else (wanted[0], sorted(wanted[1]))):
            flaws.append(f"{today} {life.person.name}: reckoned {wanted}, listed {_told(found)}")
    return flaws + [f"{today} {one.name}: nobody we know" for one in rows.values()]


def _told(row: TodayRow | None) -> tuple[Group, list[Due]] | None:
    return None if row is None else (row.group, sorted((one.day, one.why, one.programme) for one in row.due))


PLANTS: dict[str, tuple[object, str, object]] = {
    "promise-forgotten": (today_module, "promised", lambda _call, _today: None),
    "oldest-form": (registers, "_DUE", registers._DUE.replace("max(day", "min(day").replace("DESC", "ASC")),
    "closed-still-due": (registers, "_DUE", registers._DUE.replace("AND e.closed_on = ''", "")),
    "week-too-short": (today_module, "WEEK", timedelta(days=5)),
}
"""Where a bug is put, and what it is."""


@contextmanager
def planted(name: str) -> Iterator[None]:
    """A bug in the program for a while; '' = none."""
    if not name:
        yield
        return
    where, what, wrong = PLANTS[name]
    right = getattr(where, what)
    assert right != wrong
    setattr(where, what, wrong)
    try:
        yield
    finally:
        setattr(where, what, right)


def run(residents: int, seed: int) -> tuple[int, int, list[str]]:
    """Events, rows compared and flaws of thirty days."""
    flaws: list[str] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        village = Village(Path(folder), residents, random.Random(seed))
        rows = 0
        for number in range(DAYS):
            flaws += compare(village)
            if flaws:
                break  # the first wrong morning tells enough
            rows += len(village.today.listed().rows)
            village.live_a_day()
            village.clock.set(datetime.combine(village.day() + timedelta(days=1), BEGIN.time(), UTC))
            if number % 5 == 0:
                village.store.close()
                village.open()
        flaws += [] if flaws else compare(village)
        village.store.close()
    return village.done, rows, flaws


def main(argv: list[str]) -> int:
    """0 when every morning agreed; prints what differed."""
    options = argparse.ArgumentParser(prog="due_lists", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=list(PLANTS), default="")
    asked = options.parse_args(argv)
    with planted(asked.plant):
        done, rows, flaws = run(max(20, round(RESIDENTS * asked.scale)), asked.seed)
    for flaw in flaws[:20]:
        print(flaw)
    print(f"{DAYS} days, {done} events, {rows} rows: {len(flaws)} flaws")
    return 1 if flaws else 0
