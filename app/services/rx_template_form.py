"""What of a sheet is kept as a template: what belongs to the products, and nothing that belongs to who gets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.herbs import Decoction, Herb
from app.domain.ids import as_written
from app.domain.rx_template import MOST_LETTERS, RxTemplate, TemplateLine, TemplateScope
from app.errors import KnownError
from app.rules.formulary import Product
from app.services.drug_search import strength_text
from app.services.rx_draft import RxDraft, RxDraftLine


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """A template before it is kept. ``of_child``: the sheet was a child's, so that no dose was taken over."""

    name: str
    lines: tuple[TemplateLine, ...] = ()
    herbs: tuple[Herb, ...] = ()
    decoction: Decoction | None = None
    icd10: str = ""
    diagnosis: str = ""
    scope: TemplateScope = TemplateScope.OWN
    of_child: bool = False

    def checked(self) -> TemplateForm:
        """With its name as written. KnownError ``template_name`` (none, or too long), ``template_empty``."""
        name = as_written(self.name)
        if not 0 < len(name) <= MOST_LETTERS:
            raise KnownError("template_name", most=MOST_LETTERS)
        if not self.lines and not self.herbs:
            raise KnownError("template_empty")
        return replace(self, name=name)


def form_of_sheet(draft: RxDraft, products: Mapping[str, Product], child: bool) -> TemplateForm:
    """Lines and herbs of a sheet; no quantity, skin test, drip rate or reason. The name is that of its first diagnosis.

    ``child``: doses go by age and weight there, so none is taken over. KnownError ``template_child_herbs``: grams would be lost, and a
    decoction without them is none.
    """
    if child and draft.herbs:
        raise KnownError("template_child_herbs")
    icd10, diagnosis = draft.diagnoses[0] if draft.diagnoses else ("", "")
    lines = tuple(_line(one, products.get(one.drug), child) for one in draft.lines)
    return TemplateForm(
        diagnosis[:MOST_LETTERS], lines, draft.herbs, draft.decoction if draft.herbs else None, icd10, diagnosis, of_child=child
    )


def form_of(one: RxTemplate) -> TemplateForm:
    """A version as it was kept, to be changed."""
    return TemplateForm(one.name, one.lines, one.herbs, one.decoction, one.icd10, one.diagnosis, one.scope)


def named(line: TemplateLine, product: Product | None) -> TemplateLine:
    """With the product's name, strength and unit of today; where nobody knows it, as it stands."""
    return line if product is None else replace(line, name=product.name, strength=strength_text(product), dose_unit=product.dose_unit)


def _line(line: RxDraftLine, product: Product | None, child: bool) -> TemplateLine:
    single, most = (None, None) if child else (line.single, line.per_day)
    bare = TemplateLine(line.drug, line.drug, "", single, "", line.frequency, line.route, line.days, most, line.as_needed, line.bag)
    return named(bare, product)
