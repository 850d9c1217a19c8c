"""Unsafe because of whom it is for: disease, kidney, liver, allergy, age, pregnancy, milk, sex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from app.domain.clinical import Answer
from app.rules.facts import AllergyFact, DatedAnswer, DatedNumber
from tests.app.rules.contexts import TODAY, YES, patient, weight
from tests.app.rules.unsafe import FACTS, Maker, Shelf, Unsafe, made, pick, sheet_of


def _condition(shelf: Shelf) -> Unsafe:
    words, kinds, why = pick(shelf, "conditions")
    one, word = shelf.one(kinds), shelf.chance.choice(words)
    who = shelf.chance.choice([patient(conditions=(word,)), patient(diagnoses=(word,))])
    return made("condition", "RX-APP-02 RX-APP-15", sheet_of(shelf.line(one), who=who), f"{word}: {why}", one)


def _kidney(shelf: Shelf) -> Unsafe:
    kind, value = pick(shelf, "egfr")
    one = shelf.one([kind])
    who = patient(egfr=DatedNumber(Decimal(value), TODAY))
    return made("eGFR", "RX-APP-02 RX-APP-15", sheet_of(shelf.line(one), who=who), f"eGFR {value}", one)


def _liver(shelf: Shelf) -> Unsafe:
    one = shelf.one(["M01A", "N03AG01", "A10BB", "R03DA"])
    return made("liver", "RX-APP-14", sheet_of(shelf.line(one), who=patient(conditions=("K74.6",))), "cirrhosis", one)


def _milk(shelf: Shelf) -> Unsafe:
    one = shelf.one(["J01MA", "J01AA", "N05BA", "C10AA", "R05DA04"])
    return made("milk", "RX-APP-16", sheet_of(shelf.line(one), who=patient("30", "2", lactating=YES)), "breast-feeds", one)


def _indication(shelf: Shelf) -> Unsafe:
    one = shelf.one(["C10AA", "A10BA", "H03AA", "G04CB"])
    return made("indication", "RX-APP-01", sheet_of(shelf.line(one), who=patient(diagnoses=("J00",))), "a cold", one)


def _ask_first(shelf: Shelf) -> Unsafe:
    one = shelf.one(["N03AF01", "M04AA01"])
    return made("test first", "RX-APP-17", sheet_of(shelf.line(one)), "HLA not known", one)


def _elderly(shelf: Shelf) -> Unsafe:
    one = shelf.one(FACTS["elderly"])
    return made("old age", "RX-APP-02", sheet_of(shelf.line(one), who=patient(str(shelf.chance.randint(70, 90)))), "", one)


def _allergy(shelf: Shelf) -> Unsafe:
    word, kinds = pick(shelf, "allergies")
    one = shelf.one(kinds)
    who = patient(allergies=(AllergyFact(word),))
    return made("allergy", "RX-APP-03 RX-SAF-06", sheet_of(shelf.line(one), who=who), f"allergic to {word}", one)


def _allergy_by_name(shelf: Shelf) -> Unsafe:
    """Allergic to the very product, as it is called on the box or in English."""
    one = shelf.chance.choice(shelf.products)
    word = shelf.chance.choice([one.name, one.name_en])
    who = patient(allergies=(AllergyFact(f"对{word}过敏"),) if word == one.name else (AllergyFact(word),))
    return made("allergy by name", "RX-APP-03 RX-SAF-06", sheet_of(shelf.line(one), who=who), f"allergic to {word}", one)


def _child_age(shelf: Shelf) -> Unsafe:
    kinds, limit = pick(shelf, "children")
    one, age = shelf.one(kinds), Decimal(limit) * Decimal(shelf.chance.randint(20, 95)) / 100
    who = patient(f"{age:.2f}", weight_kg=weight("15"))
    return made("too young", "RX-APP-05 RX-SAF-05", sheet_of(shelf.line(one), who=who), f"under {limit} years", one)


def _child_unweighed(shelf: Shelf) -> Unsafe:
    one, age = shelf.chance.choice(shelf.products), f"{shelf.chance.uniform(0, 13.9):.2f}"
    old = shelf.chance.choice([DatedNumber(), weight("15", days_ago=60)])
    return made("child not weighed", "RX-SAF-01", sheet_of(shelf.line(one), who=patient(age, weight_kg=old)), f"age {age}")


def _child_dose(shelf: Shelf) -> Unsafe:
    kind, limit = pick(shelf, "per_kg")
    one, age = shelf.one([kind], lambda product: product.dose_unit == "mg"), shelf.chance.randint(1, 11)
    kilograms = 8 + 2 * age
    who = patient(str(age), weight_kg=weight(str(kilograms)))
    single = Decimal(limit * kilograms) * shelf.chance.choice([2, 5, 10])
    return made(
        "child dose",
        "RX-SAF-05",
        sheet_of(shelf.line(one, single=single, per_day=Decimal(1)), who=who),
        f"{single} mg at {kilograms} kg",
        one,
    )


def _pregnancy(shelf: Shelf) -> Unsafe:
    one = shelf.one([pick(shelf, "pregnancy")])
    who = patient(str(shelf.chance.randint(18, 45)), "2", pregnant=YES)
    return made("pregnancy", "RX-APP-06", sheet_of(shelf.line(one), who=who), "pregnant", one)


def _pregnancy_unasked(shelf: Shelf) -> Unsafe:
    one = shelf.one([pick(shelf, "pregnancy")])
    who = patient(str(shelf.chance.randint(14, 49)), "2", pregnant=DatedAnswer(Answer.NOT_ASKED))
    return made("pregnancy not asked", "RX-SAF-08", sheet_of(shelf.line(one), who=replace(who, weight_kg=weight("50"))), "", one)


def _sex(shelf: Shelf) -> Unsafe:
    table, sex = shelf.chance.choice([("men_only", "2"), ("women_only", "1")])
    one = shelf.one(FACTS[table])
    return made("wrong sex", "RX-APP-12", sheet_of(shelf.line(one), who=patient("30", sex)), "", one)


CHECK_OF: Mapping[Maker, frozenset[str]] = {
    _condition: frozenset({"contraindication", "renal"}),
    _kidney: frozenset({"renal", "renal_dose"}),
    _liver: frozenset({"hepatic"}),
    _milk: frozenset({"lactation"}),
    _indication: frozenset({"indication"}),
    _ask_first: frozenset({"ask_first"}),
    _elderly: frozenset({"contraindication"}),
    _allergy: frozenset({"allergy"}),
    _allergy_by_name: frozenset({"allergy"}),
    _child_age: frozenset({"age", "child_dose"}),
    _child_unweighed: frozenset({"child_weight"}),
    _child_dose: frozenset({"child_dose"}),
    _pregnancy: frozenset({"pregnancy"}),
    _pregnancy_unasked: frozenset({"pregnancy"}),
    _sex: frozenset({"sex"}),
}
"""Each kind, and the checks that answer for it."""
