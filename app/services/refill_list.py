"""续方名单: who of those on long-term or repeated medicines runs out on which day, by the sheets of this database."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import day_bounds, instant, iso, local_day
from app.domain.age import age_text
from app.logs import hide_names
from app.printing.forms import label
from app.printing.refill_list import ListedRow, PrintedList, refill_list_pdf
from app.rules.formulary import Product
from app.services.desk import Desk
from app.services.refills import course_ends, list_policy
from app.services.rx_document import local_minute
from app.store import people, supplies
from app.store.audit import Act
from app.store.database import Reading
from app.store.supplies import LastSupply
from app.store.unit_of_work import detail

KIND = "refill_list"
"""As printers and audit trail call it."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A medicine by the newest sheet that has it. ``last_day``: when it is used up; ``days_left`` counts that day, 0 or less = it ran out."""

    drug: str
    name: str
    last_day: date
    days_left: int
    prescription: str
    number: str
    issued: date


@dataclass(frozen=True, slots=True)
class DueRow:
    """A resident with what runs out within the days asked for, the first first; the sheet shown is that of the first.

    ``phone`` whole, '' where none is known; ``last_seen``: the day of the last visit of theirs, None = never.
    """

    person: str
    name: str
    sex: str
    age_text: str
    village: str
    phone: str
    supplies: tuple[Supply, ...]
    last_seen: date | None

    @property
    def first(self) -> Supply:
        """What runs out first."""
        return self.supplies[0]


@dataclass(frozen=True, slots=True)
class DueList:
    """Rows by day, village and name; ``villages``: all that have a row within these days, whichever was asked for."""

    rows: tuple[DueRow, ...]
    villages: tuple[str, ...]
    as_of: date
    since: date
    until: date
    village: str = ""


class RefillList:
    """``products``: the formulary in use, which tells a course from a treatment and one substance in two strengths."""

    def __init__(self, desk: Desk, products: Callable[[], Mapping[str, Product]]) -> None:
        self._desk, self._products = desk, products

    def due(self, since: date, until: date, village: str = "") -> DueList:
        """Whose medicines are used up on one of these days; ``village`` '' = all of them.

        Who ran out longer ago than the policy says is left out: that treatment is over, or went on elsewhere.
        """
        today, policy = local_day(self._desk.clock.now()), list_policy()
        since = max(since, today - timedelta(policy["lost_after_days"]))

        def query(conn: Reading) -> tuple[DueRow, ...]:
            running = _read(conn, since, until, today, self._products())
            due = {person: within for person, found in running.items() if (within := _within(found, since, until))}
            return _rows(conn, due, today)

        rows = self._desk.read("chart.read", query)
        hide_names(one.name for one in rows)
        shown = tuple(one for one in rows if not village or one.village == village)
        return DueList(shown, tuple(sorted({one.village for one in rows if one.village})), today, since, until, village)

    def pdf(self, found: DueList) -> bytes:
        """The list on A4, phones whole. Raises KnownError ``font_missing``."""
        self._desk.allow("rx.print")
        days = "ran_out" if found.until < found.as_of else "days"
        said = label(KIND, days, since=found.since.isoformat(), until=found.until.isoformat())
        what = " · ".join(part for part in (said, found.village) if part)
        at = local_minute(iso(self._desk.clock.now()))
        rows = tuple(_printed(one) for one in found.rows)
        return refill_list_pdf(PrintedList(self._desk.who.organization.name, what, at, rows))

    def printed(self, pdf: bytes) -> None:
        """Note in the audit trail that a list of names and phones left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._desk.write("rx.print", lambda uow: uow.note(Act("print", KIND, detail=detail(sha256=digest))))


def _read(conn: Reading, since: date, until: date, today: date, products: Mapping[str, Product]) -> dict[str, tuple[Supply, ...]]:
    """All that those take, by human, of whom one thing is used up within these days."""
    # signed on day D, for n days: the last of them is D + n − 1, and D + n runs to the end of the next
    due = supplies.running_out(conn, day_bounds(since)[1], day_bounds(until + timedelta(1))[1])
    human = people.one_human(conn)
    touched = {human[person] for person in due if person in human}
    records = due | {record for record, stands in human.items() if stands in touched}
    looked_at = day_bounds(today - timedelta(list_policy()["look_back_days"]))[0]
    return _running(supplies.last_supplies(conn, records, looked_at), looked_at, products, human, today)


def _running(
    rows: Iterable[LastSupply], since: str, products: Mapping[str, Product], human: Mapping[str, str], today: date
) -> dict[str, tuple[Supply, ...]]:
    """The newest supply of each substance of each human, of those that were given for long or more than once.

    Another strength or form that came later takes the place of the one before.
    """
    found: dict[tuple[str, str], Supply] = {}
    repeated: set[tuple[str, str]] = set()
    days: dict[str, date] = {}
    codes: dict[str, str] = {}
    for row in rows:
        if row.drug not in codes:
            codes[row.drug] = _substance(row.drug, products)
        if not codes[row.drug]:
            continue
        key = human.get(row.person, row.person), codes[row.drug]
        if key in found or row.before_at >= since or row.long_at >= since:
            repeated.add(key)
        issued, before = _day(row.signed_at, days), found.get(key)
        if before is None or issued > before.issued:
            last = issued + timedelta(row.days - 1)
            found[key] = Supply(row.drug, row.name, last, (last - today).days + 1, row.prescription, row.number or "", issued)
    return _by_human((key[0], found[key]) for key in repeated)


def _substance(drug: str, products: Mapping[str, Product]) -> str:
    """What one medicine in two strengths has in common; '' where a course ends by itself."""
    product = products.get(drug)
    if product is None:
        return drug
    return "" if course_ends(product) else product.atc or drug


def _by_human(found: Iterable[tuple[str, Supply]]) -> dict[str, tuple[Supply, ...]]:
    kept: dict[str, list[Supply]] = defaultdict(list)
    for person, supply in found:
        kept[person].append(supply)
    return {person: tuple(sorted(mine, key=lambda one: (one.last_day, one.name))) for person, mine in kept.items()}


def _day(at: str, known: dict[str, date]) -> date:
    """The clinic's day of an instant; one conversion for each hour there is."""
    hour = at[:13]
    if hour not in known:
        known[hour] = local_day(instant(at))
    return known[hour]


def _within(found: Iterable[Supply], since: date, until: date) -> tuple[Supply, ...]:
    return tuple(one for one in found if since <= one.last_day <= until)


def _rows(conn: Reading, due: Mapping[str, tuple[Supply, ...]], today: date) -> tuple[DueRow, ...]:
    seen, days = supplies.last_seen(conn, due), dict[str, date]()
    rows = [
        DueRow(
            person=one.id,
            name=one.name,
            sex=one.sex,
            age_text="" if one.birth is None else age_text(one.birth, max(one.birth, today)),
            village=one.village,
            phone=one.phone,
            supplies=due[one.id],
            last_seen=_day(seen[one.id], days) if one.id in seen else None,
        )
        for one in people.alive(conn, due)
    ]
    return tuple(sorted(rows, key=lambda one: (one.first.last_day, one.village, one.name)))


def _printed(one: DueRow) -> ListedRow:
    """As a page of paper says it, whatever the language of the screen."""
    first = one.first
    left = label(KIND, "left", n=first.days_left) if first.days_left > 0 else label(KIND, "gone", n=1 - first.days_left)
    seen = label(KIND, "never") if one.last_seen is None else one.last_seen.isoformat()
    who = f"{one.name} {one.age_text}".strip()
    return ListedRow(first.last_day.isoformat(), left, who, one.village, one.phone, tuple(drug.name for drug in one.supplies), seen)
