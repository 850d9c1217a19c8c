"""What a prescription sheet shows, in the words that are printed; made from the signed document by the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.prescription import PrescriptionState


class ReviewMode(StrEnum):
    """When a pharmacist looks at a sheet, by the site's policy: before dispensing, afterwards, or not at all."""

    BEFORE = "before"
    AFTER = "after"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One drug. ``usage`` reads ``每次5mg，每日1次（qd），口服，28天``; ``reasons`` are the overrides of this line."""

    name: str
    form: str
    strength: str
    quantity: str
    usage: str
    skin_test: str = ""
    note: str = ""
    reasons: tuple[str, ...] = ()
    signed_again: str = ""  # over-dose: the same prescriber's name once more, with the time


@dataclass(frozen=True, slots=True)
class SheetPatient:
    """前记, as it was when the sheet was signed. ``allergies`` says 未询问 where nobody asked."""

    name: str
    sex: str
    age: str
    allergies: str
    weight: str = ""
    record_no: str = ""
    contact: str = ""
    id_number: str = ""  # narcotics only
    agent: str = ""
    agent_id: str = ""
    agent_relation: str = ""
    agent_phone: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """Signatures of those who 审核, 调配, 核对, 发药; '' leaves the line empty for a pen."""

    review: str = ""
    prepare: str = ""
    check: str = ""
    issue: str = ""
    urgent: bool = False  # 紧急调配 after it was signed: nobody answered in time


@dataclass(frozen=True, slots=True)
class PrescriptionSheet:
    """One sheet. ``colour`` and ``mark`` come from ``app.rules.checks.form.paper_for``.

    ``sha256`` is the signed document's hash in hex, '' for a draft. ``copy`` counts the prints of this sheet.
    """

    institution: str
    number: str
    colour: str
    mark: str
    payment: str
    department: str
    patient: SheetPatient
    diagnoses: tuple[str, ...]
    issued: date
    lines: tuple[SheetLine, ...]
    state: PrescriptionState
    review: ReviewMode = ReviewMode.BEFORE
    urgent: bool = False  # 紧急调配: given out at once because somebody needs it now
    prescriber: str = ""
    signed_at: str = ""
    valid_until: date | None = None
    amount_fen: int | None = None
    pharmacy: Pharmacy = Pharmacy()
    sha256: str = ""
    copy: int = 1
    long_term: bool = False
    extend_reason: str = ""
    based_on: str = ""
    replaces: str = ""
    decoction: str = ""  # 饮片: how many doses, made and taken how; the lines are herbs then, several a row
    place: tuple[int, int] | None = None  # which of how many sheets that were signed together
    reasons: tuple[str, ...] = ()
    remote: str = ""  # internet care: on which earlier diagnoses in person it stands
    remarks: tuple[str, ...] = ()  # printed as they are: fetched by a relative, written afterwards …
    void_reason: str = ""
    void_at: str = ""
