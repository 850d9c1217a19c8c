"""Templates on show: made up, judged by the rules that ship; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from app.domain.formulary import Batch, FormularyEntry
from app.domain.herbs import Decoction, Herb
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.rx_draft import RxDraft
from app.services.rx_template_check import TemplateJudge
from app.services.rx_template_form import TemplateForm, form_of_sheet, named
from app.services.rx_template_view import TemplateView, viewed
from app.services.shelf import shelf_of

_AT = "2026-03-02T01:00:00.000Z"
_OWN, _SITE = TemplateScope.OWN, TemplateScope.SITE


def _line(drug: str, single: str, frequency: str, days: int, most: str = "", needed: str = "") -> TemplateLine:
    return TemplateLine(drug, "", "", Decimal(single), "", frequency, "oral", days, Decimal(most) if most else None, needed)


_AMLODIPINE, _SIMVASTATIN = _line("amlodipine-tab", "5", "qd", 28), _line("simvastatin-tab", "80", "qn", 28)
_GONE = TemplateLine("no-such-drug", "降压0号", "", Decimal(1), "{tbl}", "qd", "oral", 28)
_FEVER = _line("paracetamol-tab", "500", "prn", 3, "4", "发热"), _line("loratadine-tab", "10", "qd", 5)
_ROWS: tuple[tuple[str, TemplateScope, str, str, str, tuple[TemplateLine, ...]], ...] = (
    ("t1", _OWN, "高血压加降脂", "I10", "原发性高血压", (_AMLODIPINE, _SIMVASTATIN, _GONE)),
    ("t2", _SITE, "高血压（长期）", "I10", "原发性高血压", (_AMLODIPINE,)),
    ("t3", _OWN, "感冒发热", "J06.9", "急性上呼吸道感染", _FEVER),
    ("t4", _SITE, "2型糖尿病", "E11.9", "2型糖尿病", (_line("metformin-tab", "500", "bid", 28),)),
    ("t5", _SITE, "玉屏风加减", "", "", ()),
)
_HERBS = Herb("黄芪", Decimal(30)), Herb("防风", Decimal(10)), Herb("白术", Decimal(12))


class TemplatesOnShow:
    """As ``RxTemplates`` over a shelf with some of the drugs."""

    may_agree = True

    def __init__(self, pack: Pack, today: date) -> None:
        self._judge, self._today = TemplateJudge(pack), today
        batches = (Batch("B1", None, 84),)
        entries: Mapping[str, FormularyEntry] = {
            drug: FormularyEntry(drug, batches=batches) for drug in ("amlodipine-tab", "loratadine-tab")
        }
        self._shelf = shelf_of(pack.products, entries)

    def listed(self) -> tuple[TemplateView, ...]:
        """All, as the real rules see them."""
        return tuple(self._viewed(*row) for row in _ROWS)

    def _viewed(
        self, key: str, scope: TemplateScope, name: str, icd10: str, diagnosis: str, lines: tuple[TemplateLine, ...]
    ) -> TemplateView:
        today = tuple(named(line, self._shelf.products.get(line.drug)) for line in lines)
        herbs, made = (_HERBS, Decoction(7)) if not lines else ((), None)
        one = RxTemplate(key, "o1", scope, name, icd10, diagnosis, today, herbs, made, "d1", _AT)
        rows = tuple(viewed(line, self._shelf, self._today) for line in today)
        return TemplateView(one, rows, True, False, self._judge.findings(one))

    def proposal(self, draft: RxDraft) -> TemplateForm:
        """What the sheet on show would be kept as."""
        return form_of_sheet(draft, self._shelf.products, child=False)

    def same(self, form: TemplateForm) -> tuple[RxTemplate, ...]:
        """None."""
        return ()

    def write(self, form: TemplateForm, replaces: Collection[str] = ()) -> RxTemplate:
        """Another has the name."""
        raise KnownError("template_twice", name=form.name)

    def rename(self, key: str, name: str) -> RxTemplate:
        """Nothing is written on show."""
        raise KnownError("template_gone")

    def take_back(self, key: str) -> RxTemplate:
        """Nothing is written on show."""
        raise KnownError("template_gone")

    bring_back = take_back
