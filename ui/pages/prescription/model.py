"""A prescription being written: lines, what the rules say of them, questions still open, signing, and the sheets that are signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.clinical import Answer, FactKind, Informant
from app.domain.measurement import MeasurementKind
from app.domain.prescription import Override, Prescription, PrescriptionState
from app.errors import KnownError
from app.rules.findings import Finding, Review, Severity
from app.rules.vitals import VitalFinding
from app.services.measuring import Entered
from app.services.overrides import answer_to, needs_second_signature, override_of, override_words, used_overrides
from app.services.refills import RefillProposal
from app.services.residents import Banner
from app.services.rx_draft import RxDraft
from app.services.rx_slips import Paper
from app.services.rx_splitting import Part
from app.services.rx_wants import Wants
from ui.pages.prescription.desks import Services
from ui.pages.prescription.dividing import Judged
from ui.pages.prescription.judging import Loaded, open_questions, worst_by_line
from ui.pages.prescription.list_typing import ListTyping

Sheets = tuple[tuple[Prescription, ...], tuple[Prescription, ...]]
"""Those of this visit, and the resident's others."""


class PrescriptionModel(ListTyping):
    """``draft`` is what is typed, ``shown`` a signed sheet in front instead. ``review`` belongs to ``reviewed``, the draft it saw."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.banner: Banner | None = None
        self.diagnoses: tuple[tuple[str, str], ...] = ()
        self.review: Review | None = None
        self.reviewed: RxDraft | None = None
        self.parts: tuple[Part, ...] = ()
        self.wants = Wants()
        self.signed: tuple[Prescription, ...] = ()
        self.earlier: tuple[Prescription, ...] = ()
        self.shown: Prescription | None = None
        self.just_signed: Prescription | None = None
        self.refill: RefillProposal | None = None
        self.doubts: Mapping[MeasurementKind, tuple[VitalFinding, ...]] = {}
        self.kept_at = ""
        self._kept: RxDraft | None = None

    # whose sheet

    def open(self, person: str, encounter: str, renewing: str = "") -> None:
        """Go on with the unfinished sheet of a visit, or begin one with its diagnoses. ``renewing``: an earlier sheet to compare at once."""
        if self.draft is not None and self.draft.encounter == encounter:
            self.look_again()
            self._then_compare(renewing)
            return
        self.keep()

        def opened(start: Loaded) -> None:
            self._opened(start)
            self._then_compare(renewing)

        self.do(lambda: self._load(person, encounter), opened)

    def _then_compare(self, renewing: str) -> None:
        if renewing:
            self.compare(renewing)

    def look_again(self) -> None:
        """Facts may have changed since: review with what is known now."""
        if self.draft is not None:
            self._take(self._with_diagnoses(Loaded(self._with.residents.banner(self.draft.person), self.draft)))
            self.check()

    def sheets_changed(self) -> None:
        """A verdict, a cancellation, something given out, here or elsewhere: the signed sheets stand as they are now."""
        draft = self.draft
        if draft is not None:
            self._run(lambda: self._sheets(draft.person, draft.encounter), lambda found: self._reread(draft, found), self.fail)

    def signer(self) -> str:
        """Whose name will stand under it."""
        return self._with.signer()

    # review

    def check(self) -> None:
        """Review the draft as it stands; an answer for an older draft is dropped."""
        draft = self.draft
        if draft is not None:
            self._run(lambda: self._judged(draft), lambda judged: self._checked(draft, judged), self.fail)

    @property
    def current_review(self) -> Review | None:
        """The review, if it saw the draft as it is now."""
        return self.review if self.reviewed == self.draft else None

    def findings(self) -> tuple[Finding, ...]:
        """What the doctor has to look at, gravest first."""
        return self.review.objections if self.review is not None else ()

    def questions(self) -> tuple[str, ...]:
        """What a check lacks and the person in the chair can answer."""
        if self.review is None or self.draft is None or self.draft.empty:
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
        if draft.empty:
            return KnownError("rx_empty")
        if self._with.unread(draft.person):
            return KnownError("correction_unread")
        if self.problems or self.herb_problem is not None:
            return next(iter(self.problems.values()), self.herb_problem)
        if review is None:
            judged = self._judged(draft)
            self._checked(draft, judged)
            review = judged.review
        try:
            used_overrides(review, draft.overrides)
        except KnownError as error:
            return error
        return None

    def sign(self) -> None:
        """Sign what is on the screen, all sheets of it."""
        draft, error = self._draft(), self.why_not()
        if error is not None:
            self.fail(error)
            return
        self.do(lambda: self._with.rx.sign_all(draft), self._signed)

    def show_sheet(self, sheet: Prescription | None) -> None:
        """Put a signed sheet in front, or (None) the one being written."""
        self.shown = sheet
        self.changed()

    def cancel(self, reason: str) -> None:
        """作废, with a reason."""
        sheet = self.shown
        if sheet is not None:
            self.do(lambda: self._with.rx.cancel(sheet.id, reason), self._cancelled)

    def papers(self) -> tuple[Prescription, ...]:
        """What is printed with the sheet in front: all that were signed with it and count; a void one stands alone."""
        sheet = self.shown
        if sheet is None or sheet.state is PrescriptionState.CANCELLED:
            return () if sheet is None else (sheet,)
        return tuple(one for one in self._with.rx.together(sheet) if one.state is not PrescriptionState.CANCELLED)

    def pdf(self, done: Callable[[bytes], None], papers: tuple[Prescription, ...] = ()) -> None:
        """Signed sheets on paper, or the draft marked as such."""
        draft = self.draft
        if papers:
            self.do(lambda: self._with.rx.pdf(*(one.id for one in papers)), done)
        elif draft is not None:
            self.do(lambda: self._with.rx.draft_pdf(draft), done)

    def printed(self, papers: tuple[Prescription, ...], pdf: bytes) -> None:
        """Papers left the printer."""
        for one in papers:
            self._with.rx.printed(one.id, pdf)

    def paper(self, paper: Paper, papers: tuple[Prescription, ...], done: Callable[[bytes], None]) -> None:
        """A slip or labels of signed sheets."""
        self.do(lambda: self._with.rx.paper_pdf(paper, *(one.id for one in papers)), done)

    def paper_printed(self, paper: Paper, papers: tuple[Prescription, ...], pdf: bytes) -> None:
        """It left the printer."""
        for one in papers:
            self._with.rx.paper_printed(paper, one.id, pdf)

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
        herbs, decoction = (draft.herbs, draft.decoction) if draft.herbs else (made.herbs, made.decoction)
        self.refill = None
        self._set(replace(draft, lines=draft.lines + new, based_on=made.based_on, diagnoses=diagnoses, herbs=herbs, decoction=decoction))

    # keeping

    def keep(self) -> None:
        """Make the draft durable; called within two seconds and when the page is left."""
        draft = self.draft
        if draft is None or draft == self._kept or (draft.empty and not self._kept):
            return
        try:
            self.kept_at = self._with.rx.save_draft(draft).saved_at
        except KnownError as error:
            self.fail(error)
            return
        self._kept = draft
        self.changed()

    # inside

    def _load(self, person: str, encounter: str) -> Loaded:
        rx = self._with.rx
        draft = rx.draft_of(encounter)
        signed, earlier = self._sheets(person, encounter)
        start = Loaded(self._with.residents.banner(person), draft or rx.new_draft(person, encounter), bool(draft))
        return replace(self._with_diagnoses(start), signed=signed, earlier=earlier)

    def _sheets(self, person: str, encounter: str) -> Sheets:
        """Those of the visit, and the others of the resident."""
        rx = self._with.rx
        earlier = tuple(one for one in rx.of_person(person) if one.encounter != encounter)
        return tuple(rx.of_encounter(encounter)), earlier

    def _reread(self, of: RxDraft, found: Sheets) -> None:
        """Not where another visit was opened meanwhile."""
        if self.draft is None or self.draft.encounter != of.encounter:
            return
        self.signed, self.earlier = found
        if self.shown is not None:
            self.shown = next((one for some in found for one in some if one.id == self.shown.id), self.shown)
        self.changed()

    def _with_diagnoses(self, start: Loaded) -> Loaded:
        """The diagnoses to choose from; a sheet without any begins with this visit's, else with all that stand."""
        draft, conditions = start.draft, self._with.charting.chart(start.draft.person).active_conditions
        known = tuple((one.icd10, one.display) for one in conditions)
        if draft.diagnoses or draft.lines:
            return replace(start, diagnoses=known)
        of_visit = tuple((one.icd10, one.display) for one in conditions if one.encounter == draft.encounter)
        return replace(start, diagnoses=known, draft=replace(draft, diagnoses=of_visit or known))

    def _take(self, start: Loaded) -> None:
        if self.draft is None or self.draft.id != start.draft.id:
            self.put = None
        self.banner, self.draft, self.diagnoses = start.banner, start.draft, start.diagnoses

    def _opened(self, start: Loaded) -> None:
        self._take(start)
        self.signed, self.earlier, self.restored = start.signed, start.earlier, start.restored
        self._kept = self.draft if self.restored else None
        self.shown = self.refill = self.review = self.reviewed = None
        self.parts, self.wants, self.tests = (), Wants(), {}
        self.close_test()
        self.problems, self.herb_problem, self.kept_at = {}, None, ""
        self.check()

    def _put_override(self, override: Override) -> None:
        draft = self._draft()
        others = tuple(one for one in draft.overrides if one.about != override.about)
        self._set(replace(draft, overrides=(*others, override)))

    def _judged(self, draft: RxDraft) -> Judged:
        rx, skin = self._with.rx, self._with.skin
        tests = {} if skin is None else skin.of_person(draft.person)
        return Judged(rx.review(draft), rx.parts(draft), rx.wants(draft), rx.with_results(draft), tests)

    def _checked(self, draft: RxDraft, judged: Judged) -> None:
        if draft == self.draft:
            self.review, self.reviewed = judged.review, draft
            self.parts, self.wants, self.tests = judged.parts, judged.wants, judged.tests
            found = self.restored, self.put
            self._set(judged.ready)
            self.restored, self.put = found  # nobody typed what came from a record
            self.changed()

    def _measured(self, kind: MeasurementKind, entered: Entered) -> None:
        self.doubts = {kind: () if entered.measurement else entered.findings}
        if entered.measurement:
            self.look_again()

    def _signed(self, sheets: tuple[Prescription, ...]) -> None:
        draft = self._draft()
        assert self.banner is not None
        self._take(self._with_diagnoses(Loaded(self.banner, self._with.rx.new_draft(draft.person, draft.encounter))))
        self._kept, self.kept_at, self.problems, self.herb_problem = None, "", {}, None
        self.restored = False
        self.review = self.reviewed = None
        self.parts, self.wants = (), Wants()
        self.signed = tuple(self._with.rx.of_encounter(draft.encounter))
        self.shown = self.just_signed = next((one for one in self.signed if one.id == sheets[0].id), sheets[0])

    def _cancelled(self, sheet: Prescription) -> None:
        self.signed = tuple(sheet if one.id == sheet.id else one for one in self.signed)
        self.earlier = tuple(sheet if one.id == sheet.id else one for one in self.earlier)
        self.shown = sheet

    def _compared(self, proposal: RefillProposal) -> None:
        self.refill = proposal
