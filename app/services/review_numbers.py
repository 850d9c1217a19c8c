"""Prescribing in numbers: by doctor and by rule, with what stands above and below each line, and the sheets behind it. Nothing is changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from app.clock import day_bounds, instant, local_day
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review_report import Indicator, Overridden, Tally
from app.domain.rx_comment import CommentClass, class_of
from app.errors import KnownError
from app.logs import hide_names
from app.rules.formulary import Product
from app.services.desk import Desk
from app.services.report_paper import ReportPaper
from app.store import people, prescriptions, review_numbers
from app.store.database import Reading
from app.store.review_numbers import Alike, Behind

PERMISSION = "numbers.read"
KIND = "review_numbers"
"""As printers and audit trail call it."""
MOST = 200
"""Sheets behind a number that are shown."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """``first`` and ``last`` day of the period, in the clinic's zone. ``doctors``: all together first, then whoever signed most."""

    first: date
    last: date
    doctors: tuple[Tally, ...]
    overrides: tuple[Overridden, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet behind a number. ``resident`` '' for who may open no chart; ``minutes`` until the first verdict, None = there is none."""

    id: str
    number: str
    day: date
    doctor: str
    state: PrescriptionState
    diagnoses: str
    drugs: str
    minutes: float | None
    resident: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """``total``: how many there are; ``rows``: the first of them."""

    total: int
    rows: tuple[SheetRow, ...]


class ReviewNumbers(ReportPaper):
    """Asks for ``numbers.read``. ``products``: the formulary in use, which tells antibiotics and injections."""

    def __init__(self, desk: Desk, products: Callable[[], Mapping[str, Product]]) -> None:
        super().__init__(desk, PERMISSION, KIND)
        self._products = products

    def today(self) -> date:
        """The clinic's day."""
        return local_day(self._desk.clock.now())

    def of_period(self, first: date, last: date) -> Numbers:
        """What was signed on these days, and what became of it until now. Raises KnownError ``period_backwards``."""
        begin, end = _instants(first, last)
        return self._desk.read(PERMISSION, lambda conn: Numbers(first, last, *_read(conn, begin, end, self._products())))

    def sheets(self, first: date, last: date, asked: Indicator, prescriber: str = "") -> Sheets:
        """The sheets above the line of a number, '' = of all doctors. Raises KnownError ``period_backwards``."""
        begin, end = _instants(first, last)

        def query(conn: Reading) -> Sheets:
            among = _among(conn, asked, begin, end, self._products())
            return self._shown(conn, *review_numbers.behind(conn, begin, end, asked, among, prescriber, MOST))

        return self._named(self._desk.read(PERMISSION, query))

    def in_spite_of(self, first: date, last: date, one: Overridden) -> Sheets:
        """The sheets on which a doctor prescribed in spite of a rule for a reason."""
        begin, end = _instants(first, last)
        return self._named(
            self._desk.read(
                PERMISSION,
                lambda conn: self._shown(conn, *review_numbers.in_spite_of(conn, begin, end, one.code, one.reason, one.practitioner, MOST)),
            )
        )

    def _shown(self, conn: Reading, total: int, found: Sequence[Behind]) -> Sheets:
        sheets, names = prescriptions.by_ids(conn, [one.prescription for one in found]), review_numbers.names(conn)
        residents = people.by_ids(conn, {one.person for one in sheets.values()}) if self._desk.who.may("chart.read") else {}
        told = {key: one.name for key, one in residents.items()}
        return Sheets(total, tuple(_row(sheets[one.prescription], one, names, told) for one in found))

    def _named(self, found: Sheets) -> Sheets:
        hide_names(one.resident for one in found.rows if one.resident)
        return found


def _row(one: Prescription, behind: Behind, names: Mapping[str, str], residents: Mapping[str, str]) -> SheetRow:
    return SheetRow(
        id=one.id,
        number=one.number or "",
        day=local_day(instant(one.signed_at or "")),
        doctor=names.get(one.prescriber or "", ""),
        state=one.state,
        diagnoses="、".join(name for _, name in one.diagnoses),
        drugs="、".join(line.name for line in one.lines),
        minutes=behind.minutes,
        resident=residents.get(one.person, ""),
    )


def _read(conn: Reading, begin: str, end: str, products: Mapping[str, Product]) -> tuple[tuple[Tally, ...], tuple[Overridden, ...]]:
    sheets, waited = review_numbers.sheets(conn, begin, end)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    antibiotics, injections = (_drugs(kind, products) for kind in (Indicator.ANTIBIOTICS, Indicator.INJECTIONS))
    for one, n in sheets:
        held = frozenset(one.drugs)
        kinds = {"antibiotics": not held.isdisjoint(antibiotics), "injections": not held.isdisjoint(injections)}
        found[one.prescriber].update({name: n for name, holds in _what(one, kinds, held <= products.keys()) if holds})
        found[one.prescriber]["lines"] += 0 if one.void else n * len(one.drugs)
    for who, codes in review_numbers.commented(conn, begin, end).values():
        found[who].update({"commented": 1, "reasonable": int(class_of(codes) is CommentClass.REASONABLE)})
    names = review_numbers.names(conn)
    doctors = [Tally(who, names.get(who, ""), **counts, minutes=_middle(waited[who])) for who, counts in found.items()]
    doctors.sort(key=lambda one: (-one.signed, one.name))
    every = [each for some in waited.values() for each in some]
    together = Tally("", "", **sum(found.values(), Counter()), minutes=_middle(every))
    return ((together, *doctors) if doctors else ()), _overridden(sheets, names)


def _what(one: Alike, kinds: Mapping[str, bool], known: bool) -> Iterable[tuple[str, bool]]:
    """Which numbers a sheet counts in."""
    yield "signed", True
    yield from (("reviewed", one.reviewed), ("doubted", one.doubted), ("corrected", one.doubted and one.answered))
    yield from (("refused", one.refused), ("overridden", bool(one.overrides)))
    if not one.void:
        yield from (("valid", True), ("unknown", not known), *kinds.items())


def _overridden(sheets: Iterable[tuple[Alike, int]], names: Mapping[str, str]) -> tuple[Overridden, ...]:
    """The most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for one, n in sheets:
        for given in one.overrides:
            counts[one.prescriber, given] += n
    told = ((who, *given.partition(" "), n) for (who, given), n in counts.items())
    rows = [Overridden(who, names.get(who, ""), code, reason, n) for who, code, _, reason, n in told]
    return tuple(sorted(rows, key=lambda one: (-one.count, one.name, one.code, one.reason)))


def _middle(minutes: Sequence[float]) -> float | None:
    return median(minutes) if minutes else None


def is_antibiotic(product: Product) -> bool:
    """抗菌药: it stands in one of the three tiers of 抗菌药物临床应用管理办法 (2012)."""
    return bool(product.antibiotic_tier)


def is_injection(product: Product) -> bool:
    """注射剂, by its dosage form."""
    return product.release == "inj"


def _drugs(kind: Indicator, products: Mapping[str, Product]) -> frozenset[str]:
    holds = is_antibiotic if kind is Indicator.ANTIBIOTICS else is_injection
    return frozenset(key for key, product in products.items() if holds(product))


def _among(conn: Reading, asked: Indicator, begin: str, end: str, products: Mapping[str, Product]) -> frozenset[str]:
    """What a sheet must hold, or which sheets they are."""
    if asked is Indicator.REASONABLE:
        found = review_numbers.commented(conn, begin, end)
        return frozenset(sheet for (sheet, _), (_, codes) in found.items() if class_of(codes) is CommentClass.REASONABLE)
    return _drugs(asked, products) if asked in (Indicator.ANTIBIOTICS, Indicator.INJECTIONS) else frozenset()


def _instants(first: date, last: date) -> tuple[str, str]:
    if last < first:
        raise KnownError("period_backwards")
    return day_bounds(first)[0], day_bounds(last)[1]


def bounds(month: date) -> tuple[str, str]:
    """First instant of the month of a day, and of the next month, as the store keeps them."""
    first = month.replace(day=1)
    return day_bounds(first)[0], day_bounds(following(first))[0]


def following(month: date, by: int = 1) -> date:
    """The first day of the month after (``by`` = 1) or before (−1) the one of a day."""
    return (month.replace(day=1) + timedelta(days=32 if by > 0 else -1)).replace(day=1)
