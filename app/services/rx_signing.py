"""Signing a sheet: rules once more, number, canonical bytes, chained hash, signature; all in the transaction that stores it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.clock import instant, local_day
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.formulary import FormularyEntry
from app.domain.prescription import Override, Prescription, PrescriptionLine
from app.domain.rx_document import GENESIS, canonical, fingerprint, read
from app.domain.staff import Practitioner
from app.errors import KnownError
from app.rules.engine import evaluate
from app.rules.findings import Review
from app.rules.formulary import Product
from app.rules.pack import Pack
from app.services.clock_trust import check_clock
from app.services.keyring import public_key_of
from app.services.overrides import used_overrides
from app.services.rx_beginning import Beginning, beginning
from app.services.rx_document import Act, build_document, review_json
from app.services.rx_draft import RxDraft
from app.services.rx_facts import PersonFacts, context_of, facts_for, here_of, prescriber_of
from app.services.rx_lines import signed_line
from app.services.rx_replacing import replace_sheet, replaced_by
from app.services.rx_splitting import (
    Part,
    PartKind,
    draft_of_part,
    overrides_of_part,
    parts_of,
    review_of_part,
    sheet_id,
    with_herbs,
)
from app.services.session import SignedIn
from app.services.shelf import with_own
from app.services.signature import number_series, sign_bytes
from app.services.site_policy import InForce
from app.settings import SETTINGS
from app.store import corrections, drafts, encounters, formulary, people, prescriptions, settings
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

DEPARTMENT = "department"
_OPEN = frozenset({EncounterStatus.ARRIVED, EncounterStatus.TRIAGED, EncounterStatus.IN_PROGRESS})
_NUMBERS_A_DAY = 9_999
NARCOTIC_SERIES = "MJ"

Lines = tuple[tuple[PrescriptionLine, Product], ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a sheet is judged by, when a pharmacist looks at it, and at which institution."""

    pack: Pack
    now: InForce
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Of one sheet in its signing act: its number, those of all sheets where there are several, and how it begins."""

    number: str
    together: tuple[str, ...]
    begins: Beginning
    asked: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft, its herbs being lines, with everything it is judged and printed by, of one snapshot."""

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
    facts = facts_for(conn, draft, visit, now)
    entries = formulary.entries(conn, {line.drug for line in draft.lines})
    draft, products = draft.in_lines(), with_herbs(with_own(pack.products, entries), draft, pack.herbs)
    review = evaluate(context_of(facts, draft, practitioner, products, entries, visit, here_of(conn, who)), pack)
    return Prepared(draft, visit, facts, practitioner, review, entries, products)


def sign(uow: UnitOfWork, draft: RxDraft, who: SignedIn, pack: Pack, policy: InForce, asked: str = "") -> tuple[Prescription, ...]:
    """Sign and store every sheet of a list; one that is signed already is given back as it stands (a second key press signs nothing, H33).

    ``asked``: code of the institution whose pharmacists review, '' = any. An amended sheet may be signed after its visit is over.
    Raises KnownError ``rx_signed_already``, ``rx_not_in_force``, ``rx_no_key``, ``correction_unread``, ``visit_closed``, ``clock_back``,
    ``clock_off_server``, ``rx_unfinished`` or what :func:`prepare` and :func:`app.services.overrides.used_overrides` raise.
    """
    known = standing(uow.conn, draft.id)
    if known:
        return _as_signed(known, draft.in_lines())
    if who.signing_seed is None:
        raise KnownError("rx_no_key")
    now = instant(uow.at)
    check_clock(uow.conn, now, number_series(who))
    _check_corrections(uow.conn, draft.person, who)
    ready = prepare(uow.conn, draft, who, pack, now)
    replaced = replaced_by(uow.conn, draft)
    if ready.visit.status not in _OPEN and replaced is None:
        raise KnownError("visit_closed")
    overrides = used_overrides(ready.review, draft.overrides)
    sheets = _sign_parts(uow, ready, overrides, who, Policy(pack, policy, asked))
    if replaced is not None:
        replace_sheet(uow, replaced, sheets[0], who)
    encounters.add_participant(uow, ready.visit.id, ready.practitioner.id)
    for kept in drafts.listed(uow.conn, "prescription", encounter=draft.encounter):
        if kept.body.get("id") == draft.id:
            drafts.drop(uow, kept.id)
    return sheets


def standing(conn: Reading, draft: str) -> tuple[Prescription, ...]:
    """The sheets that were signed of a list, in their order; none = it is not signed yet."""
    first = prescriptions.get(conn, draft)
    if first is None or first.document is None:
        return () if first is None else (first,)
    count = max(len(read(first.document).get("together", ())), 1)
    others = [prescriptions.get(conn, sheet_id(draft, number)) for number in range(1, count)]
    return (first, *(one for one in others if one is not None))


def signed_with(conn: Reading, sheet: Prescription) -> tuple[Prescription, ...]:
    """The sheets of its signing act in their order, itself among them; those that are not here are left out."""
    numbers = read(sheet.document).get("together", ()) if sheet.document is not None else ()
    found = [prescriptions.by_number(conn, number) for number in numbers]
    return tuple(one for one in found if one is not None) or (sheet,)


def _check_corrections(conn: Reading, person: str, who: SignedIn) -> None:
    """A value that this doctor saw was taken back: the key stays shut until they have read so (H25)."""
    linked = people.linked(conn, person)
    unseen = [one for one in corrections.of_account(conn, who.account) if one.person in linked]
    if unseen:
        raise KnownError("correction_unread", count=len(unseen))


def _as_signed(known: tuple[Prescription, ...], draft: RxDraft) -> tuple[Prescription, ...]:
    """The sheets that stand. Raises KnownError ``rx_signed_already`` where the list has become another one since."""
    was = Counter((line.drug, line.single, line.frequency, line.route, line.days) for one in known for line in one.lines)
    if was != Counter((line.drug, line.single, line.frequency, line.route, line.days) for line in draft.lines):
        raise KnownError("rx_signed_already", number=known[0].number or "")
    return known


def lines_of(ready: Prepared) -> Lines:
    """The lines as they are stored, each with its product. Raises KnownError ``rx_unfinished`` for one that lacks what the form needs."""
    try:
        found = [(line, ready.products[line.drug]) for line in ready.draft.lines]
        return tuple((signed_line(ready.draft.id, line, product, ready.entries.get(product.id)), product) for line, product in found)
    except (KeyError, ValueError) as error:
        raise KnownError("rx_unfinished") from error


def act_of(conn: Reading, ready: Prepared, who: SignedIn) -> Act:
    """Who writes, and where; not signed yet."""
    based_on = prescriptions.get(conn, ready.draft.based_on) if ready.draft.based_on else None
    department = settings.get(conn, DEPARTMENT, str(SETTINGS[DEPARTMENT].default))
    replaced = prescriptions.get(conn, ready.draft.replaces) if ready.draft.replaces else None
    number, gone = (one.number or "" if one is not None else "" for one in (based_on, replaced))
    return Act(who.organization, ready.practitioner, department, "", based_on=number, replaces=gone)


def drafted(conn: Reading, ready: Prepared, who: SignedIn) -> list[dict[str, Any]]:
    """The documents of a list's sheets while nothing is signed. Raises KnownError ``rx_unfinished``."""
    made = []
    for n, part in enumerate(parts_of(ready.draft, ready.products)):
        one = replace(ready, draft=draft_of_part(ready.draft, part, n), review=review_of_part(ready.review, part))
        overrides = overrides_of_part(ready.review, ready.draft.overrides, part)
        made.append(build_document(one.draft, one.facts, one.visit, lines_of(one), overrides, one.review, act_of(conn, one, who)))
    return made


def numbers_for(conn: Reading, who: SignedIn, day: date, parts: Sequence[Part]) -> tuple[str, ...]:
    """A number for each sheet: ``institution code-seat-yyyymmdd-nnnn``, with 麻精一 in a series of their own that is counted by the day too
    (``…-MJyyyymmdd-nnnn``; 处方管理办法 art. 39, 附件1). Raises KnownError ``rx_numbers_used_up``."""
    following: dict[str, int] = {}
    numbers = []
    for part in parts:
        prefix = f"{number_series(who)}{NARCOTIC_SERIES if part.kind is PartKind.NARCOTIC else ''}{day:%Y%m%d}-"
        following[prefix] = following[prefix] + 1 if prefix in following else _next(conn, prefix)
        if following[prefix] > _NUMBERS_A_DAY:
            raise KnownError("rx_numbers_used_up")
        numbers.append(f"{prefix}{following[prefix]:04d}")
    return tuple(numbers)


def _next(conn: Reading, prefix: str) -> int:
    last = prescriptions.last_number(conn, prefix)
    return 1 if last is None else int(last.removeprefix(prefix)) + 1


def _sign_parts(uow: UnitOfWork, ready: Prepared, overrides: tuple[Override, ...], who: SignedIn, by: Policy) -> tuple[Prescription, ...]:
    """All sheets of the list, each in the chain behind the one before it."""
    parts = parts_of(ready.draft, ready.products)
    numbers = numbers_for(uow.conn, who, local_day(instant(uow.at)), parts)
    sheets = []
    for n, part in enumerate(parts):
        review, mine = review_of_part(ready.review, part), overrides_of_part(ready.review, overrides, part)
        of_part = replace(ready, draft=draft_of_part(ready.draft, part, n), review=review)
        begins = beginning(of_part, mine, by.pack, by.now, instant(uow.at))
        place = Place(numbers[n], numbers if len(parts) > 1 else (), begins, by.asked)
        sheets.append(_signed(uow, of_part, mine, who, place))
        prescriptions.add(uow, sheets[-1])
    return tuple(sheets)


def _signed(uow: UnitOfWork, ready: Prepared, overrides: tuple[Override, ...], who: SignedIn, place: Place) -> Prescription:
    seed = who.signing_seed or b""
    lines = lines_of(ready)
    act = replace(
        act_of(uow.conn, ready, who),
        public_key=public_key_of(seed),
        number=place.number,
        together=place.together,
        signed_at=uow.at,
        prev_hash=prescriptions.last_hash(uow.conn, number_series(who)) or GENESIS,
        begins=place.begins,
        asked=place.asked,
    )
    document = build_document(ready.draft, ready.facts, ready.visit, lines, overrides, ready.review, act)
    data = canonical(document)
    return Prescription(
        id=ready.draft.id,
        person=ready.draft.person,
        encounter=ready.draft.encounter,
        kind=ready.facts.sheet_kind(ready.draft.kind),
        state=place.begins.state,
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
