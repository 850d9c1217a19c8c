"""From the stored document to the sheet that is printed: nothing is looked up again, so paper and signature agree (H8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.amounts import plain_number
from app.domain.herbs import Decoction
from app.domain.ids import mask_id
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.rx_document import read
from app.printing.forms import label
from app.printing.sheet import PrescriptionSheet, ReviewMode, SheetLine, SheetPatient
from app.printing.text import safe_text
from app.services.rx_document import local_minute
from app.services.rx_draft import RxDraft
from app.services.rx_internet import earlier_in

PROXY = "代配药（患者未到）"

Json = Mapping[str, Any]


_REVIEW = {PrescriptionState.RELEASED: ReviewMode.AFTER, PrescriptionState.APPROVED: ReviewMode.NONE}


def sheet_of(document: Json, state: PrescriptionState, sha256: str = "", copy: int = 1) -> PrescriptionSheet:
    """The sheet of a document. ``sha256`` '' for a draft. What it says of the pharmacist follows from its state alone."""
    until, amount = document["valid_until"], document["amount_fen"]
    signed = state is not PrescriptionState.DRAFT
    return PrescriptionSheet(
        institution=document["institution"]["name"],
        number=document["number"],
        colour=document["paper"]["colour"],
        mark=document["paper"]["mark"],
        payment=document["payment"],
        department=document["department"],
        patient=_patient(document),
        diagnoses=tuple(f"{one['display']} {one['icd10']}".strip() for one in document["diagnoses"]),
        issued=date.fromisoformat(document["issued"]),
        lines=tuple(_line(document, number, line) for number, line in enumerate(document["lines"], start=1)),
        decoction=_decoction(document),
        state=state,
        review=_REVIEW.get(state, ReviewMode.BEFORE),
        urgent=document.get("urgent", False),
        prescriber=document["prescriber"]["name"] if signed else "",
        signed_at=local_minute(document["signed_at"]) if signed else "",
        valid_until=date.fromisoformat(until) if until and signed else None,
        amount_fen=int(amount) if amount else None,
        sha256=sha256,
        copy=copy,
        long_term=document["long_term"],
        extend_reason=document["extend_reason"],
        based_on=document["based_on"],
        replaces=document.get("replaces", ""),
        place=_place(document),
        reasons=tuple(_reason(one) for one in document["overrides"] if not one["lines"]),
        remote=_remote(document),
        remarks=tuple(_remarks(document)),
    )


def decoction_of(sheet: Prescription) -> Decoction | None:
    """How the herbs of a signed sheet were made and taken; None where there are none."""
    made = read(sheet.document).get("decoction") if sheet.document is not None else None
    return Decoction(int(made["doses"]), made["method"], made["use"]) if made else None


def as_signed(draft: RxDraft, sheet: Prescription) -> RxDraft:
    """A draft of a signed sheet's lines, in their order, with all that stood beside them: herbs as herbs, bags, purpose, who fetches it."""
    if sheet.document is None:
        return draft
    document = read(sheet.document)
    bags = {line["drug"]: line.get("bag", "") for line in document["lines"]}
    agent = document.get("agent", {})
    return replace(
        draft,
        lines=tuple(replace(line, bag=line.bag or bags.get(line.drug, "")) for line in draft.lines),
        agent=agent.get("name", ""),
        agent_id=agent.get("id_number", ""),
        agent_relation=agent.get("relation", ""),
        agent_phone=agent.get("phone", ""),
        earlier=tuple(one for one in earlier_in(document) if one.told),
        guardian=document.get("internet", {}).get("guardian", False),
        purpose=document.get("purpose", ""),
        one_day=document.get("one_day", False),
        rescue=document.get("rescue", False),
        evaluated=document.get("evaluated", False),
        patient_signed=document.get("patient_signed", False),
    ).herbs_apart(decoction_of(sheet))


def _decoction(document: Json) -> str:
    """``共7剂，水煎服，每日1剂，分2次温服``; '' where the lines are no herbs."""
    made = document.get("decoction")
    return label("prescription", "decoction", **{name: safe_text(made[name]) for name in ("doses", "method", "use")}) if made else ""


def _place(document: Json) -> tuple[int, int] | None:
    """Which of how many sheets of one signing act; None where it was the only one."""
    together = document.get("together", ())
    return (together.index(document["number"]) + 1, len(together)) if document["number"] in together else None


def _remarks(document: Json) -> Iterator[str]:
    """What was true of this list and not of others, as it is printed."""
    agent = document.get("agent", {})
    if document["encounter"]["proxy"]:
        yield PROXY
    if agent.get("name") and not document["patient"]["id_number"]:  # a narcotic's form has fields of its own for it
        yield _agent_line(agent)
    for name in (document.get("purpose"), *(key for key in ("one_day", "rescue") if document.get(key))):
        if name:
            yield label("prescription", name)


def _remote(document: Json) -> str:
    """Of internet care, which diagnoses in person it stands on; '' for a visit in person."""
    told = []
    for one in earlier_in(document):
        words = {"display": one.display or one.icd10, "on": one.on, "source": one.source}
        told.append(label("prescription", "earlier", **{name: safe_text(value, 60) for name, value in words.items()}))
    return label("prescription", "remote", earlier=safe_text("；".join(told), 300)) if told else ""


def _agent_line(agent: Json) -> str:
    said = (agent["name"], agent.get("relation", ""), agent.get("phone", ""), mask_id(agent["id_number"]))
    return label("prescription", "agent_line", said=safe_text(" ".join(part for part in said if part)))


def _patient(document: Json) -> SheetPatient:
    patient = document["patient"]
    return SheetPatient(
        name=patient["name"],
        sex=patient["sex"],
        age=patient["age"],
        allergies=patient["allergies"],
        weight=patient["weight"],
        record_no=patient["record_no"],
        contact=patient["contact"],
        id_number=patient["id_number"],
        agent=document.get("agent", {}).get("name", ""),
        agent_id=document.get("agent", {}).get("id_number", ""),
        agent_relation=document.get("agent", {}).get("relation", ""),
        agent_phone=document.get("agent", {}).get("phone", ""),
        verified=bool(document["encounter"]["identified_by"]),
    )


def _line(document: Json, number: int, line: Json) -> SheetLine:
    mine = [one for one in document["overrides"] if str(number) in one["lines"]]
    again = any(one["second_signature"] for one in mine)
    signature = " ".join((document["prescriber"]["name"], local_minute(document["signed_at"]))) if again and document["signed_at"] else ""
    return SheetLine(
        name=line["name"],
        form=line["form"],
        strength=line["strength"],
        quantity=_quantity(document, line),
        usage=line["usage"],
        skin_test=" ".join(part for part in (line["skin_test"], line.get("skin_record", "")) if part),
        note=line["note"],
        reasons=tuple(_reason(one) for one in mine),
        signed_again=signature,
    )


def _quantity(document: Json, line: Json) -> str:
    """Of a herb the grams in one dose."""
    if document.get("decoction"):
        return f"{plain_number(Decimal(line['single']))}g"
    return f"{plain_number(Decimal(line['quantity']))} {line['quantity_unit']}"


def _reason(one: Json) -> str:
    return f"{one['title']}：{one['words']}"
