"""Builds the document that is signed: everything the sheet says, so that paper and record can be compared for ever (H8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clock import instant, local, local_day
from app.domain.amounts import amount_text
from app.domain.clinical import Allergy, Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.herbs import Decoction
from app.domain.ids import parse_health_record_no
from app.domain.person import IdKind, Person, Sex
from app.domain.prescription import EXEMPT, NEGATIVE, Override, PrescriptionLine
from app.domain.rx_document import FORMAT
from app.domain.staff import Organization, Practitioner
from app.rules.checks.form import paper_for, valid_until
from app.rules.findings import Review
from app.rules.formulary import Product
from app.services.overrides import override_words
from app.services.rx_beginning import Beginning
from app.services.rx_draft import RxDraft
from app.services.rx_facts import PersonFacts
from app.services.rx_internet import document_part
from app.services.rx_lines import usage_of

_SEXES = {Sex.MALE: "男", Sex.FEMALE: "女"}
_SEVERITIES = {"mild": "轻度", "moderate": "中度", "severe": "重度"}
_NARCOTIC = frozenset({"麻", "精一"})
_CONTROLLED = ("麻", "精一", "毒", "精二")
_WEIGHT_UNDER_YEARS = 14

LONG_TERM_ACTS = ("evaluated", "patient_signed")
"""Of a long-term sheet of more than four weeks: the doctor assessed the resident, who agreed (长期处方管理规范(试行), 2021)."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Who signs, where, and when; '' for number, time and hash while it is a draft."""

    organization: Organization
    practitioner: Practitioner
    department: str
    public_key: str
    number: str = ""
    signed_at: str = ""
    prev_hash: str = ""
    based_on: str = ""  # number of the sheet that is renewed
    replaces: str = ""  # number of the sheet that this one makes void
    begins: Beginning | None = None  # None while it is a draft
    together: tuple[str, ...] = ()  # numbers of all sheets that were signed as one list, this one's too
    asked: str = ""  # code of the institution whose pharmacists are asked, '' = any that may read it


def build_document(
    draft: RxDraft,
    facts: PersonFacts,
    visit: Encounter,
    lines: tuple[tuple[PrescriptionLine, Product], ...],
    overrides: tuple[Override, ...],
    review: Review,
    act: Act,
) -> Json:
    """The document as plain JSON values, every number a string."""
    kind = facts.sheet_kind(draft.kind)
    paper = paper_for(kind, _control_class(product for _, product in lines))
    until = valid_until(facts.today, draft.extend_days)
    return {
        "format": FORMAT,
        "id": draft.id,
        "kind": kind.value,
        "paper": {"colour": paper.colour, "mark": paper.mark},
        "encounter": {"id": visit.id, "identified_by": visit.identified_by, "proxy": visit.proxy, "kind": visit.kind.value},
        "patient": _patient(facts, any(product.control_class in _NARCOTIC for _, product in lines)),
        "agent": _agent(draft),
        "internet": document_part(draft, visit, facts.earlier, facts.today),
        "payment": draft.payment,
        "diagnoses": [{"icd10": icd10, "display": display} for icd10, display in draft.diagnoses],
        "long_term": draft.long_term,
        "extend_reason": draft.extend_reason,
        **{name: True for name in LONG_TERM_ACTS if draft.long_term and getattr(draft, name)},
        "issued": facts.today.isoformat(),
        "valid_until": "" if until is None else until.isoformat(),
        "lines": [
            _line(line, product, typed.bag) | _skin_record(line, facts) for (line, product), typed in zip(lines, draft.lines, strict=True)
        ],
        "decoction": _decoction(draft.decoction),
        "purpose": draft.purpose,
        "one_day": draft.one_day,
        "rescue": draft.in_rescue,
        "amount_fen": _amount(line for line, _ in lines),
        "overrides": [_override(one) for one in overrides],
        "review": review_json(review),
    } | _acted(act)


def _agent(draft: RxDraft) -> Json:
    """Who fetches the drugs, every field '' where it is the patient."""
    return {
        "name": draft.agent.strip(),
        "id_number": draft.agent_id.strip().upper(),
        "relation": draft.agent_relation.strip(),
        "phone": draft.agent_phone.strip(),
    }


def _acted(act: Act) -> Json:
    """Who signs, where, as what; the sheets it follows, makes void and belongs to."""
    return {
        "number": act.number,
        "institution": {"id": act.organization.id, "code": act.organization.code, "name": act.organization.name},
        "department": act.department,
        "based_on": act.based_on,
        "replaces": act.replaces,
        "together": list(act.together),
        **_begun(act.begins),
        "asked": act.asked,
        "prescriber": _prescriber(act),
        "signed_at": act.signed_at,
        "prev_hash": act.prev_hash,
    }


def _begun(begins: Beginning | None) -> Json:
    """The state at signing (signed, released, approved), why it waits, by which policy it does not, and whether it is 紧急调配."""
    if begins is None:
        return {"signed_as": ""}
    told = {"signed_as": begins.state.value, "held": begins.held, "policy": begins.policy}
    return {
        **{key: value for key, value in told.items() if value},
        **({"urgent": True, "urgent_reason": begins.urgent_reason} if begins.urgent else {}),
    }


def review_json(review: Review) -> Json:
    """What the rules said, codes and facts only; checks that could not run are named (H17)."""
    return {
        "pack": review.pack,
        "ran": [run.check for run in review.ran],
        "could_not": [{"check": run.check, "inputs": [gap.input for gap in run.gaps]} for run in review.could_not],
        "findings": [
            {
                "code": found.code,
                "severity": found.severity.value,
                "rule": found.rule,
                "lines": [str(line + 1) for line in found.lines],
                "drugs": list(found.drugs),
                "facts": dict(found.facts),
            }
            for found in review.objections
        ],
    }


def allergies_text(facts: PersonFacts) -> str:
    """``青霉素(过敏性休克, 重度, 本人 2026-03-05)``, ``无(2026-03-05询问)`` or ``未询问``: three different things."""
    if facts.allergies:
        return ";".join(_allergy(one) for one in facts.allergies)
    asked = facts.answers.get(FactKind.ALLERGY)
    if asked is not None and asked.answer is Answer.NO:
        return f"无（{local_day(instant(asked.at)).isoformat()}询问）"
    return "未询问"


def local_minute(at: str) -> str:
    """A stored instant on the clinic's wall clock, to the minute."""
    return local(instant(at)).strftime("%Y-%m-%d %H:%M")


def _allergy(one: Allergy) -> str:
    told = " ".join(part for part in (one.source, _day(one.recorded_at)) if part)
    parts = [part for part in (one.reaction, _SEVERITIES.get(one.severity, ""), told) if part]
    return f"{one.text}（{'，'.join(parts)}）" if parts else one.text


def _day(at: str) -> str:
    return local_day(instant(at)).isoformat() if at else ""


def _patient(facts: PersonFacts, narcotic: bool) -> Json:
    person = facts.person
    return {
        "id": person.id,
        "name": person.name,
        "sex": _SEXES.get(person.sex, "未知"),
        "birth": person.birth.isoformat() if person.birth else "",
        "age": facts.age_text,
        "weight": _weight(facts),
        "record_no": _record_no(person),
        "contact": _contact(person),
        "id_number": (person.number(IdKind.RESIDENT) or "") if narcotic else "",
        "allergies": allergies_text(facts),
    }


def _weight(facts: PersonFacts) -> str:
    """Written for children (处方管理办法 art. 6)."""
    value = None if facts.weight is None else facts.weight.value("weight")
    if value is None or value.value is None or not _child(facts.person.birth, facts.today):
        return ""
    return amount_text(value.value, value.unit)


def _child(birth: date | None, today: date) -> bool:
    return birth is not None and (today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))) < _WEIGHT_UNDER_YEARS


def _record_no(person: Person) -> str:
    number = person.number(IdKind.HEALTH_RECORD) or ""
    known = parse_health_record_no(number)
    return number if known is None else known.form_no


def _contact(person: Person) -> str:
    address = person.address.whole or f"{person.address.village}{person.address.group}"
    phone = person.phones[0].number if person.phones else ""
    return " ".join(part for part in (address, phone) if part)


def _control_class(products: Iterable[Product]) -> str:
    classes = {product.control_class for product in products}
    return next((one for one in _CONTROLLED if one in classes), "")


def _line(line: PrescriptionLine, product: Product, bag: str) -> Json:
    return {
        "id": line.id,
        "drug": line.drug,
        "name": line.name,
        "form": line.form,
        "strength": line.strength,
        "single": f"{line.single:f}",
        "dose_unit": line.dose_unit,
        "frequency": line.frequency,
        "per_day": f"{line.per_day:f}",
        "route": line.route,
        "days": str(line.days),
        "quantity": f"{line.quantity:f}",
        "quantity_unit": line.quantity_unit,
        "skin_test": line.skin_test,
        "as_needed": line.as_needed,
        "note": line.note,
        "price_fen": "" if line.price_fen is None else str(line.price_fen),
        "usage": usage_of(line, product),
        "bag": bag,
    }


def _skin_record(line: PrescriptionLine, facts: PersonFacts) -> Json:
    """When the test by which it is given was read, and of which batch; nothing where the result is a flag alone."""
    said = (facts.skin or {}).get(line.drug)
    return {"skin_record": said.words} if said is not None and said.words and line.skin_test in (NEGATIVE, EXEMPT) else {}


def _decoction(made: Decoction | None) -> Json:
    """Empty where the sheet is no decoction."""
    return {} if made is None else {"doses": str(made.doses), "method": made.method, "use": made.use}


def _amount(lines: Iterable[PrescriptionLine]) -> str:
    """The sum, '' as long as one price is not known."""
    prices = [line.price_fen for line in lines]
    return "" if not prices or None in prices else str(sum(price for price in prices if price is not None))


def _override(one: Override) -> Json:
    words = override_words()
    said = "".join(part for part in (words.reasons.get(one.reason_code, ""), f"：{one.reason}" if one.reason else "") if part)
    return {
        "code": one.code,
        "title": words.titles.get(one.code, one.code),
        "lines": [str(line + 1) for line in one.lines],
        "reason_code": one.reason_code,
        "reason": one.reason,
        "words": said,
        "second_signature": one.second_signature,
    }


def _prescriber(act: Act) -> Mapping[str, str]:
    one = act.practitioner
    return {"id": one.id, "staff_no": one.staff_no, "name": one.name, "licence_no": one.licence_no, "public_key": act.public_key}
