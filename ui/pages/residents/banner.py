"""The service's banner of a resident as the patient banner shows it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.services.residents import Banner
from ui import tokens as t
from ui.widgets.banner import AllergyView, BannerView


def banner_view(banner: Banner, unverified: bool = False) -> BannerView:
    """Allergies with their reaction, weight and renal function with their day; ``unverified`` adds a note."""
    person = banner.person
    known = tuple((one.text, one.reaction) for one in banner.allergies)
    return BannerView(
        person=person.id,
        name=person.name,
        sex=person.sex,
        age=banner.age_text,
        birth=person.birth,
        village=banner.village,
        masked_id=banner.id_masked,
        allergy=AllergyView(banner.allergy_known, known, banner.allergy_asked_on),
        facts=tuple(_facts(banner)),
        notes=((QCoreApplication.translate("ResidentBanner", "identity not checked"), t.Mark.ATTENTION),) if unverified else (),
    )


def _facts(banner: Banner) -> list[tuple[str, str]]:
    facts = []
    if banner.weight is not None:
        facts.append((QCoreApplication.translate("ResidentBanner", "Weight"), f"{banner.weight[0]:f} kg"))
    if banner.egfr is not None:
        value, day = banner.egfr
        facts.append((QCoreApplication.translate("ResidentBanner", "Renal function"), f"eGFR {value:f} ({day.isoformat()})"))
    return facts
