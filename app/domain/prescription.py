"""Prescriptions: draft, signed document and its states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PrescriptionState(StrEnum):
    """Our own states; the wire's ``draft``/``active``/… follow from them."""

    DRAFT = "draft"
    SIGNED = "signed"  # 已签名,待药师审核
    APPROVED = "approved"
    CANCELLED = "cancelled"


class SheetKind(StrEnum):
    """Kind of sheet, which decides paper colour and mark (处方管理办法 附件1)."""

    ORDINARY = "普通"
    EMERGENCY = "急诊"
    PAEDIATRIC = "儿科"


@dataclass(frozen=True, slots=True)
class PrescriptionLine:
    """One drug. ``single`` and ``quantity`` are Decimal in ``dose_unit`` and ``quantity_unit``."""

    id: str
    drug: str
    name: str
    form: str
    strength: str
    single: Decimal
    dose_unit: str
    frequency: str
    per_day: Decimal
    route: str
    days: int
    quantity: Decimal
    quantity_unit: str
    skin_test: str = ""
    as_needed: str = ""
    note: str = ""
    price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Why a doctor prescribes in spite of a finding: rule code, lines, coded reason, free words."""

    code: str
    lines: tuple[int, ...]
    reason_code: str
    reason: str = ""
    second_signature: bool = False


@dataclass(frozen=True, slots=True)
class Prescription:
    """One sheet. ``document`` holds the signed canonical bytes once signed; ``hash`` their SHA-256."""

    id: str
    person: str
    encounter: str
    kind: SheetKind
    state: PrescriptionState
    lines: tuple[PrescriptionLine, ...]
    diagnoses: tuple[tuple[str, str], ...]  # (icd10, display)
    number: str | None = None
    payment: str = "自费"
    long_term: bool = False
    extend_reason: str = ""
    prescriber: str | None = None
    signed_at: str | None = None
    valid_until: str | None = None
    overrides: tuple[Override, ...] = ()
    document: bytes | None = None
    hash: str | None = None
    prev_hash: str | None = None
    signature: str | None = None
    based_on: str | None = None
