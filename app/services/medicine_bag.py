"""药袋: what a resident takes from elsewhere, named by scan, initials or plain words, and asked about again at every visit (H52)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.clock import instant, local_day
from app.domain.clinical import Answer, Fact, FactKind, Informant
from app.domain.dispensing import product_in
from app.domain.fields import FieldError, read_dose
from app.domain.ids import as_written, new_id, tidy
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking, commodity_code
from app.domain.trace_code import read_trace_code
from app.errors import KnownError
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.services.desk import Desk
from app.services.drug_search import ProductRow, find_products
from app.services.measuring import person_of
from app.services.medicines import Taken, taken_on
from app.services.outside_facts import Twice, product_taken, twice_in
from app.services.own_supply import everything
from app.services.shelf import Shelf, Shelves
from app.store import accounts, clinical, dispensing, outside_medicines, people, prescriptions
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

READ, WRITE = "chart.read", "chart.write"
SLIP = "medication_table"
LONGEST_NAME, LONGEST_WORDS = 100, 200
_DAY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?[年月日]?")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a medicine; texts as they were typed. ``drug``: chosen from the search, '' = ``name`` as said or as on the box."""

    drug: str = ""
    name: str = ""
    source: BagSource | None = None
    code: str = ""
    place: str = ""
    dose: str = ""
    frequency: str = ""
    since: str = ""
    taking: Taking = Taking.YES


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan. ``drug`` '' = nobody here knows the code; then ``name`` may still be what was said the last time. ``code`` '' for a trace code."""

    code: str
    drug: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class BagRow:
    """One medicine as last told. ``product``: what it is compared as, None = it cannot be; ``asked``: the day, ``by``: who asked."""

    told: OutsideMedicine
    product: Product | None
    asked: date
    by: str

    @property
    def key(self) -> str:
        """Of the medicine."""
        return self.told.medicine


@dataclass(frozen=True, slots=True)
class Bag:
    """Everything one human takes. ``ours``: lines of this clinic's sheets that run; ``asked``: the last answer whether there is more."""

    person: str
    as_of: date
    rows: tuple[BagRow, ...]
    stopped: tuple[BagRow, ...]
    ours: tuple[Taken, ...]
    twice: tuple[Twice, ...]
    asked: Fact | None

    @property
    def stale(self) -> tuple[BagRow, ...]:
        """Not asked about today."""
        return tuple(one for one in self.rows if one.asked != self.as_of)

    @property
    def unmatched(self) -> tuple[BagRow, ...]:
        """What no rule can look at."""
        return tuple(one for one in self.rows if one.product is None)


class MedicineBag:
    """Seeing asks for ``chart.read``, writing for ``chart.write``; every answer carries the name of who is signed in."""

    def __init__(self, desk: Desk, shelves: Shelves) -> None:
        self._desk, self._shelves = desk, shelves

    def of(self, person: str) -> Bag:
        """All of it, the linked records' too."""
        shelf, today = self._shelves.now(), local_day(self._desk.clock.now())
        return self._desk.read(READ, lambda conn: _bag(conn, person, shelf, today))

    def find(self, text: str, limit: int = 12) -> list[ProductRow]:
        """Products by initials, generic, former or trade name."""
        self._desk.allow(WRITE)
        return find_products(self._shelves.now(), text, local_day(self._desk.clock.now()), limit)

    def product(self, drug: str) -> Product | None:
        """A product that was found."""
        return self._shelves.now().products.get(drug)

    def scan(self, scan: str) -> Scanned:
        """What a bar code on a box names: as it was chosen before, or as packs with it were given out. Raises KnownError ``bag_code``."""
        code, trace = commodity_code(scan), read_trace_code(scan).code
        part = code.zfill(14) if code else product_in(trace) if trace is not None else ""
        if not part:
            raise KnownError("bag_code")
        products = self._shelves.now().products

        def query(conn: Reading) -> Scanned:
            told = outside_medicines.named_by(conn, code) if code else None
            given = [drug for drug in dispensing.drugs_with(conn, part) if drug in products]
            drug = told.drug if told is not None and told.drug in products else given[0] if len(given) == 1 else ""
            return Scanned(code, drug, products[drug].name if drug else told.name if told is not None else "")

        return self._desk.read(WRITE, query)

    def add(self, person: str, told: Told) -> OutsideMedicine:
        """One more. Raises KnownError ``bag_name``, ``bag_source``, ``bag_dose``, ``bag_since``, ``bag_twice``, ``bag_nobody``."""
        key = new_id()
        made = self._made(key, person, told)

        def work(uow: UnitOfWork) -> OutsideMedicine:
            person_of(uow.conn, person)
            if any(_alike(one, made) for one in _taken(uow.conn, person)):
                raise KnownError("bag_twice")
            stored = replace(made, by=_who(uow), at=uow.at)
            outside_medicines.STATEMENTS.add(uow, stored)
            _answered_yes(uow, stored)
            return stored

        return self._desk.write(WRITE, work)

    def change(self, key: str, told: Told) -> OutsideMedicine:
        """The same medicine, told better: another dose, where it comes from, which product it is. Raises as :meth:`add`, ``bag_unknown``."""

        def work(uow: UnitOfWork) -> OutsideMedicine:
            before = _known(uow.conn, key)
            made = self._made(new_id(), before.person, replace(told, code=told.code or before.code))
            return _add(uow, replace(made, medicine=key))

        return self._desk.write(WRITE, work)

    def asked(self, key: str, taking: Taking, reason: str = "", day: str = "") -> OutsideMedicine:
        """Whether it is still taken. A no says why, and since when ('' = today); a mistake says why.

        Raises KnownError ``bag_reason``, ``bag_stopped``, ``bag_unknown``, ``bag_nobody``.
        """
        why, today = as_written(reason)[:LONGEST_WORDS], local_day(self._desk.clock.now())
        if taking in {Taking.NO, Taking.MISTAKE} and not why:
            raise KnownError("bag_reason")
        stopped = (_day(day, today, "bag_stopped") or today.isoformat()) if taking is Taking.NO else ""

        def work(uow: UnitOfWork) -> OutsideMedicine:
            before = _known(uow.conn, key)
            return _add(uow, replace(before, id=new_id(), taking=taking, reason=why, stopped=stopped))

        return self._desk.write(WRITE, work)

    def all_taken(self, person: str) -> int:
        """还在吃: what was not asked about today is all still taken; how many that were."""

        def work(uow: UnitOfWork) -> int:
            today = local_day(instant(uow.at))
            stale = [one for one in _taken(uow.conn, person) if one.taking is Taking.UNSURE or local_day(instant(one.at)) != today]
            for one in stale:
                _add(uow, replace(one, id=new_id(), taking=Taking.YES))
            return len(stale)

        return self._desk.write(WRITE, work)

    def none(self, person: str) -> Fact:
        """Asked, nothing else is taken. Raises KnownError ``bag_listed`` while something is."""

        def work(uow: UnitOfWork) -> Fact:
            person_of(uow.conn, person)
            if _taken(uow.conn, person):
                raise KnownError("bag_listed")
            return clinical.answer(uow, _fact(person, Answer.NO, uow.at), uow.actor.practitioner or None)

        return self._desk.write(WRITE, work)

    def slip_pdf(self, person: str) -> bytes:
        """早 中 晚 睡前 of everything, ours and others'. Raises KnownError ``bag_empty``, ``person_unknown``, ``font_missing``."""
        from app.printing.slip import slip_pdf  # reportlab and the typeface load with the first print

        products, day, who = self._shelves.now().products, local_day(self._desk.clock.now()), self._desk.who
        return slip_pdf(self._desk.read("rx.print", lambda conn: everything(conn, person, products, who, day)))

    def slip_printed(self, person: str, pdf: bytes) -> None:
        """Note in the audit trail that it left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._desk.write("rx.print", lambda uow: uow.note(Act("print", SLIP, person, person, detail=detail(sha256=digest))))

    def _made(self, key: str, person: str, told: Told) -> OutsideMedicine:
        """As it will be kept, but for who asked and when."""
        product = self.product(told.drug)
        name = product.name if product is not None else as_written(told.name)[:LONGEST_NAME]
        if not name:
            raise KnownError("bag_name")
        if told.source is None:
            raise KnownError("bag_source")
        if told.frequency and told.frequency not in frequencies():
            raise KnownError("bag_dose")
        single, unit, use = _dose(told.dose, product)
        since = _day(told.since, local_day(self._desk.clock.now()), "bag_since")
        known = ("" if product is None else product.id, name, told.source, told.taking, None, "")
        said = (commodity_code(told.code), as_written(told.place)[:LONGEST_WORDS], single, unit, told.frequency, use, since)
        return OutsideMedicine(key, person, key, *known, *said)


def _bag(conn: Reading, person: str, shelf: Shelf, today: date) -> Bag:
    linked = people.linked(conn, person)
    rows = _rows(conn, outside_medicines.of_people(conn, linked), shelf)
    ours = tuple(taken_on(prescriptions.of_person(conn, linked), today))
    taken = tuple(row for row in rows if row.told.is_taken)
    products = [shelf.products[one.line.drug] for one in ours if one.line.drug in shelf.products]
    twice = tuple(twice_in([*products, *(row.product for row in taken if row.product is not None)]))
    stopped = tuple(row for row in rows if not row.told.is_taken)
    return Bag(person, today, taken, stopped, ours, twice, clinical.fact(conn, linked, FactKind.MEDICINES))


def _rows(conn: Reading, told: Iterable[OutsideMedicine], shelf: Shelf) -> tuple[BagRow, ...]:
    names: dict[str, str] = {}
    for one in told:
        if one.by is not None and one.by not in names:
            found = accounts.practitioner(conn, one.by)
            names[one.by] = "" if found is None else found.name
    return tuple(
        BagRow(one, product_taken(one, shelf.products), local_day(instant(one.at)), one.place if one.by is None else names[one.by])
        for one in told
    )


def _taken(conn: Reading, person: str) -> Sequence[OutsideMedicine]:
    return [one for one in outside_medicines.of_people(conn, people.linked(conn, person)) if one.is_taken]


def _known(conn: Reading, key: str) -> OutsideMedicine:
    found = outside_medicines.last_of(conn, key)
    if found is None:
        raise KnownError("bag_unknown")
    return found


def _alike(one: OutsideMedicine, other: OutsideMedicine) -> bool:
    """The same product, or words that are the same."""
    return one.drug == other.drug if one.drug and other.drug else tidy(one.name) == tidy(other.name)


def _add(uow: UnitOfWork, one: OutsideMedicine) -> OutsideMedicine:
    """A later answer; of two in one moment it is the later one that counts."""
    stored = replace(one, by=_who(uow), at=outside_medicines.moment_after(uow, one.medicine))
    outside_medicines.STATEMENTS.add(uow, stored)
    return stored


def _answered_yes(uow: UnitOfWork, one: OutsideMedicine) -> None:
    """An earlier no does not stand any more."""
    last = clinical.fact(uow.conn, people.linked(uow.conn, one.person), FactKind.MEDICINES)
    if last is None or last.answer is not Answer.YES:
        clinical.answer(uow, _fact(one.person, Answer.YES, uow.at), one.by)


def _fact(person: str, answer: Answer, at: str) -> Fact:
    return Fact(new_id(), person, FactKind.MEDICINES, answer, at, Informant.PATIENT.value)


def _who(uow: UnitOfWork) -> str:
    if not uow.actor.practitioner:
        raise KnownError("bag_nobody")
    return uow.actor.practitioner


def _dose(text: str, product: Product | None) -> tuple[str, str, str]:
    """(number, unit, words): counted where the product is known, else as it was said."""
    words = as_written(text)[:LONGEST_WORDS]
    if not words or product is None:
        return "", "", words
    try:
        value = read_dose(words, product.dose_unit, product.strength, product.pack_unit).value
    except FieldError as error:
        raise KnownError("bag_dose") from error
    if value <= 0:
        raise KnownError("bag_dose")
    return f"{value:f}", product.dose_unit, ""


def _day(text: str, today: date, code: str) -> str:
    """A year, a month or a day, not after today; ``bag_stopped`` only as a day. '' for an empty text."""
    words = tidy(text)
    if not words:
        return ""
    found = _DAY.fullmatch(words)
    parts = [int(part) for part in found.groups() if part] if found is not None else []
    try:
        first = date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        raise KnownError(code) from None
    if first > today or first.year < today.year - 130 or (code == "bag_stopped" and len(parts) < len(("year", "month", "day"))):
        raise KnownError(code)
    return first.isoformat()[: (4, 7, 10)[len(parts) - 1]]
