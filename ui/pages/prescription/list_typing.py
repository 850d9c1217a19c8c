"""Typing the list: drugs, doses, herbs and what stands once on a sheet; what cannot be read is said beside its line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from app.domain.fields import FieldError, read_dose
from app.domain.herbs import Decoction, read_herbs
from app.domain.prescription import SheetKind
from app.domain.revisit import EarlierDiagnosis
from app.errors import KnownError
from app.rules.findings import Finding
from app.rules.formulary import Product
from app.services.drug_search import ProductRow
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_template_put import Put, put_on
from app.services.rx_template_view import TemplateView
from app.services.skin_tests import SkinRow
from ui.pages.page_model import PageModel
from ui.pages.prescription.desks import Services
from ui.pages.prescription.judging import LineState, read_amount, read_days
from ui.pages.skin.model import SkinBeginning

FROM_TEMPLATE = "template"
"""Author of what a template proposes."""


class ListTyping(PageModel, ABC):
    """``draft`` is what is typed; ``problems`` what could not be read, by line; ``herb_problem`` of the herbs; ``authors`` of proposals.

    ``restored``: what is typed was found unfinished. ``put``: what a template brought last, until something else is typed. ``tests``: the newest
    skin test of each drug; ``testing``: one that is being begun, None = none is begun here.
    """

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._with = services
        self.draft: RxDraft | None = None
        self.problems: dict[int, FieldError] = {}
        self.herb_problem: KnownError | None = None
        self.authors: dict[str, str] = {}
        self.restored = False
        self.put: Put | None = None
        self.tests: Mapping[str, SkinRow] = {}
        self.testing = SkinBeginning(services.skin, services.signer) if services.skin is not None else None

    @abstractmethod
    def check(self) -> None:
        """Review the draft as it stands."""

    def find(self, text: str) -> list[ProductRow]:
        """Products by initials or name."""
        return self._with.rx.find(text)

    def product(self, drug: str) -> Product | None:
        """A product of the formulary."""
        return self._with.rx.product(drug)

    def lines(self) -> tuple[LineState, ...]:
        """All lines as the page shows them."""
        if self.draft is None:
            return ()
        rx = self._with.rx
        return tuple(
            LineState(line, rx.product(line.drug), rx.compute_quantity(line), self.problems.get(n), rx.shelved(line.drug))
            for n, line in enumerate(self.draft.lines)
        )

    def add(self, drug: str) -> int:
        """A new line with what the product or the last sheet proposes; gives its number, or that of the line that has the drug already."""
        draft = self._draft()
        same = next((n for n, line in enumerate(draft.lines) if line.drug == drug), None)
        if same is not None:
            return same
        given = self._with.rx.defaults(drug, draft.person)
        self.authors[drug] = given.author
        line = RxDraftLine(drug, given.single, given.frequency, given.route, given.days, given.per_day, as_needed=given.as_needed)
        self._set(replace(draft, lines=(*draft.lines, line)))
        return len(draft.lines)

    def put_template(self, view: TemplateView) -> None:
        """Its lines behind those that stand there, as if they were typed; what was not put there is told."""
        put = put_on(self._draft(), view)
        self.authors |= dict.fromkeys(put.drugs, FROM_TEMPLATE)
        self._set(put.draft)
        self.put = put
        self.changed()

    def remove(self, number: int) -> None:
        """Take a line out; overrides that spoke of lines no longer fit and go."""
        draft = self._draft()
        kept = draft.lines[:number] + draft.lines[number + 1 :]
        self.problems = {}
        self._set(replace(draft, lines=kept, overrides=tuple(one for one in draft.overrides if not one.lines)))

    def type_dose(self, number: int, text: str) -> None:
        """``5``, ``1片``, ``0.5g``, ``80万U``; an empty field is a dose not typed yet."""
        drug = self._draft().lines[number].drug
        product = self.product(drug)
        self.authors.pop(drug, None)
        if product is None or not text.strip():
            self._change(number, single=None)
        else:
            self._type(number, "single", lambda: read_dose(text, product.dose_unit, product.strength, product.pack_unit).value)

    def type_days(self, number: int, text: str) -> None:
        """Whole days."""
        self._type(number, "days", lambda: read_days(text))

    def type_quantity(self, number: int, text: str) -> None:
        """A quantity of one's own; an empty field is the computed one again."""
        self._type(number, "quantity", lambda: read_amount(text, "quantity"))

    def type_most(self, number: int, text: str) -> None:
        """At most so often a day, for lines taken as needed."""
        self._type(number, "per_day", lambda: read_amount(text, "per_day"))

    def choose(self, number: int, **fields: str) -> None:
        """Frequency, route, skin test, purpose, bag or note."""
        self._change(number, **fields)

    def begin_test(self, number: int) -> None:
        """做皮试 for a line."""
        draft = self._draft()
        if self.testing is not None:
            self.testing.open(draft.person, draft.encounter, draft.lines[number].drug)

    def close_test(self) -> None:
        """Another resident is in front."""
        if self.testing is not None:
            self.testing.close()

    def test_of(self, drug: str) -> SkinRow | None:
        """The newest test of a drug that counts."""
        return self.tests.get(drug)

    def now(self) -> datetime:
        """This moment."""
        return self._with.clock.now()

    def set_sheet(self, **fields: object) -> None:
        """Kind, payment, long-term and its reasons."""
        self._set(replace(self._draft(), **fields))  # type: ignore[arg-type]

    def set_kind(self, kind: str) -> None:
        """普通, 急诊, 儿科."""
        self.set_sheet(kind=SheetKind(kind))

    def set_remote(self, remote: bool) -> None:
        """Whether this visit is internet care; what the rules say of the sheet follows."""
        encounter = self._draft().encounter
        self.do(lambda: self._with.rx.set_remote(encounter, remote), lambda _: self.check())

    def show_earlier(self, earlier: EarlierDiagnosis) -> None:
        """What the patient showed of an earlier diagnosis in person."""
        draft, mine = self._draft(), (earlier.icd10, earlier.display)
        others = tuple(one for one in draft.earlier if (one.icd10, one.display) != mine)
        said = earlier.source or earlier.on
        self._set(replace(draft, earlier=(*others, earlier) if said else others))

    def take_way(self, found: Finding) -> None:
        """Write beside the herb of a finding how it is decocted."""
        draft = self._draft()
        herbs = tuple(
            replace(herb, way=found.facts["way"]) if len(draft.lines) + n in found.lines else herb for n, herb in enumerate(draft.herbs)
        )
        self._set(replace(draft, herbs=herbs))

    def toggle_diagnosis(self, diagnosis: tuple[str, str]) -> None:
        """Put a diagnosis on the sheet or take it off."""
        draft = self._draft()
        has = diagnosis in draft.diagnoses
        kept = tuple(one for one in draft.diagnoses if one != diagnosis) if has else (*draft.diagnoses, diagnosis)
        self._set(replace(draft, diagnoses=kept))

    def type_herbs(self, text: str) -> None:
        """``黄芪30 附子9先煎``; what cannot be read leaves the herbs as they were."""
        try:
            herbs = read_herbs(text)
        except KnownError as error:
            self.herb_problem = error
            self.changed()
            return
        self.herb_problem = None
        made = self._draft().decoction or Decoction()
        self._set(replace(self._draft(), herbs=herbs, decoction=made if herbs else None))
        self.changed()

    def set_decoction(self, **fields: object) -> None:
        """Doses, method or use."""
        made = self._draft().decoction or Decoction()
        self.set_sheet(decoction=replace(made, **fields))  # type: ignore[arg-type]

    def _draft(self) -> RxDraft:
        assert self.draft is not None
        return self.draft

    def _set(self, draft: RxDraft) -> None:
        if draft != self.draft:
            self.draft, self.restored, self.put = draft, False, None
            self.error = None
            self.check()
            self.changed()

    def _change(self, number: int, **fields: object) -> None:
        draft = self._draft()
        self.problems.pop(number, None)
        line = replace(draft.lines[number], **fields)  # type: ignore[arg-type]
        self._set(draft.with_line(number, line))
        self.changed()

    def _type(self, number: int, field: str, read: Callable[[], object]) -> None:
        """Take what was typed; what cannot be read keeps the value that stood there and is said beside the line."""
        try:
            value = read()
        except FieldError as error:
            self.problems[number] = error
            self.changed()
        else:
            self._change(number, **{field: value})
