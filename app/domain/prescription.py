"""Prescriptions: draft, signed document and its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PrescriptionState(StrEnum):
    """Our own states; the wire's ``draft``/``active``/… follow from them."""

    DRAFT = "draft"
    SIGNED = "signed"  # 已签名,待药师审核: not to be dispensed yet
    RELEASED = "released"  # 已签名,待药师审核(事后): the county lets it be dispensed now and looked at afterwards
    RETURNED = "returned"  # 退回修改: by a pharmacist; not to be dispensed until it is lifted
    APPROVED = "approved"  # by a pharmacist, or by a policy that needs none
    REFUSED = "refused"  # 拒绝调配: by a pharmacist, for good
    CANCELLED = "cancelled"


class SheetKind(StrEnum):
    """Kind of sheet, which decides paper colour and mark (处方管理办法 附件1)."""

    ORDINARY = "普通"
    EMERGENCY = "急诊"
    PAEDIATRIC = "儿科"


PAYMENTS = ("自费", "城乡居民医保", "职工医保", "公费", "其他")
"""费别, as the form prints it."""
NEGATIVE, EXEMPT, POSITIVE = "阴性", "免试", "阳性"
SKIN_TESTS = (NEGATIVE, EXEMPT, POSITIVE)
"""Results a line may carry; which of them let a drug be given is the rules' policy."""


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
    """Why a doctor prescribes in spite of a finding: rule code, lines, coded reason, free words.

    ``about``: the finding as it stood then (services.overrides.mark_of); one that became another is not answered by it.
    """

    code: str
    lines: tuple[int, ...]
    reason_code: str
    reason: str = ""
    second_signature: bool = False
    about: str = ""


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
    public_key: str | None = None  # hex, of the signing account
    review: str = "{}"  # JSON: what the rules said when it was signed
    cancelled_at: str | None = None
    cancel_reason: str = ""

    def is_over(self, today: date) -> bool:
        """Whether the last day on which it may be dispensed has gone by."""
        return self.valid_until is not None and date.fromisoformat(self.valid_until[:10]) < today


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """One print of a sheet; ``sha256`` of the PDF that went to the printer."""

    id: str
    prescription: str
    copy_no: int
    printed_at: str
    printed_by: str
    sha256: str
