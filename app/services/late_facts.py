"""What became known after signing (RX-SAF-09, H26): the rules run again over sheets still being taken, a new objection becomes a call."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import iso, local_day
from app.domain.ids import new_id
from app.domain.late_call import LateCall
from app.domain.measurement import MeasurementKind
from app.domain.prescription import Prescription, PrescriptionLine
from app.errors import KnownError
from app.rules.engine import evaluate
from app.rules.findings import Finding, Severity
from app.rules.pack import Pack
from app.services.corrections import OUTCOMES
from app.services.desk import Desk
from app.services.medicines import STANDING, issued_on
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_facts import context_of, prescriber_of, read_facts
from app.store import accounts, late_calls, measurements, people, prescriptions
from app.store.audit import Actor
from app.store.database import Reading
from app.store.unit_of_work import LOCAL, Change, UnitOfWork

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=30)
ALLERGY, CONDITION, LABORATORY, ANSWER, MEDICINE = "allergy", "condition", "laboratory", "answer", "medicine"
NEWS = {
    "RX-APP-03": ALLERGY,
    "RX-SAF-06": ALLERGY,
    "RX-APP-02": CONDITION,
    "RX-APP-14": CONDITION,
    "RX-APP-15": LABORATORY,
    "RX-SAF-05": LABORATORY,
    "RX-APP-06": ANSWER,
    "RX-APP-16": ANSWER,
    "RX-APP-07": MEDICINE,
    "RX-APP-08": MEDICINE,
    "RX-SAF-07": MEDICINE,
}
"""Rules that a late fact can set off, and what kind of news that is. Form, quantity and rights were settled at signing."""
_KIDNEY = frozenset({"renal", "egfr_lt30"})
_TELLING = frozenset({MeasurementKind.EGFR, MeasurementKind.LABORATORY, MeasurementKind.WEIGHT})
_TABLES = {
    "allergy": {ALLERGY},
    "condition": {CONDITION, LABORATORY},
    "fact": {ANSWER, ALLERGY, CONDITION},
    "outside_medicine": {MEDICINE},
    "person_link": set(NEWS.values()),
}

Mark = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Late:
    """A patient to call. ``phones``: (number, whose). ``drugs``: names. ``copies``: how many papers are out there."""

    id: str
    person: str
    name: str
    phones: tuple[tuple[str, str], ...]
    prescription: str
    number: str
    copies: int
    prescriber: str
    news: str
    objection: Finding
    drugs: tuple[str, ...]
    made_at: str
    tried: str = ""


class LateFacts:
    """Listens to what is saved here or pulled; ``pack`` None = no rules could be loaded, then nothing can be judged."""

    def __init__(self, desk: Desk, pack: Pack | None) -> None:
        self._desk, self._pack = desk, pack
        desk.store.changes.subscribe(self._heard)

    def follow(self, pack: Pack) -> None:
        """Judge by other rules from now on."""
        self._pack = pack

    def calls(self) -> list[Late]:
        """Patients to call, the oldest first."""
        return self._desk.read("chart.read", lambda conn: [self._late(conn, one) for one in late_calls.open_calls(conn)])

    def called(self, key: str, outcome: str, note: str = "") -> None:
        """What came of a call, one of OUTCOMES; after ``unreachable`` it stays to be made. KnownError ``late_call_unknown``."""
        if outcome not in OUTCOMES:
            raise ValueError(outcome)

        def work(uow: UnitOfWork) -> None:
            one = late_calls.get(uow.conn, key)
            if one is None or one.closed_at is not None:
                raise KnownError("late_call_unknown")
            if outcome == "unreachable":
                late_calls.tried(uow, one, note.strip())
            else:
                late_calls.close(uow, key, outcome, note.strip())

        self._desk.write("chart.write", work)

    def check(self, person: str, news: Collection[str] | None = None) -> int:
        """Run the rules again over what one human is taking; how many calls were added.

        ``news`` None = whatever it may be; then sheets signed by another version of the rules are left alone, for what they would now
        be told may be a new rule instead of a new fact.
        """
        pack = self._pack
        if pack is None:
            return 0
        found = self._desk.store.read(lambda conn: list(_found(conn, person, pack, self._desk.clock.now(), news)))
        if not found:
            return 0
        actor = Actor("", "", self._desk.seat)
        return self._desk.store.write(lambda uow: sum(late_calls.add(uow, one) for one in found), actor).result()

    def check_all(self) -> None:
        """Everybody with a recent sheet, once a night: nothing is missed that came while the program closed."""
        since = iso(self._desk.clock.now() - LOOK_BACK)
        for person in sorted(self._desk.store.read(lambda conn: late_calls.signed_for(conn, since))):
            self.check(person)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _heard(self, change: Change) -> None:
        """After a commit, on the store's notifier thread."""
        told = self._told(change)
        if not told or self._pack is None:
            return
        since = iso(self._desk.clock.now() - LOOK_BACK)
        try:
            for person, news in self._desk.store.read(lambda conn: _concerned(conn, told, since)):
                self.check(person, news)
        except RuntimeError:  # the store is closing: the next night looks again
            log.info("a late fact was left to the nightly check")

    def _told(self, change: Change) -> dict[str, set[str]]:
        """Kinds of news by resident. A sheet written here was reviewed beside the others when it was signed."""
        found: dict[str, set[str]] = {}
        measured = [one.id for one in change.touched if one.type == "measurement"]
        kinds = self._desk.store.read(lambda conn: measurements.kinds_of(conn, measured)) if measured else {}
        for one in change.touched:
            news = _TABLES.get(one.type, set())
            if one.type == "prescription" and change.origin != LOCAL:
                news = {MEDICINE}
            if one.type == "measurement" and kinds.get(one.id) in _TELLING:
                news = {LABORATORY}
            if news and one.person:
                found.setdefault(one.person, set()).update(news)
        return found

    def _late(self, conn: Reading, one: LateCall) -> Late:
        person, sheet = people.get(conn, one.person), prescriptions.get(conn, one.prescription)
        writer = prescriber_of(conn, one.prescriber)
        names = {line.drug: line.name for line in sheet.lines} if sheet is not None else {}
        return Late(
            id=one.id,
            person=one.person,
            name="" if person is None else person.name,
            phones=() if person is None else tuple((phone.number, phone.relation) for phone in person.phones),
            prescription=one.prescription,
            number="" if sheet is None else sheet.number or "",
            copies=len(prescriptions.copies(conn, one.prescription)),
            prescriber="" if writer is None else writer.name,
            news=one.news,
            objection=Finding(one.code, Severity(one.severity), one.rule, one.source, (), one.drugs, one.facts),
            drugs=tuple(names[drug] for drug in one.drugs if drug in names),
            made_at=one.made_at,
            tried=one.note,
        )


def _concerned(conn: Reading, told: Mapping[str, set[str]], since: str) -> list[tuple[str, set[str]]]:
    """Of those the news is about, or is the same human as, whoever had a sheet signed since; with what became known."""
    links = people.links_of(conn, told)
    humans = {person: people.linked(conn, person) if links[person] else frozenset({person}) for person in told}
    signed = late_calls.signed_for(conn, since, frozenset().union(*humans.values()))
    found: dict[str, set[str]] = {}
    for person, news in told.items():
        for other in humans[person] & signed:
            found.setdefault(other, set()).update(news)
    return sorted(found.items())


def _found(conn: Reading, person: str, pack: Pack, now: datetime, news: Collection[str] | None) -> Iterator[LateCall]:
    """Objections to running sheets that no review of this human's sheets has made before."""
    since, sheets = iso(now - LOOK_BACK), prescriptions.of_person(conn, people.linked(conn, person))
    recent = [sheet for sheet in sheets if sheet.state in STANDING and (sheet.signed_at or "") >= since]
    here = {one.practitioner for one in accounts.accounts(conn)}
    known = _reviewed(sheets)
    for sheet in recent:
        running = {n for n, line in enumerate(sheet.lines) if _runs(sheet, line, now)}
        if not running or sheet.prescriber not in here or (news is None and _pack_of(sheet) != pack.label):
            continue
        for objection in _objections(conn, sheet, pack, now):
            kind = _kind(objection)
            wanted = kind and (news is None or kind in news)
            told = known.get(_mark(objection))
            graver = told is None or objection.severity.rank < told.rank
            if wanted and graver and running & set(objection.lines):
                yield _call(sheet, objection, kind)


def _objections(conn: Reading, sheet: Prescription, pack: Pack, now: datetime) -> tuple[Finding, ...]:
    facts, draft = read_facts(conn, sheet.person, now), _draft_of(sheet)
    return evaluate(context_of(facts, draft, prescriber_of(conn, sheet.prescriber or ""), pack.products), pack).objections


def _draft_of(sheet: Prescription) -> RxDraft:
    """The sheet as the rules are told of one; it is never signed."""
    lines = tuple(_line_of(line) for line in sheet.lines)
    return RxDraft(new_id(), sheet.person, sheet.encounter, sheet.kind, sheet.payment, lines, sheet.diagnoses, sheet.long_term)


def _line_of(line: PrescriptionLine) -> RxDraftLine:
    return RxDraftLine(
        line.drug, line.single, line.frequency, line.route, line.days, line.per_day, skin_test=line.skin_test, as_needed=line.as_needed
    )


def _runs(sheet: Prescription, line: PrescriptionLine, now: datetime) -> bool:
    """Whether a line is being taken today; a single dose counts on its day."""
    issued = issued_on(sheet)
    return issued is not None and 0 <= (local_day(now) - issued).days < max(line.days, 1)


def _kind(objection: Finding) -> str:
    return LABORATORY if objection.code == "RX-APP-02" and objection.rule in _KIDNEY else NEWS.get(objection.code, "")


def _mark(objection: Finding) -> Mark:
    return objection.code, objection.rule, tuple(sorted(objection.drugs))


def _reviewed(sheets: Iterable[Prescription]) -> dict[Mark, Severity]:
    """What reviews at signing objected to, as gravely as any of them did."""
    found: dict[Mark, Severity] = {}
    for sheet in sheets:
        for one in json.loads(sheet.review).get("findings", ()):
            mark = one["code"], one["rule"], tuple(sorted(one["drugs"]))
            found[mark] = min(found.get(mark, Severity.PASSIVE), Severity(one["severity"]), key=lambda severity: severity.rank)
    return found


def _pack_of(sheet: Prescription) -> str:
    return str(json.loads(sheet.review).get("pack", ""))


def _call(sheet: Prescription, objection: Finding, news: str) -> LateCall:
    return LateCall(
        id=late_calls.id_of(sheet.id, objection.code, objection.rule, objection.severity.value, objection.drugs),
        person=sheet.person,
        prescription=sheet.id,
        prescriber=sheet.prescriber or "",
        news=news,
        code=objection.code,
        rule=objection.rule,
        severity=objection.severity.value,
        source=objection.source,
        drugs=objection.drugs,
        facts=dict(objection.facts),
        made_at="",
    )
