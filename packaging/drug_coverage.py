"""Writes into docs/drug-list.md how many of the shipped products each check has data for, and which it has none for.

    .venv/bin/python packaging/drug_coverage.py write | difference

Nothing is counted here that the engine does not say itself: one sheet per product is reviewed for a woman who expects and nurses a child,
one for a child; what a check then says it lacks of the product is what nobody has looked at.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.domain.clinical import Answer  # noqa: E402 - the project is no installed package when this runs from a clone
from app.rules.engine import CHECKS, evaluate  # noqa: E402
from app.rules.facts import DatedAnswer, DatedNumber, LineFacts, PatientFacts, RxContext, SheetFacts  # noqa: E402
from app.rules.pack import Pack, load_pack  # noqa: E402

PAGE = ROOT / "docs" / "drug-list.md"
FROM, TO = "<!-- coverage -->\n", "<!-- end of coverage -->\n"
DAY = date(2026, 3, 1)
YES, NO = (DatedAnswer(answer, DAY) for answer in (Answer.YES, Answer.NO))
ASKED = PatientFacts(allergies_known=NO, conditions=("J45.9",), egfr=DatedNumber(Decimal(95), DAY))
MOTHER = (Decimal(30), "2", YES)
CHILD = (Decimal(10), "1", NO)
GAPS = {
    "dose_limit": "most at a time or a day",
    "condition_data": "contraindications",
    "pregnancy_data": "pregnancy",
    "lactation_data": "breast milk",
    "age_data": "lowest age or a child's dose",
}
LISTED = ("dose_limit", "pregnancy_data", "lactation_data")
"""Those named one by one: few enough to be read, and the first that a pharmacist would fill."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ids of products by kind, and by gap those that nobody has looked at."""

    kinds: Mapping[str, list[str]]
    lacking: Mapping[str, list[str]]


def coverage(pack: Pack) -> Coverage:
    """Asks the engine about every product."""
    checks = [check for check in CHECKS if set(check.inputs) & set(GAPS)]
    kinds: dict[str, list[str]] = defaultdict(list)
    lacking: dict[str, list[str]] = defaultdict(list)
    for id, product in pack.products.items():
        kinds["Chinese patent medicines" if product.group.startswith("tcm") else "western medicines"].append(id)
        runs = [run for who in (MOTHER, CHILD) for run in evaluate(_sheet(id, who), pack, checks).checks]
        for gap in {gap.input for run in runs for gap in run.gaps} & set(GAPS):
            lacking[gap].append(id)
    return Coverage(kinds, lacking)


def _sheet(drug: str, who: tuple[Decimal, str, DatedAnswer]) -> RxContext:
    age, sex, expecting = who
    patient = PatientFacts(
        age_years=age,
        sex=sex,
        allergies_known=ASKED.allergies_known,
        conditions=ASKED.conditions,
        egfr=ASKED.egfr,
        pregnant=expecting,
        lactating=expecting,
        weight_kg=DatedNumber(age * 3, DAY),
    )
    return RxContext(patient=patient, sheet=SheetFacts(today=DAY, valid_until=DAY), lines=(LineFacts(drug, Decimal(1), days=1),))


def table(pack: Pack) -> str:
    """The two parts of the page: a table, and the products to be looked at."""
    found = coverage(pack)
    return "\n".join((*_table(found), "", *_names(found, pack), ""))


def _table(found: Coverage) -> Iterator[str]:
    yield "| looked at | " + " | ".join(f"{kind} ({len(ids)})" for kind, ids in found.kinds.items()) + " |"
    yield "|---|" + "---|" * len(found.kinds)
    for gap, words in GAPS.items():
        numbers = (len(ids) - len(set(ids) & set(found.lacking[gap])) for ids in found.kinds.values())
        yield f"| {words} | " + " | ".join(map(str, numbers)) + " |"


def _names(found: Coverage, pack: Pack) -> Iterator[str]:
    for gap in LISTED:
        counted = Counter(pack.products[id].name for id in found.lacking[gap])
        if counted:
            yield f"Nobody has looked at {GAPS[gap]} of: {'、'.join(counted)}.\n"


def written(page: str, pack: Pack) -> str:
    """The page with today's table. Raises ValueError where the page has no place for it."""
    before, rest = page.split(FROM)
    _, after = rest.split(TO)
    return before + FROM + table(pack) + TO + after


def main(argv: list[str]) -> int:
    """0 = written, or nothing differs."""
    page = PAGE.read_text(encoding="utf-8")
    new = written(page, load_pack())
    if argv == ["write"]:
        PAGE.write_text(new, encoding="utf-8")
        print(PAGE)
        return 0
    print("nothing" if new == page else "docs/drug-list.md is not what the data say: packaging/drug_coverage.py write")
    return 0 if new == page else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
