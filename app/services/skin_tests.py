"""皮试: begun with the adrenaline looked at, read when its time is over, and the first dose observed; each step a record of its own (H50)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from app.clock import instant, iso, local_day
from app.domain.age import age_text
from app.domain.dispensing import first_to_expire
from app.domain.formulary import Batch
from app.domain.ids import as_written, new_id, tidy
from app.domain.person import Person
from app.domain.skin_test import (
    ArmSite,
    SkinAct,
    SkinCase,
    SkinReading,
    SkinResult,
    SkinStep,
    SkinTest,
    WithoutAdrenaline,
)
from app.domain.trace_code import read_box
from app.errors import KnownError
from app.logs import hide_names
from app.services.desk import Desk
from app.services.shelf import Shelf, Shelves
from app.services.skin_policy import Solution, skin_policy
from app.services.skin_states import SkinState, pressing, state_of
from app.store import accounts, clinical, people, skin_tests
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

READ, WRITE = "chart.read", "skin.test"
SOURCES = frozenset({"skin_test", "skin_reading", "skin_step", "allergy", "person"})
"""Tables whose changes move a timer."""
SOURCE = "皮试"
"""Of an allergy that a test showed."""
LONGEST, LONGEST_BATCH = 200, 40


@dataclass(frozen=True, slots=True)
class Lying:
    """A batch on the shelf of one product."""

    name: str
    batch: Batch


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a test of a drug begins with. ``batches``: those that may be given, the first to expire first; ``adrenaline`` likewise.

    ``expired``: adrenaline that may not be given any more.
    """

    drug: str
    name: str
    batches: tuple[Batch, ...]
    solution: Solution
    adrenaline: tuple[Lying, ...]
    expired: tuple[Lying, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed. ``without``: confirmed where no adrenaline lies there, else ''."""

    drug: str
    batch: str
    concentration: str
    site: ArmSite | None
    without: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read. ``diameter`` in mm as typed, '' = not measured."""

    result: SkinResult
    diameter: str = ""
    flush: bool = False
    pseudopodia: bool = False


@dataclass(frozen=True, slots=True)
class SkinRow:
    """A test beside the clock. ``token``: the rules' word for an allergy to it; ``noted``: the resident has that allergy on record."""

    case: SkinCase
    name: str
    sex: str
    age_text: str
    by_name: str
    token: str
    noted: bool

    @property
    def key(self) -> str:
        """Of the test."""
        return self.case.test.id

    def state(self, now: datetime) -> SkinState:
        """What is asked now."""
        return state_of(self.case, now, self.noted)


class SkinTests:
    """For whoever tests (``skin.test``); seeing asks for ``chart.read``. Every record carries the name of who is signed in."""

    def __init__(self, desk: Desk, shelves: Shelves) -> None:
        self._desk, self._shelves = desk, shelves

    def proposal(self, drug: str) -> Proposal:
        """What lies on the shelf and what the test usually is. Raises KnownError ``drug_unknown``."""
        self._desk.allow(READ)
        shelf, today = self._shelves.now(), local_day(self._desk.clock.now())
        product = shelf.products.get(drug)
        if product is None:
            raise KnownError("drug_unknown")
        entry = shelf.entries.get(drug)
        batches = first_to_expire(entry.batches, today) if entry is not None else ()
        good, expired = _adrenaline(shelf, today)
        return Proposal(drug, product.name, batches, skin_policy().solution(product.atc), good, expired)

    def begin(self, person: str, encounter: str | None, begun: Begun) -> SkinTest:
        """It was injected just now.

        Raises KnownError ``skin_batch``, ``skin_batch_expired``, ``skin_concentration``, ``skin_site``, ``skin_adrenaline``, ``skin_runs``,
        ``skin_was_positive``, ``skin_nobody``, ``drug_unknown``.
        """
        proposal, shelf = self.proposal(begun.drug), self._shelves.now()
        batch, concentration = _batch(begun.batch), as_written(begun.concentration)[:LONGEST]
        if not batch:
            raise KnownError("skin_batch")
        _usable(shelf, begun.drug, batch, local_day(self._desk.clock.now()))
        if not concentration:
            raise KnownError("skin_concentration")
        site = begun.site
        if site is None:
            raise KnownError("skin_site")
        ready, without = _words(proposal.adrenaline), begun.without
        if not ready and without not in frozenset(WithoutAdrenaline):
            raise KnownError("skin_adrenaline")

        def work(uow: UnitOfWork) -> SkinTest:
            by = _who(uow)
            self._none_before(uow.conn, person, begun.drug)
            minutes, said = proposal.solution.minutes, "" if ready else without
            test = (new_id(encounter), person, encounter, begun.drug, proposal.name, batch, concentration, site, minutes)
            made = SkinTest(*test, by, uow.at, ready, said)
            skin_tests.SKIN_TESTS.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    def read(self, key: str, seen: Seen) -> SkinReading:
        """What is seen now, by whoever is signed in; a reaction may be seen early.

        Raises KnownError ``skin_gone``, ``skin_read_already``, ``skin_too_early``, ``skin_diameter``, ``skin_contradicts``, ``skin_nobody``.
        """
        diameter = _diameter(seen)

        def work(uow: UnitOfWork) -> SkinReading:
            case = _standing(uow.conn, key)
            if case.reading is not None:
                raise KnownError("skin_read_already")
            self._late_enough(case.test, seen, instant(uow.at))
            test, by = case.test, _who(uow)
            made = SkinReading(new_id(), test.person, key, seen.result, by, uow.at, diameter, seen.flush, seen.pseudopodia)
            skin_tests.READINGS.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    def take_back(self, key: str, reason: str) -> SkinStep:
        """It counts no more, with its reading. Raises KnownError ``reason_needed``, ``skin_gone``, ``skin_nobody``."""
        why = as_written(reason)[:LONGEST]
        if not why:
            raise KnownError("reason_needed")
        return self._desk.write(WRITE, lambda uow: _step(uow, _standing(uow.conn, key), SkinAct.TAKEN_BACK, note=why))

    def dosed(self, key: str) -> SkinStep:
        """The first dose of the tested batch was given: from now on the resident is observed.

        Raises KnownError ``skin_gone``, ``skin_not_negative``, ``skin_dosed_already``, ``skin_nobody``.
        """

        def work(uow: UnitOfWork) -> SkinStep:
            case, policy = _standing(uow.conn, key), skin_policy()
            if not case.stands(instant(uow.at), policy.stands_hours):
                raise KnownError("skin_not_negative")
            if case.dose is not None:
                raise KnownError("skin_dosed_already")
            return _step(uow, case, SkinAct.DOSED, batch=case.test.batch, minutes=policy.observe_minutes)

        return self._desk.write(WRITE, work)

    def observed(self, key: str, well: bool, note: str = "") -> SkinStep:
        """How the resident is; a reaction ends the observation at once, that there was none only after its time.

        Raises KnownError ``skin_not_watched``, ``skin_watch_early``, ``skin_reaction`` (no word of what it was), ``skin_nobody``.
        """
        said = as_written(note)[:LONGEST]

        def work(uow: UnitOfWork) -> SkinStep:
            case = _known(uow.conn, key)
            until, now = case.watched_until, instant(uow.at)
            if until is None:
                raise KnownError("skin_not_watched")
            if well and now < until:
                raise KnownError("skin_watch_early", minutes=_minutes(until - now))
            if not well and not said:
                raise KnownError("skin_reaction")
            return _step(uow, case, SkinAct.WELL if well else SkinAct.REACTED, note=said)

        return self._desk.write(WRITE, work)

    def open(self) -> list[SkinRow]:
        """Everything that runs or asks for somebody, at this seat or another, what ends first on top."""
        now = self._desk.clock.now()
        since = iso(now - timedelta(hours=skin_policy().shown_hours))
        rows = self._desk.read(READ, lambda conn: self._rows(conn, skin_tests.recent(conn, since)))
        return sorted((one for one in rows if one.state(now) is not SkinState.NOTHING), key=lambda one: pressing(one.case, now, one.noted))

    def of_person(self, person: str) -> dict[str, SkinRow]:
        """The newest test of each drug that was not taken back, of the resident's linked records too."""

        def query(conn: Reading) -> list[SkinRow]:
            return self._rows(conn, skin_tests.of_people(conn, people.linked(conn, person)))

        found: dict[str, SkinRow] = {}
        for row in self._desk.read(READ, query):
            if row.case.taken_back is None:
                found.setdefault(row.case.test.drug, row)
        return found

    # --- inside --------------------------------------------------------------------------------------------------------
    def _rows(self, conn: Reading, cases: Collection[SkinCase]) -> list[SkinRow]:
        residents = people.by_ids(conn, {one.test.person for one in cases})
        hide_names(one.name for one in residents.values())
        shelf, today, names = self._shelves.now(), local_day(self._desk.clock.now()), dict[str, str]()
        return [self._row(conn, one, residents[one.test.person], shelf, today, names) for one in cases if one.test.person in residents]

    def _row(self, conn: Reading, case: SkinCase, who: Person, shelf: Shelf, today: date, names: dict[str, str]) -> SkinRow:
        test = case.test
        if test.by not in names:
            found = accounts.practitioner(conn, test.by)
            names[test.by] = "" if found is None else found.name
        product = shelf.products.get(test.drug)
        token = product.allergy_group if product is not None else ""
        noted = case.reacted and _noted(conn, test, token)
        age = "" if who.birth is None else age_text(who.birth, max(who.birth, today))
        return SkinRow(case, who.name, who.sex.value, age, names[test.by], token, noted)

    def _none_before(self, conn: Reading, person: str, drug: str) -> None:
        """One test of a drug at a time, and none after a reaction."""
        before = [one for one in skin_tests.of_people(conn, people.linked(conn, person)) if one.test.drug == drug]
        if any(one.reacted for one in before):
            raise KnownError("skin_was_positive")
        since = self._desk.clock.now() - timedelta(hours=skin_policy().shown_hours)
        if any(one.waits and instant(one.test.at) >= since for one in before):
            raise KnownError("skin_runs")

    def _late_enough(self, test: SkinTest, seen: Seen, now: datetime) -> None:
        product = self._shelves.now().products.get(test.drug)
        least = skin_policy().solution(product.atc if product is not None else "").least_minutes
        left = instant(test.at) + timedelta(minutes=least) - now
        if seen.result is SkinResult.NEGATIVE and left > timedelta():
            raise KnownError("skin_too_early", least=least, minutes=_minutes(left))


def allergy_words(case: SkinCase) -> Mapping[str, str]:
    """How a positive test, or a reaction to the dose, stands among the allergies (`app.services.charting.Charting.add_allergy`)."""
    reading, batch = case.reading, f"（批号{case.test.batch}）"
    if case.reaction is not None:
        return {"text": case.test.name, "reaction": f"皮试阴性，用药后：{case.reaction.note}{batch}", "source": SOURCE}
    size = f"，皮丘{reading.diameter}mm" if reading is not None and reading.diameter else ""
    signs = "".join(f"，{word}" for word, seen in _signs(reading) if seen)
    return {"text": case.test.name, "reaction": f"皮试阳性{size}{signs}{batch}", "source": SOURCE}


def _signs(reading: SkinReading | None) -> tuple[tuple[str, bool], ...]:
    return () if reading is None else (("红晕", reading.flush), ("伪足", reading.pseudopodia))


def _noted(conn: Reading, test: SkinTest, token: str) -> bool:
    standing = (one for one in clinical.allergies(conn, people.linked(conn, test.person)) if one.verification != "entered-in-error")
    return any(one.clinical_status == "active" and (one.text == test.name or (token and one.token == token)) for one in standing)


def _adrenaline(shelf: Shelf, today: date) -> tuple[tuple[Lying, ...], tuple[Lying, ...]]:
    """What may be given, the first to expire first, and what may not any more."""
    atc = skin_policy().rescue
    named = [
        (shelf.products[drug].name, entry.batches)
        for drug, entry in shelf.entries.items()
        if drug in shelf.products and shelf.products[drug].atc.startswith(atc)
    ]
    good = tuple(Lying(name, one) for name, batches in named for one in first_to_expire(batches, today))
    return good, tuple(Lying(name, one) for name, batches in named for one in batches if one.stock > 0 and one.is_expired(today))


def _words(ready: tuple[Lying, ...]) -> str:
    """What stands in the record of what lay there."""
    if not ready:
        return ""
    first = ready[0]
    until = f" 有效期至{first.batch.expiry.isoformat()}" if first.batch.expiry else ""
    return f"{first.name} 批号{first.batch.number}{until}"


def _batch(typed: str) -> str:
    """As typed, or what the code on the box says of it (GS1)."""
    box = read_box(typed)
    return (box.batch if box is not None else tidy(typed))[:LONGEST_BATCH]


def _usable(shelf: Shelf, drug: str, batch: str, today: date) -> None:
    entry = shelf.entries.get(drug)
    known = next((one for one in entry.batches if one.number == batch), None) if entry is not None else None
    if known is not None and known.is_expired(today):
        raise KnownError("skin_batch_expired", batch=batch, day=str(known.expiry))


def _diameter(seen: Seen) -> str:
    """In mm, tidied. Raises KnownError."""
    policy, typed = skin_policy(), seen.diameter.strip().removesuffix("mm").strip()
    try:
        size = Decimal(typed) if typed else None
    except InvalidOperation:
        raise KnownError("skin_diameter", most=policy.most_mm) from None
    if size is not None and not (size.is_finite() and 0 <= size <= policy.most_mm):
        raise KnownError("skin_diameter", most=policy.most_mm)
    reacted = seen.pseudopodia or (size is not None and size >= policy.never_negative_mm)
    if seen.result is SkinResult.NEGATIVE and reacted:
        raise KnownError("skin_contradicts", most=policy.never_negative_mm)
    return "" if size is None else f"{size:f}"


def _known(conn: Reading, key: str) -> SkinCase:
    found = skin_tests.case(conn, key)
    if found is None:
        raise KnownError("skin_gone")
    return found


def _standing(conn: Reading, key: str) -> SkinCase:
    found = _known(conn, key)
    if found.taken_back is not None:
        raise KnownError("skin_gone")
    return found


def _step(uow: UnitOfWork, case: SkinCase, act: SkinAct, batch: str = "", minutes: int = 0, note: str = "") -> SkinStep:
    made = SkinStep(new_id(), case.test.person, case.test.id, act, _who(uow), uow.at, batch, minutes, note)
    skin_tests.STEPS.add(uow, made)
    return made


def _who(uow: UnitOfWork) -> str:
    if not uow.actor.practitioner:
        raise KnownError("skin_nobody")
    return uow.actor.practitioner


def _minutes(left: timedelta) -> int:
    """Whole minutes, begun ones count."""
    return -int(-left.total_seconds() // 60)
