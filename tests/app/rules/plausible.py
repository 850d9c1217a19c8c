"""The ordinary sheets of clean_sheets.toml as what the rules are told: everything asked and answered with no."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.prescription import SKIN_TESTS
from app.rules.facts import AllergyFact, DatedNumber, LineFacts, MedicineFact, PatientFacts, RxContext
from app.rules.pack import Pack
from tests.app.rules.contexts import TODAY, YES, patient, sheet, weight

_SEX = {"男": "1", "女": "2"}
_ORDINARY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Plausible:
    """One sheet and how it stands in the file."""

    name: str
    context: RxContext


def plausible_sheets(pack: Pack) -> list[Plausible]:
    """All sheets of the file. Raises KeyError for a product the pack lacks."""
    rows = tomllib.loads(Path(__file__).with_name("clean_sheets.toml").read_text(encoding="utf-8"))["sheets"]
    return [Plausible(f"{row[0]} {'/'.join(row[1])}: {'; '.join(row[2])}", _context(row, pack)) for row in rows]


def _context(row: Sequence[Any], pack: Pack) -> RxContext:
    who, diagnoses, texts, taken, *further = row
    person = _patient(who.split(), tuple(diagnoses), further[0] if further else {})
    lines = [_line(text.split(), pack) for text in texts]
    long = any((line.days or 0) > _ORDINARY_DAYS for line in lines)
    context = sheet(*lines, who=person, extend_reason="慢性病" if long else "")
    return replace(context, medicines=tuple(MedicineFact(pack.products[drug].id) for drug in taken))


def _patient(who: Sequence[str], diagnoses: tuple[str, ...], known: Mapping[str, Any]) -> PatientFacts:
    years, sex, *heavy = who
    facts: dict[str, Any] = {name: YES for name in ("pregnant", "lactating") if known.get(name)}
    facts |= {"allergies": tuple(AllergyFact(word) for word in known["allergies"])} if "allergies" in known else {}
    facts |= {"egfr": DatedNumber(Decimal(known["egfr"]), TODAY)} if "egfr" in known else {}
    facts |= {"weight_kg": weight(heavy[0].removesuffix("kg"))} if heavy else {}
    return patient(years, _SEX[sex], diagnoses=diagnoses, conditions=diagnoses, **facts)


def _line(words: Sequence[str], pack: Pack) -> LineFacts:
    drug, single, per_day, days, *more = words
    routes = pack.products[drug].routes
    return LineFacts(
        drug,
        None if single == "-" else Decimal(single),
        Decimal(per_day),
        int(days),
        next((word for word in more if word in routes), min(routes)),
        bag=next((word for word in more if word.isdigit()), ""),
        skin_test=next((word for word in more if word in SKIN_TESTS), ""),
    )
