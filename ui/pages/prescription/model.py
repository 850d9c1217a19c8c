"""A prescription being written: lines, what the rules say of them, questions still open, signing, and the sheets that are signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.clinical import Answer, FactKind, Informant
from app.domain.fields import FieldError, read_dose
from app.domain.measurement import MeasurementKind
from app.domain.prescription import Override, Prescription, SheetKind
from app.errors import KnownError
from app.rules.findings import Finding, Review, Severity
from app.rules.formulary import Product
from app.rules.vitals import VitalFinding
from app.services.drug_search import ProductRow
from app.services.measuring import Entered
from app.services.overrides import answer_to, needs_second_signature, override_of, override_words, used_overrides
from app.services.refills import RefillProposal
from app.services.residents import Banner
from app.services.rx_draft import RxDraft, RxDraftLine
from ui.pages.page_model import PageModel
from ui.pages.prescription.desks import Services
from ui.pages.prescription.judging import LineState, Loaded, open_questions, read_amount, read_days, worst_by_line


class PrescriptionModel(PageModel):
    """``draft`` is what is typed, ``shown`` a signed sheet in front instead. ``review`` belongs to ``reviewed``, the draft it saw."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._with = services
        self.banner: Banner | None = None
        self.draft: RxDraft | None = None
        self.diagnoses: tuple[tuple[str, str], ...] = ()
        self.review: Review | None = None
        self.reviewed: RxDraft | None = None
        self.problems: dict[int, FieldError] = {}
        self.authors: dict[str, str] = {}
        self.signed: tuple[Prescription, ...] = ()
        self.earlier: tuple[Prescription, ...] = ()
        self.shown: Prescription | None = None
        self.just_signed: Prescription | None = None
        self.refill: RefillProposal | None = None
        self.doubts: Mapping[MeasurementKind, tuple[VitalFinding, ...]] = {}
        self.kept_at = ""
        self.restored = False
        self._kept: RxDraft | None = None

    # whose sheet

    def open(self, person: str, encounter: str) -> None:
        """Go on with the unfinished sheet of a visit, or begin one with its diagnoses."""
        if self.draft is not None and self.draft.encounter == encounter:
            self.look_again()
            return
        self.keep()
        self.do(lambda: self._load(person, encounter), self._opened)

    def look_again(self) -> None:
        """Facts may have changed since: review with what is known now."""
        if self.draft is not None:
            self._take(self._with_diagnoses(Loaded(self._with.residents.banner(self.draft.person), self.draft)))
            self.check()

    def signer(self) -> str:
        """Whose name will stand under it."""
        return self._with.signer()

    # lines

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
            self._type(number, "single", lambda: read_dose(text, product.dose_unit, product.strength).value)

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

    def set_sheet(self, **fields: object) -> None:
        """Kind, payment, long-term and its reasons."""
        self._set(replace(self._draft(), **fields))  # type: ignore[arg-type]

    def set_kind(self, kind: str) -> None:
        """普通, 急诊, 儿科."""
        self.set_sheet(kind=SheetKind(kind))

    def toggle_diagnosis(self, diagnosis: tuple[str, str]) -> None:
        """Put a diagnosis on the sheet or take it off."""
        draft = self._draft()
        has = diagnosis in draft.diagnoses
        kept = tuple(one for one in draft.diagnoses if one != diagnosis) if has else (*draft.diagnoses, diagnosis)
        self._set(replace(draft, diagnoses=kept))

    # review

    def check(self) -> None:
        """Review the draft as it stands; an answer for an older draft is dropped."""
        draft = self.draft
        if draft is not None:
            self._run(lambda: self._with.rx.review(draft), lambda review: self._checked(draft, review), self.fail)

    @property
    def current_review(self) -> Review | None:
        """The review, if it saw the draft as it is now."""
        return self.review if self.reviewed == self.draft else None

    def findings(self) -> tuple[Finding, ...]:
        """What the doctor has to look at, gravest first."""
        return self.review.objections if self.review is not None else ()

    def questions(self) -> tuple[str, ...]:
        """What a check lacks and the person in the chair can answer."""
        if self.review is None or self.draft is None or not self.draft.lines:
            return ()
        return open_questions(self.review)

    def blocking_lines(self) -> dict[int, Severity]:
        """The gravest finding of each line."""
        return worst_by_line(self.findings())

    def override_of(self, found: Finding) -> Override | None:
        """The reason given for a finding so far."""
        return answer_to(found, self._draft().overrides)

    def override(self, found: Finding, reason_code: str, reason: str) -> None:
        """Prescribe in spite of it, and say why."""
        before = self.override_of(found)
        again = before.second_signature if before else False
        self._put_override(override_of(found, reason_code, reason.strip(), again))

    def sign_again(self, found: Finding) -> None:
        """Over-dose: the same doctor signs once more beside the line (处方管理办法 art. 10)."""
        before = self.override_of(found)
        if before is not None:
            self._put_override(replace(before, second_signature=True))

    def override_reasons(self) -> dict[str, str]:
        """Reasons by code."""
        return dict(override_words().reasons)

    def wants_words(self, reason_code: str) -> bool:
        """Whether this reason must be written out."""
        return reason_code in override_words().write_out

    def wants_second_signature(self, found: Finding) -> bool:
        """Whether the law asks for a second signature beside the line."""
        return needs_second_signature(found)

    # questions

    def answer(self, kind: FactKind, answer: Answer, informant: Informant = Informant.PATIENT) -> None:
        """What was asked just now."""
        draft = self._draft()
        self.do(lambda: self._with.charting.answer(draft.person, kind, answer, informant.value), lambda _: self.look_again())

    def add_allergy(self, text: str, reaction: str) -> None:
        """What was told just now."""
        draft, source = self._draft(), Informant.PATIENT.value
        self.do(lambda: self._with.charting.add_allergy(draft.person, text, "", reaction, "", source), lambda _: self.look_again())

    def measure(self, kind: MeasurementKind, text: str, confirmed: bool = False) -> None:
        """A weight or a kidney function typed here; a strange one asks first."""
        draft = self._draft()
        codes = tuple(one.code for one in self.doubts.get(kind, ())) if confirmed else ()
        self.do(lambda: self._with.intake.enter(draft.encounter, kind, text, confirmed=codes), lambda got: self._measured(kind, got))

    # signing

    def why_not(self) -> KnownError | None:
        """What keeps the sheet from being signed, in the words of an error; None = it may be."""
        draft, review = self._draft(), self.current_review
        if not draft.lines:
            return KnownError("rx_empty")
        if self._with.unread(draft.person):
            return KnownError("correction_unread")
        if self.problems:
            return next(iter(self.problems.values()))
        if review is None:
            review = self._with.rx.review(draft)
            self._checked(draft, review)
        try:
            used_overrides(review, draft.overrides)
        except KnownError as error:
            return error
        return None

    def sign(self) -> None:
        """Sign what is on the screen."""
        draft, error = self._draft(), self.why_not()
        if error is not None:
            self.fail(error)
            return
        self.do(lambda: self._with.rx.sign(draft), self._signed)

    def show_sheet(self, sheet: Prescription | None) -> None:
        """Put a signed sheet in front, or (None) the one being written."""
        self.shown = sheet
        self.changed()

    def cancel(self, reason: str) -> None:
        """作废, with a reason."""
        sheet = self.shown
        if sheet is not None:
            self.do(lambda: self._with.rx.cancel(sheet.id, reason), self._cancelled)

    def pdf(self, done: Callable[[bytes], None]) -> None:
        """The sheet in front on paper: the signed one, or the draft marked as such."""
        sheet, draft = self.shown, self.draft
        if sheet is not None:
            self.do(lambda: self._with.rx.pdf(sheet.id), done)
        elif draft is not None:
            self.do(lambda: self._with.rx.draft_pdf(draft), done)

    def printed(self, prescription: str, pdf: bytes) -> None:
        """A paper left the printer."""
        self._with.rx.printed(prescription, pdf)

    # refill

    def compare(self, prescription: str) -> None:
        """Yesterday's sheet beside today's proposal."""
        self.do(lambda: self._with.rx.refill(prescription), self._compared)

    def close_refill(self) -> None:
        """Not after all."""
        self.refill = None
        self.changed()

    def take_refill(self, chosen: tuple[int, ...]) -> None:
        """Put the chosen lines on the sheet being written; drugs that are on it stay as they are."""
        proposal, draft = self.refill, self._draft()
        if proposal is None:
            return
        made = self._with.rx.refill_draft(proposal, draft.encounter, chosen)
        has = {line.drug for line in draft.lines}
        new = tuple(line for line in made.lines if line.drug not in has)
        diagnoses = draft.diagnoses or made.diagnoses
        self.refill = None
        self._set(replace(draft, lines=draft.lines + new, based_on=made.based_on, diagnoses=diagnoses))

    # keeping

    def keep(self) -> None:
        """Make the draft durable; called within two seconds and when the page is left."""
        draft = self.draft
        if draft is None or draft == self._kept or not (draft.lines or self._kept):
            return
        try:
            self.kept_at = self._with.rx.save_draft(draft).saved_at
        except KnownError as error:
            self.fail(error)
            return
        self._kept = draft
        self.changed()

    # inside

    def _draft(self) -> RxDraft:
        assert self.draft is not None
        return self.draft

    def _load(self, person: str, encounter: str) -> Loaded:
        rx = self._with.rx
        draft = rx.draft_of(encounter)
        sheets = tuple(one for one in rx.of_person(person) if one.encounter != encounter)
        start = Loaded(self._with.residents.banner(person), draft or rx.new_draft(person, encounter), bool(draft))
        return replace(self._with_diagnoses(start), signed=tuple(rx.of_encounter(encounter)), earlier=sheets)

    def _with_diagnoses(self, start: Loaded) -> Loaded:
        """The diagnoses to choose from; a sheet without any begins with this visit's, else with all that stand."""
        draft, conditions = start.draft, self._with.charting.chart(start.draft.person).active_conditions
        known = tuple((one.icd10, one.display) for one in conditions)
        if draft.diagnoses or draft.lines:
            return replace(start, diagnoses=known)
        of_visit = tuple((one.icd10, one.display) for one in conditions if one.encounter == draft.encounter)
        return replace(start, diagnoses=known, draft=replace(draft, diagnoses=of_visit or known))

    def _take(self, start: Loaded) -> None:
        self.banner, self.draft, self.diagnoses = start.banner, start.draft, start.diagnoses

    def _opened(self, start: Loaded) -> None:
        self._take(start)
        self.signed, self.earlier, self.restored = start.signed, start.earlier, start.restored
        self._kept = self.draft if self.restored else None
        self.shown = self.refill = self.review = self.reviewed = None
        self.problems, self.kept_at = {}, ""
        self.check()

    def _set(self, draft: RxDraft) -> None:
        if draft != self.draft:
            self.draft, self.restored = draft, False
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

    def _put_override(self, override: Override) -> None:
        draft = self._draft()
        others = tuple(one for one in draft.overrides if one.about != override.about)
        self._set(replace(draft, overrides=(*others, override)))

    def _checked(self, draft: RxDraft, review: Review) -> None:
        if draft == self.draft:
            self.review, self.reviewed = review, draft
            self.changed()

    def _measured(self, kind: MeasurementKind, entered: Entered) -> None:
        self.doubts = {kind: () if entered.measurement else entered.findings}
        if entered.measurement:
            self.look_again()

    def _signed(self, sheet: Prescription) -> None:
        draft = self._draft()
        assert self.banner is not None
        self._take(self._with_diagnoses(Loaded(self.banner, self._with.rx.new_draft(draft.person, draft.encounter))))
        self._kept, self.kept_at, self.problems = None, "", {}
        self.review = self.reviewed = None
        self.signed = tuple(self._with.rx.of_encounter(draft.encounter))
        self.shown = self.just_signed = next((one for one in self.signed if one.id == sheet.id), sheet)

    def _cancelled(self, sheet: Prescription) -> None:
        self.signed = tuple(sheet if one.id == sheet.id else one for one in self.signed)
        self.earlier = tuple(sheet if one.id == sheet.id else one for one in self.earlier)
        self.shown = sheet

    def _compared(self, proposal: RefillProposal) -> None:
        self.refill = proposal
