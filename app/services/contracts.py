"""家庭医生签约: agreements signed, renewed, ended early; which run out soon; what they promised against what the records show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import local_day
from app.domain.age import age_at, known_age_text
from app.domain.clinical import Answer, FactKind
from app.domain.contract import Contract, ContractEnd, ContractStep
from app.domain.ids import as_written, new_id
from app.domain.person import Person
from app.errors import KnownError
from app.logs import hide_names
from app.rules.contracts import Package, Service, Signer, State, last_day, packages, policy, state_of, why_not
from app.services.desk import Desk
from app.services.registers import register_policy
from app.store import care, clinical, contracts, enrolments, people
from app.store.contracts import Counted, Listed
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

READ, WRITE = "chart.read", "forms.write"
SELF, GUARDIAN = "本人", "监护人"
"""Who signs."""
ADULT = 18
LOOK_BACK_DAYS = 365
"""Agreements that ran out longer ago are in the resident's record, not in the list."""


@dataclass(frozen=True, slots=True)
class SigningForm:
    """What is written when an agreement is signed. ``guardian``: name of who signs for the resident, '' = the resident signs.

    ``renews``: id of the one it follows, ''.
    """

    person: str
    team: str
    packages: tuple[str, ...]
    first_on: date
    guardian: str = ""
    consents: tuple[str, ...] = ()
    renews: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A package that may be chosen, or why not (code under ``contract_unfit``)."""

    package: Package
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement of a resident and how it stands today."""

    contract: Contract
    state: State
    step: ContractStep | None = None


@dataclass(frozen=True, slots=True)
class ContractRow:
    """An agreement for the list; ``twice``: the same resident has another one that runs on the same days."""

    contract: str
    person: str
    name: str
    sex: str
    age_text: str
    village: str
    phone: str
    team: str
    packages: tuple[str, ...]
    first_on: date
    last_on: date
    state: State
    days_left: int
    deceased: bool
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One service of one package: promised ``times``; ``records`` None = this program keeps none of it, so it is not counted (H17)."""

    package: Package
    service: Service
    records: tuple[Counted, ...] | None

    @property
    def done(self) -> int:
        """How many records there are."""
        return len(self.records or ())

    @property
    def left(self) -> int:
        """How many are missing, 0 where nothing is counted."""
        return 0 if self.records is None else max(0, self.service.times - self.done)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What an agreement promised against what was recorded until ``as_of``."""

    contract: Contract
    person: Person
    state: State
    lines: tuple[Line, ...]
    as_of: date

    @property
    def counted(self) -> int:
        """How many services can be counted."""
        return sum(one.records is not None for one in self.lines)

    @property
    def fulfilled(self) -> int:
        """How many of those are done as often as promised."""
        return sum(one.records is not None and not one.left for one in self.lines)


class Contracts:
    """For whoever may write forms. Every reading needs ``chart.read``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def options(self, person: str) -> tuple[Option, ...]:
        """All packages, those that are not for this resident with the reason. KnownError ``person_unknown``."""
        today = self._today()

        def query(conn: Reading) -> tuple[Option, ...]:
            who = _signer(conn, _known(conn, person))
            return tuple(Option(one, why_not(one, who, today)) for one in packages().values())

        return self._desk.read(READ, query)

    def proposal(self, person: str) -> SigningForm:
        """What the form opens with: the last agreement again from the day after it ends, else the basic package from today."""
        held = [one for one in self.of_person(person) if one.state is not State.ENDED]
        today, fits = self._today(), {one.package.code for one in self.options(person) if not one.why_not}
        last = next((one for one in held if one.state in (State.DUE, State.OVER)), None)
        if last is None:
            return SigningForm(person, self.usual_team(), ("basic",), today)
        one = last.contract
        first = max(today, date.fromisoformat(one.last_on) + timedelta(days=1))
        again = tuple(code for code in one.packages if code in fits)
        guardian = "" if one.signed_by == SELF else one.signed_by.removeprefix(GUARDIAN).strip()
        return SigningForm(person, one.team, again, first, guardian, one.consents, one.id)

    def usual_team(self) -> str:
        """The team of the newest agreement, else the doctor's own name."""
        rows = self._desk.read(READ, lambda conn: contracts.listed_since(conn, self._today().isoformat()))
        return max(rows, key=lambda one: one.first_on).team if rows else f"{self._desk.who.name}团队"

    def sign(self, form: SigningForm) -> Contract:
        """Write an agreement of one year.

        KnownError ``person_unknown``, ``contract_dead``, ``contract_team``, ``contract_none`` (no package), ``contract_package``
        (package, why), ``contract_signer`` (a child signs nothing), ``contract_day``, ``contract_standing`` (until: another one runs),
        ``contract_not_due`` (the old one was ended, renewed, or runs too long).
        """
        team, today = as_written(form.team), self._today()
        if not team:
            raise KnownError("contract_team")
        if not form.packages:
            raise KnownError("contract_none")
        if not -policy()["written_within_days"] <= (form.first_on - today).days <= policy()["begins_within_days"]:
            raise KnownError("contract_day", before=policy()["written_within_days"], after=policy()["begins_within_days"])

        def work(uow: UnitOfWork) -> Contract:
            who = self._may_sign(uow.conn, form, today)
            signed_by = f"{GUARDIAN} {as_written(form.guardian)}" if form.guardian.strip() else SELF
            known = tuple(code for code in packages() if code in form.packages)
            consents = tuple(code for code in policy()["consents"] if code in form.consents)
            term = form.first_on.isoformat(), last_day(form.first_on).isoformat()
            papers = str(policy()["form"])
            made = Contract(new_id(), who.id, team, known, *term, signed_by, papers, consents, uow.actor.practitioner, uow.at, form.renews)
            care.CONTRACTS.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    def end(self, contract: str, end: ContractEnd, on: date, note: str = "") -> ContractStep:
        """End an agreement before its time. KnownError ``contract_unknown``, ``contract_ended``, ``contract_end_day``."""

        def work(uow: UnitOfWork) -> ContractStep:
            one = care.CONTRACTS.get(uow.conn, contract)
            if one is None:
                raise KnownError("contract_unknown")
            if any(step.contract == contract for step in care.CONTRACT_STEPS.of_people(uow.conn, [one.person])):
                raise KnownError("contract_ended")
            if not one.first_on <= on.isoformat() <= min(one.last_on, self._today().isoformat()):
                raise KnownError("contract_end_day")
            made = ContractStep(new_id(), one.person, contract, end, on.isoformat(), uow.actor.practitioner, uow.at, as_written(note))
            care.CONTRACT_STEPS.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    def listed(self) -> list[ContractRow]:
        """Agreements that run, begin later, or ran out within the last year: those due to renew first, then by last day."""
        today = self._today()
        since = (today - timedelta(days=LOOK_BACK_DAYS)).isoformat()
        found = self._desk.read(READ, lambda conn: contracts.listed_since(conn, since))
        hide_names(one.name for one in found)
        return sorted(_rows(found, today), key=lambda one: (one.state is not State.DUE, one.last_on, one.village, one.name, one.contract))

    def due(self) -> int:
        """How many run out within the days of the policy and are not renewed."""
        today = self._today()
        until = today + timedelta(days=int(policy()["due_within_days"]))
        return self._desk.read(READ, lambda conn: contracts.count_due(conn, today.isoformat(), until.isoformat()))

    def of_person(self, person: str) -> tuple[Held, ...]:
        """All agreements of one human, the newest first."""
        today = self._today()
        return self._desk.read(READ, lambda conn: _held(conn, people.linked(conn, person), today))

    def fulfilment(self, contract: str) -> Fulfilment:
        """Counted from records of the term so far; what another one was ended counts to that day. KnownError ``contract_unknown``."""
        today = self._today()

        def query(conn: Reading) -> Fulfilment:
            one = care.CONTRACTS.get(conn, contract)
            if one is None:
                raise KnownError("contract_unknown")
            linked = people.linked(conn, one.person)
            held = next(each for each in _held(conn, linked, today) if each.contract.id == contract)
            ends = [one.last_on, today.isoformat(), *([held.step.ended_on] if held.step else [])]
            lines = tuple(_lines(conn, one, linked, min(ends)))
            return Fulfilment(one, _known(conn, one.person), held.state, lines, today)

        found = self._desk.read(READ, query)
        hide_names([found.person.name])
        self._desk.looked(found.person.id)
        return found

    # inside

    def _today(self) -> date:
        return local_day(self._desk.clock.now())

    def _may_sign(self, conn: Reading, form: SigningForm, today: date) -> Person:
        who = _known(conn, form.person)
        if who.deceased is not None:
            raise KnownError("contract_dead")
        if not form.guardian.strip() and who.birth is not None and age_at(who.birth, today).years < ADULT:
            raise KnownError("contract_signer", years=ADULT)
        signer = _signer(conn, who)
        for code in form.packages:
            why = why_not(packages()[code], signer, today) if code in packages() else "unknown"
            if why:
                raise KnownError("contract_package", package=packages()[code].name if code in packages() else code, why=why)
        _refuse_standing(_held(conn, people.linked(conn, who.id), today), form)
        return who


def in_force(conn: Reading, human: Collection[str], today: date) -> Held | None:
    """The agreement that runs, else one that ran out within the last year, else one that begins later; for the top of a resident's pages."""
    since = (today - timedelta(days=LOOK_BACK_DAYS)).isoformat()
    held = [one for one in _held(conn, human, today) if one.state is not State.ENDED and one.contract.last_on >= since]
    order = (State.RUNNING, State.DUE, State.RENEWED, State.OVER, State.AHEAD)
    return min(held, key=lambda one: order.index(one.state), default=None)


def _refuse_standing(held: Sequence[Held], form: SigningForm) -> None:
    """One agreement at a time; the next one begins after the last day of the one it renews."""
    if form.renews and not any(one.contract.id == form.renews and one.state in (State.DUE, State.OVER) for one in held):
        raise KnownError("contract_not_due", days=policy()["due_within_days"])
    first, last = form.first_on.isoformat(), last_day(form.first_on).isoformat()
    for one in held:
        if one.state is not State.ENDED and one.contract.first_on <= last and first <= one.contract.last_on:
            raise KnownError("contract_standing", until=one.contract.last_on)


def _known(conn: Reading, person: str) -> Person:
    found = people.get(conn, person)
    if found is None:
        raise KnownError("person_unknown")
    return found


def _signer(conn: Reading, who: Person) -> Signer:
    """In a register, or with that diagnosis in the chart."""
    linked = people.linked(conn, who.id)
    fact = clinical.fact(conn, linked, FactKind.PREGNANT)
    open_now = {one.programme.value for one in enrolments.of_people(conn, linked) if not one.closed_on}
    codes = {one.icd10[:3] for one in clinical.conditions(conn, linked) if one.stands}
    diagnosed = {name for name, rule in register_policy().items() if isinstance(rule, Mapping) and codes & set(rule.get("categories", ()))}
    return Signer(who.birth, who.sex.value, Answer.NOT_ASKED if fact is None else fact.answer, open_now | diagnosed)


def _held(conn: Reading, linked: Collection[str], today: date) -> tuple[Held, ...]:
    every = care.CONTRACTS.of_people(conn, linked)
    steps = {step.contract: step for step in care.CONTRACT_STEPS.of_people(conn, linked)}
    renewed = {one.renews for one in every}
    ordered = sorted(every, key=lambda one: (one.first_on, one.at), reverse=True)
    return tuple(Held(one, state_of(one, list(steps.values()), one.id in renewed, today), steps.get(one.id)) for one in ordered)


def _lines(conn: Reading, one: Contract, linked: Collection[str], until: str) -> list[Line]:
    found = []
    for package in (packages()[code] for code in one.packages if code in packages()):
        for service in package.services:
            way, which = service.by
            records = tuple(contracts.counted(conn, linked, way, which, one.first_on, until)) if way else None
            found.append(Line(package, service, records))
    return found


def _rows(found: Sequence[Listed], today: date) -> list[ContractRow]:
    running: dict[str, int] = {}
    for one in found:
        if not one.ended_on and one.first_on <= today.isoformat() <= one.last_on:
            running[one.person] = running.get(one.person, 0) + 1
    return [_row(one, today, running.get(one.person, 0) > 1) for one in found]


def _row(one: Listed, today: date, twice: bool) -> ContractRow:
    birth = date.fromisoformat(one.birth) if one.birth else None
    last = date.fromisoformat(one.last_on)
    return ContractRow(
        contract=one.id,
        person=one.person,
        name=one.name,
        sex=one.sex,
        age_text=known_age_text(birth, today),
        village=one.village,
        phone=people.first_phone(one.phones),
        team=one.team,
        packages=one.packages,
        first_on=date.fromisoformat(one.first_on),
        last_on=last,
        state=_state(one, today),
        days_left=(last - today).days,
        deceased=one.deceased is not None,
        twice=twice and not one.ended_on,
    )


def _state(one: Listed, today: date) -> State:
    if one.ended_on and one.ended_on <= today.isoformat():
        return State.ENDED
    told = Contract(one.id, one.person, one.team, one.packages, one.first_on, one.last_on, "", "", (), "", "")
    return state_of(told, (), one.renewed, today)
