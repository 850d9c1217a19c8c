"""What the records of skin tests say of a drug that is about to be given: same drug, same batch, not older than it stands (H50)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import instant, local, local_day
from app.domain.dispensing import first_to_expire
from app.domain.prescription import NEGATIVE, POSITIVE
from app.domain.skin_test import SkinCase
from app.rules.facts import OnRecord
from app.services.rx_draft import RxDraft
from app.services.skin_policy import skin_policy
from app.store import formulary, people, skin_tests
from app.store.database import Reading


@dataclass(frozen=True, slots=True)
class SkinSaid:
    """``words``: time and batch of the test by which a drug may be given, as the sheet prints them; '' = there is none."""

    record: OnRecord
    words: str = ""


def standing(cases: Iterable[SkinCase], batches: Collection[str], now: datetime) -> SkinCase | None:
    """The newest test that lets a drug be given from one of the batches; where no batch is known, from any."""
    hours = skin_policy().stands_hours
    return next((one for one in cases if one.stands(now, hours) and (not batches or one.test.batch in batches)), None)


def said_of(conn: Reading, person: str, drugs: Collection[str], now: datetime) -> Mapping[str, SkinSaid]:
    """For each drug, those of the resident's linked records too; a reaction is never outweighed by a later test.

    The batches are those on the shelf that may still be given: another one has to be tested anew.
    """
    cases = [one for one in skin_tests.of_people(conn, people.linked(conn, person)) if one.test.drug in drugs]
    if not cases:
        return dict.fromkeys(drugs, SkinSaid(OnRecord.NONE))
    entries, found = formulary.entries(conn, drugs), {}
    for drug in drugs:
        shelf = entries.get(drug)
        batches = {one.number for one in first_to_expire(shelf.batches, local_day(now))} if shelf is not None else set[str]()
        found[drug] = _said([one for one in cases if one.test.drug == drug], batches, now)
    return found


def tested_batches(conn: Reading, person: str, now: datetime) -> Mapping[str, tuple[str, ...]]:
    """By drug the batches that a test of this resident lets be given, the newest first."""
    hours, found = skin_policy().stands_hours, dict[str, tuple[str, ...]]()
    for one in skin_tests.of_people(conn, people.linked(conn, person)):
        if one.stands(now, hours):
            found[one.test.drug] = (*found.get(one.test.drug, ()), one.test.batch)
    return found


def filled(draft: RxDraft, said: Mapping[str, SkinSaid]) -> RxDraft:
    """The draft with the results that are on record: an empty field takes them, and a reaction goes over whatever was typed."""
    lines = tuple(replace(line, skin_test=_result(line.skin_test, said.get(line.drug))) for line in draft.lines)
    return draft if lines == draft.lines else replace(draft, lines=lines)


def _said(cases: list[SkinCase], batches: Collection[str], now: datetime) -> SkinSaid:
    if any(one.reacted for one in cases):
        return SkinSaid(OnRecord.POSITIVE)
    found = standing(cases, batches, now)
    if found is None or found.reading is None:
        return SkinSaid(OnRecord.NONE if standing(cases, (), now) is None else OnRecord.OTHER_BATCH)
    return SkinSaid(OnRecord.NEGATIVE, f"{local(instant(found.reading.at)):%m-%d %H:%M} 批号{found.test.batch}")


def _result(typed: str, said: SkinSaid | None) -> str:
    record = None if said is None else said.record
    if record is OnRecord.POSITIVE:
        return POSITIVE
    return NEGATIVE if record is OnRecord.NEGATIVE and not typed else typed
