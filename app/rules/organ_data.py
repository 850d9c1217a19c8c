"""What organs and circumstances ask of a drug, as rows of data: kidney, liver, breast milk, indication, a test before the first dose."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from app.rules import pregnancy_data
from app.rules.cells import positive, positive_or_none
from app.rules.findings import Severity
from app.rules.formulary import PackError, Product
from app.rules.interactions import Token, read_token, tokens_of
from app.rules.pregnancy_data import PregnancyData, read_pregnancy
from app.rules.tables import PROOF, Row, read_rows
from app.rules.words import IcdRule, icd_rule

KIDNEY, LIVER, MILK, INDICATIONS, ASK_FIRST = "rx_kidney.csv", "rx_liver.csv", "rx_milk.csv", "rx_indications.csv", "rx_ask_first.toml"
FILES = (KIDNEY, LIVER, MILK, INDICATIONS, ASK_FIRST, pregnancy_data.FILE)
FORMS = ("", "inj", "oral")
_LIMITS = ("most_single", "most_daily", "unit")
_KIDNEY_COLUMNS = ("id", "drugs", "form", "below", *_LIMITS, "severity", "advice_zh", *PROOF)
_LIVER_COLUMNS = ("id", "drugs", "icd10", *_LIMITS, "severity", "advice_zh", *PROOF)
_MILK_COLUMNS = ("atc", "milk", "advice_zh", *PROOF)
_INDICATION_COLUMNS = ("atc", "icd10", "for_zh", *PROOF)
_UNITS_MG = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001")}
_T = TypeVar("_T")
_NO_WORD = frozenset(" ;:,")


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Most at a time and a day, in mg; both None = the drug itself is in question."""

    single_mg: Decimal | None
    daily_mg: Decimal | None

    @property
    def is_any_dose(self) -> bool:
        """Whether the row speaks of the drug, whatever its dose."""
        return self.single_mg is None and self.daily_mg is None


@dataclass(frozen=True, slots=True)
class KidneyRow:
    """Holds when eGFR is below ``below`` mL/min/1.73 m². ``form``: inj, oral or '' = any."""

    id: str
    drugs: tuple[Token, ...]
    form: str
    below: Decimal
    limit: DoseLimit
    severity: Severity
    advice: str
    source: str
    basis: str

    def meets_form(self, product: Product) -> bool:
        """Whether the row is about products given this way."""
        return not self.form or (self.form == "inj") is (product.release == "inj")


@dataclass(frozen=True, slots=True)
class LiverRow:
    """Holds for residents with one of the liver diseases."""

    id: str
    drugs: tuple[Token, ...]
    diseases: IcdRule
    limit: DoseLimit
    severity: Severity
    advice: str
    source: str
    basis: str


class Milk(StrEnum):
    """What a drug means for a breast-fed child."""

    OK = "ok"  # reviewed, may be used
    CAUTION = "caution"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class MilkRow:
    """One ATC class, or one product without a code by its whole name."""

    atc: str
    milk: Milk
    advice: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class IndicationRow:
    """What an ATC class is given for; ``words`` name it."""

    atc: str
    diseases: IcdRule
    words: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class AskRow:
    """A test or question before the first dose. It is answered when the resident has the condition ``positive`` or ``negative``."""

    id: str
    drugs: tuple[Token, ...]
    ask: str
    advice: str
    positive: str
    negative: str
    sex: str
    source: str
    basis: str

    @property
    def answers(self) -> frozenset[str]:
        """Condition tokens that answer the question."""
        return frozenset(token for token in (self.positive, self.negative) if token)


_D = TypeVar("_D", KidneyRow, LiverRow, AskRow)
ByWord = Mapping[str, list[_D]]
"""Text of a token → the rows that name it."""


@dataclass(frozen=True, slots=True)
class OrganData:
    """All rows; empty in the base pack. ``condition_words``: how a test's result is written → its condition token."""

    kidney: tuple[KidneyRow, ...] = ()
    liver: tuple[LiverRow, ...] = ()
    milk: Mapping[str, MilkRow] = field(default_factory=dict)
    indications: Mapping[str, IndicationRow] = field(default_factory=dict)
    ask_first: tuple[AskRow, ...] = ()
    condition_words: Mapping[str, str] = field(default_factory=dict)
    pregnancy: PregnancyData = field(default_factory=PregnancyData)
    _kidney: ByWord[KidneyRow] = field(init=False, repr=False, compare=False)
    _liver: ByWord[LiverRow] = field(init=False, repr=False, compare=False)
    _asks: ByWord[AskRow] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, rows in (("_kidney", self.kidney), ("_liver", self.liver), ("_asks", self.ask_first)):
            object.__setattr__(self, name, _by_word(rows))

    def kidney_of(self, product: Product) -> list[KidneyRow]:
        """Rows about the product as it is given."""
        return [row for row in _spoken_of(self._kidney, product) if row.meets_form(product)]

    def liver_of(self, product: Product) -> list[LiverRow]:
        """Rows about the product."""
        return _spoken_of(self._liver, product)

    def asks_of(self, product: Product) -> list[AskRow]:
        """Tests and questions before the product."""
        return _spoken_of(self._asks, product)

    def milk_of(self, product: Product) -> tuple[MilkRow, ...]:
        """Rows of the product and its ingredients, each by its closest class, and of its name; empty = not reviewed."""
        found = (self.milk.get(product.name), *(closest(self.milk, code) for code in product.atc_codes))
        return tuple(row for row in found if row is not None)

    def indication_of(self, product: Product) -> IndicationRow | None:
        """By the product's own code alone: a combination is not given for each of its parts."""
        return closest(self.indications, product.atc)


def _by_word(rows: Iterable[_D]) -> ByWord[_D]:
    found: dict[str, list[_D]] = {}
    for row in rows:
        for token in row.drugs:
            found.setdefault(token.text, []).append(row)
    return found


def _spoken_of(rows: ByWord[_D], product: Product) -> list[_D]:
    """Each row once, in a fixed order."""
    found = {row.id: row for name in product.names if name in rows for row in rows[name]}
    return [found[key] for key in sorted(found)]


def closest(rows: Mapping[str, _T], code: str) -> _T | None:
    """The row of the longest class that an ATC code belongs to."""
    return next((rows[code[:length]] for length in range(len(code), 0, -1) if code[:length] in rows), None)


def read_organs(data: Mapping[str, bytes]) -> OrganData:
    """Raises PackError naming file and line."""
    asks, result_words = _asks(data[ASK_FIRST])
    return OrganData(
        tuple(_kidney(row) for row in read_rows(KIDNEY, data[KIDNEY], _KIDNEY_COLUMNS)),
        tuple(_liver(row) for row in read_rows(LIVER, data[LIVER], _LIVER_COLUMNS)),
        _by_class((row, _milk(row)) for row in read_rows(MILK, data[MILK], _MILK_COLUMNS)),
        _by_class((row, _indication(row)) for row in read_rows(INDICATIONS, data[INDICATIONS], _INDICATION_COLUMNS)),
        asks,
        result_words,
        read_pregnancy(data[pregnancy_data.FILE]),
    )


def _kidney(row: Row) -> KidneyRow:
    return KidneyRow(
        row["id"],
        row.read("drugs", tokens_of),
        row.read("form", _form),
        row.read("below", positive),
        _limit(row),
        row.read("severity", Severity),
        _said(row, "advice_zh"),
        row["source"],
        row["basis"],
    )


def _liver(row: Row) -> LiverRow:
    return LiverRow(
        row["id"],
        row.read("drugs", tokens_of),
        row.read("icd10", icd_rule),
        _limit(row),
        row.read("severity", Severity),
        _said(row, "advice_zh"),
        row["source"],
        row["basis"],
    )


def _milk(row: Row) -> MilkRow:
    milk = row.read("milk", Milk)
    return MilkRow(row["atc"], milk, row["advice_zh"] if milk is Milk.OK else _said(row, "advice_zh"), row["source"], row["basis"])


def _indication(row: Row) -> IndicationRow:
    return IndicationRow(row["atc"], row.read("icd10", icd_rule), _said(row, "for_zh"), row["source"], row["basis"])


def _by_class(rows: Iterable[tuple[Row, _T]]) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for row, one in rows:
        if row["atc"] in found or not row["atc"] or set(row["atc"]) & _NO_WORD:
            raise row.refuse(f"atc {row['atc']!r}")
        found[row["atc"]] = one
    return found


def _limit(row: Row) -> DoseLimit:
    single, daily = row.read("most_single", positive_or_none), row.read("most_daily", positive_or_none)
    if (single is None and daily is None) != (not row["unit"]):
        raise row.refuse("a limit needs its unit")
    factor = row.read("unit", _factor)
    return DoseLimit(*(None if one is None else one * factor for one in (single, daily)))


def _asks(data: bytes) -> tuple[tuple[AskRow, ...], Mapping[str, str]]:
    try:
        given = tomllib.loads(data.decode())
        asks = tuple(
            AskRow(
                row["id"],
                tuple(read_token(word) for word in row["drugs"]),
                row["ask_zh"],
                row["advice_zh"],
                row.get("positive", ""),
                row.get("negative", ""),
                row.get("sex", ""),
                row["source"],
                row["basis"],
            )
            for row in given["ask"]
        )
        return asks, {plain(word): token for word, token in given["results"].items()}
    except (KeyError, TypeError, ValueError) as error:
        raise PackError("pack_broken", file=ASK_FIRST, place=str(error)) from error


def plain(text: str) -> str:
    """A test's result as it is compared: ``HLA-B*15:02 阴性`` and ``hlab1502阴性`` are the same words."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _said(row: Row, column: str) -> str:
    if not row[column]:
        raise row.refuse(f"no {column}")
    return row[column]


def _factor(cell: str) -> Decimal:
    return _UNITS_MG[cell] if cell else Decimal(1)


def _form(cell: str) -> str:
    if cell not in FORMS:
        raise ValueError(cell)
    return cell


def milligrams(product: Product, amount: Decimal | None) -> Decimal | None:
    """An amount in the product's dose unit as mg; None where it is counted in pieces, drops or units."""
    factor = _UNITS_MG.get(product.dose_unit)
    return None if amount is None or factor is None else amount * factor
