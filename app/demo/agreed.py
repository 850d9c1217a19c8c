"""本机构协定处方 of the practice clinic: what a village writes every day, kept through the service that doctors use."""

from __future__ import annotations

from decimal import Decimal

from app.domain.rx_template import TemplateLine, TemplateScope
from app.services.rx_template_form import TemplateForm
from app.services.rx_templates import RxTemplates


def _line(drug: str, single: str, frequency: str, days: int, most: str = "", needed: str = "") -> TemplateLine:
    """As it would be typed; what the product is called is the service's to say."""
    return TemplateLine(drug, "", "", Decimal(single), "", frequency, "oral", days, Decimal(most) if most else None, needed)


_LINES = (
    ("感冒", "J06.9", "急性上呼吸道感染", (_line("paracetamol-tab", "500", "prn", 3, "4", "发热"), _line("loratadine-tab", "10", "qd", 5))),
    ("高血压（氨氯地平）", "I10", "特发性(原发性)高血压", (_line("amlodipine-tab", "5", "qd", 28),)),
    ("2型糖尿病（二甲双胍）", "E11.9", "2型糖尿病不伴有并发症", (_line("metformin-tab", "500", "bid", 28),)),
    ("急性胃肠炎", "K52.9", "非感染性胃肠炎和结肠炎", (_line("smectite-powder", "3", "tid", 3), _line("ors-iii", "5.125", "tid", 3))),
)
AGREED = tuple(TemplateForm(name, lines, icd10=code, diagnosis=words, scope=TemplateScope.SITE) for name, code, words, lines in _LINES)


def agree(templates: RxTemplates) -> None:
    """Whoever is signed in keeps them for the institution. KnownError ``template_twice`` where they are there."""
    for form in AGREED:
        templates.write(form)
