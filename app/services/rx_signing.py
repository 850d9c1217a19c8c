"""Signing a sheet: rules once more, number, canonical bytes, chained hash, signature; all in the transaction that stores it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.clock import instant, local_day
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.formulary import FormularyEntry
from app.domain.prescription import Override, Prescription, PrescriptionLine, PrescriptionState
from app.domain.rx_document import GENESIS, canonical, fingerprint
from app.domain.staff import Practitioner
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.engine import evaluate
from app.rules.findings import Review
from app.rules.formulary import Product
from app.rules.pack import Pack
from app.services.clock_trust import check_clock
from app.services.keyring import public_key_of
from app.services.overrides import used_overrides
from app.services.rx_document import Act, build_document, review_json
from app.services.rx_draft import RxDraft
from app.services.rx_facts import PersonFacts, context_of, prescriber_of, read_facts
from app.services.rx_lines import signed_line
from app.services.rx_replacing import replace_sheet, replaced_by
from app.services.session import SignedIn
from app.services.shelf import with_own
from app.services.signature import number_series, sign_bytes
from app.settings import SETTINGS
from app.store import corrections, drafts, encounters, formulary, people, prescriptions, settings
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

DEPARTMENT = "department"
_OPEN = frozenset({EncounterStatus.ARRIVED, EncounterStatus.TRIAGED, EncounterStatus.IN_PROGRESS})
_NUMBERS_A_DAY = 9_999

Lines = tuple[tuple[PrescriptionLine, Product], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with everything it is judged and printed by, of one snapshot."""

    draft: RxDraft
    visit: Encounter
    facts: PersonFacts
    practitioner: Practitioner
    review: Review
    entries: Mapping[str, FormularyEntry]
    products: Mapping[str, Product]


def prepare(conn: Reading, draft: RxDraft, who: SignedIn, pack: Pack, now: datetime) -> Prepared:
    """Read the facts and run the rules. Raises KnownError ``visit_unknown``, ``visit_of_another``, ``person_unknown``, ``prescriber_unknown``."""
    visit = encounters.get(conn, draft.encounter)
    if visit is None:
        raise KnownError("visit_unknown")
    if visit.person not in people.linked(conn, draft.person):
        raise KnownError("visit_of_another")
    practitioner = prescriber_of(conn, who.practitioner)
    if practitioner is None:
        raise KnownError("prescriber_unknown")
    facts = read_facts(conn, draft.person, now, without=draft.replaces)
    entries = formulary.entries(conn, {line.drug for line in draft.lines})
    products = with_own(pack.products, entries)
    review = evaluate(context_of(facts, draft, practitioner, products, entries), pack)
    return Prepared(draft, visit, facts, practitioner, review, entries, products)


def sign(uow: UnitOfWork, draft: RxDraft, who: SignedIn, pack: Pack, mode: ReviewMode, asked: str = "") -> Prescription:
    """Sign and store; a draft that is signed already is given back as it stands (a second key press signs nothing, H33).

    ``asked``: id of the institution whose pharmacists review, '' = any. An amended sheet may be signed after its visit is over.
    Raises KnownError ``rx_signed_already``, ``rx_not_in_force``, ``rx_no_key``, ``correction_unread``, ``visit_closed``, ``clock_back``, ``clock_off_server`` or what
    :func:`prepare` and :func:`app.services.overrides.used_overrides` raise.
    """
    known = prescriptions.get(uow.conn, draft.id)
    if known is not None:
        return _as_signed(known, draft)
    if who.signing_seed is None:
        raise KnownError("rx_no_key")
    now = instant(uow.at)
    series = number_series(who)
    check_clock(uow.conn, now, series)
    _check_corrections(uow.conn, draft.person, who)
    ready = prepare(uow.conn, draft, who, pack, now)
    replaced = replaced_by(uow.conn, draft)
    if ready.visit.status not in _OPEN and replaced is None:
        raise KnownError("visit_closed")
    overrides = used_overrides(ready.review, draft.overrides)
    sheet = _signed(uow, ready, overrides, who, pack, _state(mode, ready, overrides, pack), asked)
    prescriptions.add(uow, sheet)
    if replaced is not None:
        replace_sheet(uow, replaced, sheet, who)
    encounters.add_participant(uow, ready.visit.id, ready.practitioner.id)
    for kept in drafts.listed(uow.conn, "prescription", encounter=draft.encounter):
        if kept.body.get("id") == draft.id:
            drafts.drop(uow, kept.id)
    return sheet


def _check_corrections(conn: Reading, person: str, who: SignedIn) -> None:
    """A value that this doctor saw was taken back: the key stays shut until they have read so (H25)."""
    linked = people.linked(conn, person)
    unseen = [one for one in corrections.of_account(conn, who.account) if one.person in linked]
    if unseen:
        raise KnownError("correction_unread", count=len(unseen))


def _as_signed(known: Prescription, draft: RxDraft) -> Prescription:
    """The sheet that stands. Raises KnownError ``rx_signed_already`` where the draft has become another one since."""
    was = [(line.drug, line.single, line.frequency, line.route, line.days) for line in known.lines]
    if was != [(line.drug, line.single, line.frequency, line.route, line.days) for line in draft.lines]:
        raise KnownError("rx_signed_already", number=known.number or "")
    return known


def _state(mode: ReviewMode, ready: Prepared, overrides: tuple[Override, ...], pack: Pack) -> PrescriptionState:
    """What the county's policy lets happen now; afterwards is for ordinary sheets of known products only (safety.md §1, 11:20)."""
    if mode is ReviewMode.NONE:
        return PrescriptionState.APPROVED
    drugs = [line.drug for line in ready.draft.lines]
    kept_back = any(drug not in pack.products or pack.products[drug].control_class for drug in drugs)
    if mode is ReviewMode.BEFORE or overrides or kept_back:
        return PrescriptionState.SIGNED
    return PrescriptionState.RELEASED


def lines_of(ready: Prepared) -> Lines:
    """The lines as they are stored, each with its product. Raises ValueError for an unfinished line."""
    found = ((line, ready.products[line.drug]) for line in ready.draft.lines)
    return tuple((signed_line(ready.draft.id, line, product, ready.entries.get(product.id)), product) for line, product in found)


def act_of(conn: Reading, ready: Prepared, who: SignedIn) -> Act:
    """Who writes, and where; not signed yet."""
    based_on = prescriptions.get(conn, ready.draft.based_on) if ready.draft.based_on else None
    department = settings.get(conn, DEPARTMENT, str(SETTINGS[DEPARTMENT].default))
    replaced = prescriptions.get(conn, ready.draft.replaces) if ready.draft.replaces else None
    number, gone = (one.number or "" if one is not None else "" for one in (based_on, replaced))
    return Act(who.organization, ready.practitioner, department, "", based_on=number, replaces=gone)


def next_number(conn: Reading, series: str, day: date) -> str:
    """``institution code-seat-yyyymmdd-nnnn``. Raises KnownError ``rx_numbers_used_up``."""
    prefix = f"{series}{day:%Y%m%d}-"
    last = prescriptions.last_number(conn, prefix)
    following = 1 if last is None else int(last.removeprefix(prefix)) + 1
    if following > _NUMBERS_A_DAY:
        raise KnownError("rx_numbers_used_up")
    return f"{prefix}{following:04d}"


def _signed(
    uow: UnitOfWork, ready: Prepared, overrides: tuple[Override, ...], who: SignedIn, pack: Pack, state: PrescriptionState, asked: str
) -> Prescription:
    seed = who.signing_seed or b""
    series = number_series(who)
    lines = lines_of(ready)
    act = replace(
        act_of(uow.conn, ready, who),
        public_key=public_key_of(seed),
        number=next_number(uow.conn, series, local_day(instant(uow.at))),
        signed_at=uow.at,
        prev_hash=prescriptions.last_hash(uow.conn, series) or GENESIS,
        signed_as=state.value,
        asked=asked,
    )
    document = build_document(ready.draft, ready.facts, ready.visit, lines, overrides, ready.review, act)
    data = canonical(document)
    return Prescription(
        id=ready.draft.id,
        person=ready.draft.person,
        encounter=ready.draft.encounter,
        kind=ready.facts.sheet_kind(ready.draft.kind),
        state=state,
        lines=tuple(line for line, _ in lines),
        diagnoses=ready.draft.diagnoses,
        number=act.number,
        payment=ready.draft.payment,
        long_term=ready.draft.long_term,
        extend_reason=ready.draft.extend_reason,
        prescriber=ready.practitioner.id,
        signed_at=act.signed_at,
        valid_until=document["valid_until"],
        overrides=overrides,
        document=data,
        hash=fingerprint(data),
        prev_hash=act.prev_hash,
        signature=sign_bytes(seed, data),
        based_on=ready.draft.based_on,
        public_key=act.public_key,
        review=json.dumps(review_json(ready.review), ensure_ascii=False, sort_keys=True),
    )
