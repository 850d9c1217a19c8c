"""From the resident's banner facts to what the patient banner shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.amounts import plain_number
from app.domain.clinical import Answer
from app.rules.contracts import State
from app.services.residents import Banner
from app.texts import text
from ui import tokens as t
from ui.widgets.banner import AllergyView, BannerView, PatientBanner


def banner_view(banner: Banner, notes: tuple[tuple[str, t.Mark], ...] = ()) -> BannerView:
    """Weight and renal function carry their day, because an old number is another number."""
    person = banner.person
    known = tuple((one.text, one.reaction) for one in banner.allergies)
    return BannerView(
        person.id,
        person.name,
        person.sex,
        banner.age_text,
        person.birth,
        banner.village,
        banner.id_masked,
        AllergyView(Answer.YES if known else banner.allergy_known, known, banner.allergy_asked_on),
        _facts(banner),
        (*_died(banner), *_managed(banner), *_agreed(banner), *notes),
    )


def show_banner(widget: PatientBanner, banner: Banner | None, notes: tuple[tuple[str, t.Mark], ...] = ()) -> None:
    """Show a resident, or nobody; what is shown already is left alone."""
    view = banner_view(banner, notes) if banner else None
    if view != widget.view:
        widget.show_person(view)


def _died(banner: Banner) -> tuple[tuple[str, t.Mark], ...]:
    """A death on record: either another resident was meant, or the record is wrong."""
    return () if banner.died is None else ((text("death.mark", {"day": banner.died}), t.Mark.DANGER),)


def _managed(banner: Banner) -> tuple[tuple[str, t.Mark], ...]:
    """What they are managed for."""
    if not banner.programmes:
        return ()
    names = "、".join(text(f"programme_short.{one.value}") for one in banner.programmes)
    return ((text("register_line.managed", {"names": names}), t.Mark.NONE),)


def _agreed(banner: Banner) -> tuple[tuple[str, t.Mark], ...]:
    """Their agreement with the family doctor, where there is one."""
    held = banner.agreement
    if held is None:
        return ()
    said = text("contract_line.chip", {"state": held.state.value, "until": held.contract.last_on})
    return ((said, t.Mark.ATTENTION if held.state in (State.DUE, State.OVER) else t.Mark.NONE),)


def _facts(banner: Banner) -> tuple[tuple[str, str], ...]:
    facts = []
    if banner.pregnant is not None and banner.pregnant.answer is Answer.YES:
        facts.append(("", QCoreApplication.translate("ResidentBanner", "pregnant")))
    if banner.weight is not None:
        value, day = banner.weight
        facts.append((QCoreApplication.translate("ResidentBanner", "Weight"), f"{plain_number(value)} kg ({day.isoformat()})"))
    if banner.egfr is not None:
        value, day = banner.egfr
        facts.append((QCoreApplication.translate("ResidentBanner", "Kidneys"), f"eGFR {value:f} ({day.isoformat()})"))
    return tuple(facts)
