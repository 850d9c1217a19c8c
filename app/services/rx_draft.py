"""A prescription while it is written: what was typed, kept as a draft and read back after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from app.domain.herbs import PREFIX, Decoction, Herb
from app.domain.prescription import Override, SheetKind
from app.domain.revisit import EarlierDiagnosis
from app.rules.frequencies import frequencies

KIND = "prescription"
"""Kind of these drafts in the drafts table."""
DRIP = "滴/分"
"""Behind the number in the note of an infused line."""


@dataclass(frozen=True, slots=True)
class RxDraftLine:
    """One line. None = not typed yet. ``single`` in the product's dose unit; ``per_day`` only for as-needed lines (the most a day).

    ``quantity`` None = computed. ``drug`` is a formulary id. ``bag``: lines of one infusion share it.
    """

    drug: str
    single: Decimal | None = None
    frequency: str = ""
    route: str = ""
    days: int | None = None
    per_day: Decimal | None = None
    quantity: Decimal | None = None
    quantity_unit: str = ""
    skin_test: str = ""
    as_needed: str = ""
    bag: str = ""
    note: str = ""

    @property
    def times_a_day(self) -> Decimal | None:
        """The frequency's, or for as-needed lines the most that was written; None where neither is known."""
        known = frequencies().get(self.frequency)
        return self.per_day if known is None or known.as_needed else known.per_day


@dataclass(frozen=True, slots=True)
class RxDraft:
    """A sheet being written. ``diagnoses``: (ICD-10, name). ``based_on``: id of the sheet it renews.

    ``replaces``: id of the sheet that is void once this one is signed (amended after a pharmacist's return).
    ``evaluated`` and ``patient_signed`` belong to long-term sheets of more than four weeks. ``herbs`` and ``decoction``: 饮片.
    ``agent`` …: who fetches the drugs, and who that is to the patient. ``earlier``, ``guardian``: of internet care, what the patient
    showed of earlier diagnoses, and that a child's guardian and a specialist take part. ``purpose`` of controlled drugs: '', pain, adhd. ``one_day``: an antibiotic above
    the prescriber's tier, in an emergency, for one day. ``rescue``: resuscitation, the rules advise.
    """

    id: str
    person: str
    encounter: str
    kind: SheetKind = SheetKind.ORDINARY
    payment: str = "自费"
    lines: tuple[RxDraftLine, ...] = ()
    diagnoses: tuple[tuple[str, str], ...] = ()
    long_term: bool = False
    extend_reason: str = ""
    overrides: tuple[Override, ...] = ()
    based_on: str | None = None
    evaluated: bool = False
    patient_signed: bool = False
    extend_days: int = 1
    replaces: str | None = None
    herbs: tuple[Herb, ...] = ()
    decoction: Decoction | None = None
    agent: str = ""
    agent_id: str = ""
    agent_relation: str = ""
    agent_phone: str = ""
    earlier: tuple[EarlierDiagnosis, ...] = ()
    guardian: bool = False
    purpose: str = ""
    one_day: bool = False
    rescue: bool = False

    def with_line(self, index: int, line: RxDraftLine) -> RxDraft:
        """A copy with one line replaced; a change of the product clears what was typed for it and its overrides (H53)."""
        changed = line.drug != self.lines[index].drug
        kept = RxDraftLine(line.drug) if changed else line
        overrides = tuple(o for o in self.overrides if index not in o.lines) if changed else self.overrides
        return replace(self, lines=(*self.lines[:index], kept, *self.lines[index + 1 :]), overrides=overrides)

    @property
    def empty(self) -> bool:
        """Neither a drug nor a herb is on it."""
        return not self.lines and not self.herbs

    @property
    def in_rescue(self) -> bool:
        """A resuscitation is written on an emergency sheet or it is none."""
        return self.rescue and self.kind is SheetKind.EMERGENCY

    def in_lines(self) -> RxDraft:
        """The same list with its herbs as lines behind the others, as it is reviewed and signed."""
        if not self.herbs:
            return self
        made = self.decoction or Decoction()
        return replace(self, lines=(*self.lines, *(_herb_line(herb, made) for herb in self.herbs)), herbs=(), decoction=made)

    def herbs_apart(self, made: Decoction | None) -> RxDraft:
        """The inverse: lines that are herbs stand among the herbs again. ``made``: how their decoction was."""
        lines = tuple(line for line in self.lines if not line.drug.startswith(PREFIX))
        herbs = tuple(Herb(one.drug.removeprefix(PREFIX), one.single, one.note) for one in self.lines if one not in lines and one.single)
        return replace(self, lines=lines, herbs=(*self.herbs, *herbs), decoction=made if herbs else self.decoction)


def _herb_line(herb: Herb, made: Decoction) -> RxDraftLine:
    """One herb over all doses."""
    route = "topical" if "外" in made.method else "oral"
    frequency, days = ("qod", made.doses * 2) if made.use.startswith("隔日") else ("qd", made.doses)
    return RxDraftLine(herb.drug, herb.grams, frequency, route, days, quantity=herb.grams * made.doses, quantity_unit="g", note=herb.way)


def to_body(draft: RxDraft) -> dict[str, Any]:
    """As the drafts table keeps it: JSON, Decimals as strings."""
    body = asdict(draft)
    body["kind"] = draft.kind.value
    for rows in ("lines", "herbs"):
        body[rows] = [{name: _text(value) for name, value in row.items()} for row in body[rows]]
    return body


def from_body(body: Mapping[str, Any]) -> RxDraft:
    """The inverse of :func:`to_body`; fields that a newer program added are left out, missing ones take their defaults."""
    known = {name: body[name] for name in RxDraft.__dataclass_fields__ if name in body}
    known |= {
        "kind": SheetKind(body.get("kind", SheetKind.ORDINARY.value)),
        "lines": tuple(_line(line) for line in body.get("lines", ())),
        "diagnoses": tuple((icd10, display) for icd10, display in body.get("diagnoses", ())),
        "herbs": tuple(Herb(given["name"], Decimal(given["grams"]), given["way"]) for given in body.get("herbs", ())),
        "earlier": tuple(EarlierDiagnosis(**given) for given in body.get("earlier", ())),
        "decoction": Decoction(**body["decoction"]) if body.get("decoction") else None,
        "overrides": tuple(Override(**given | {"lines": tuple(given["lines"])}) for given in body.get("overrides", ())),
    }
    return RxDraft(**known)


_NUMBERS = frozenset({"single", "per_day", "quantity"})


def _text(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _line(given: Mapping[str, Any]) -> RxDraftLine:
    values = {name: given[name] for name in RxDraftLine.__dataclass_fields__ if name in given}
    numbers = {name: Decimal(values[name]) for name in _NUMBERS & set(values) if values[name] is not None}
    return RxDraftLine(**values | numbers)
