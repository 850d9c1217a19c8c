"""What the insurance will ask of a sheet, as far as the desk knows: who pays, what is restricted, what was written today already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.dispensing import Dispense
from app.domain.formulary import FormularyEntry
from app.rules.facts import InsuranceFacts
from app.rules.formulary import Product
from app.rules.shipped import shipped_toml
from app.services.insurance_list import NO_LIST, KeptList

_NOT_PAID = "自费"


@dataclass(frozen=True, slots=True)
class InsurancePolicy:
    """``payments``: kinds of payment that the insurance settles. ``restricted``: ATC prefix → ICD-10 prefixes it is paid for."""

    payments: frozenset[str]
    restricted: Mapping[str, tuple[str, ...]]


@cache
def insurance_policy() -> InsurancePolicy:
    """From the data file."""
    given = shipped_toml("insurance.toml")
    restricted = {drug: tuple(row["icd10"]) for row in given["restricted"] for drug in row["drugs"]}
    return InsurancePolicy(frozenset(given["payments"]), restricted)


def insurance_facts(
    payment: str,
    drugs: Collection[str],
    products: Mapping[str, Product],
    entries: Mapping[str, FormularyEntry],
    today: Iterable[frozenset[str]],
    county: KeptList = NO_LIST,
) -> InsuranceFacts | None:
    """None where the patient pays. ``today``: the drugs of each sheet of today that stands; ``county``: its own list, which counts before ours."""
    policy = insurance_policy()
    if payment not in policy.payments:
        return None
    paid_for = {drug: _paid_for(policy, products.get(drug), entries.get(drug), county) for drug in drugs}
    restricted = {drug: prefixes for drug, prefixes in paid_for.items() if prefixes is not None}
    return InsuranceFacts(restricted=restricted, same_day_sheets=sum(1 for sheet in today if sheet & frozenset(drugs)))


def waits_for_codes(payment: str, parts: Iterable[Dispense]) -> bool:
    """YB-07 at the counter: the insurance settles this sheet, and pieces were taken whose pack was not scanned.

    The settlement waits, the drug does not: it may be handed over all the same.
    """
    return payment in insurance_policy().payments and any(one.is_live and not one.codes for one in parts)


def _paid_for(policy: InsurancePolicy, product: Product | None, entry: FormularyEntry | None, county: KeptList) -> tuple[str, ...] | None:
    """Diagnoses a product is paid for; none at all where the institution's list says so, None = no restriction is known."""
    if entry is not None and entry.insurance == _NOT_PAID:
        return ()
    listed = None if product is None else county.paid_for(product)
    if listed is not None:
        return listed
    found = (prefixes for atc, prefixes in policy.restricted.items() if product is not None and product.atc.startswith(atc))
    return next(found, None)
