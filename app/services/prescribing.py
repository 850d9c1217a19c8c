"""Prescriptions: find a product, write, review, sign, print, cancel, renew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from app.clock import local_day
from app.domain.draft import Draft
from app.domain.ids import new_id
from app.domain.prescription import Prescription, PrescriptionState, PrintedCopy
from app.domain.rx_document import read
from app.errors import KnownError
from app.printing.sheet import Pharmacy, PrescriptionSheet, ReviewMode
from app.printing.slip import SlipLine
from app.rules.engine import evaluate
from app.rules.facts import RxContext
from app.rules.findings import Review
from app.rules.formulary import Product
from app.rules.frequencies import Frequency, frequencies
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.drug_search import ProductRow, find_products, product_row
from app.services.medicines import IN_FORCE, STANDING, Taken
from app.services.own_supply import own_supply
from app.services.pharmacy_names import pharmacy_of
from app.services.refills import RefillProposal, propose, renewed
from app.services.rx_document import local_minute
from app.services.rx_draft import KIND, RxDraft, RxDraftLine, from_body, to_body
from app.services.rx_facts import context_of, facts_for, here_of, measured_on, prescriber_of, read_facts
from app.services.rx_internet import is_remote, set_remote
from app.services.rx_lines import Ordered, ordered
from app.services.rx_sheet import decoction_of, sheet_of
from app.services.rx_signing import drafted, prepare, sign, signed_with, standing
from app.services.rx_slips import Paper, drawn
from app.services.rx_splitting import Part, parts_of, with_herbs
from app.services.rx_wants import Wants, wants_of
from app.services.shelf import Shelves, with_own
from app.services.signature import verify_prescription
from app.services.site_policy import InForce
from app.services.skin_results import filled, said_of
from app.store import drafts, encounters, formulary, people, prescriptions
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

FROM_PRODUCT, FROM_LAST = "product", "last_prescription"


@dataclass(frozen=True, slots=True)
class LineDefaults:
    """Proposals for a new line, each with its author: ``product``, ``last_prescription`` (of this strength), '' = nothing (H53)."""

    single: Decimal | None = None
    frequency: str = ""
    route: str = ""
    days: int | None = None
    as_needed: str = ""
    per_day: Decimal | None = None  # as needed: the most a day
    author: str = ""
    route_author: str = ""


class Prescribing:
    """Everything about prescriptions. ``pack`` None = the rule pack could not be loaded: nothing is found, checked or signed.

    ``review``: when a pharmacist looks at this site's sheets, asked at each signature, or the same for all; ``asked``: at which institution
    (its code), '' = whoever may read it.
    """

    def __init__(
        self, desk: Desk, pack: Pack | None, review: ReviewMode | Callable[[], InForce] = ReviewMode.BEFORE, asked: str = ""
    ) -> None:
        self._desk, self._pack, self._asked = desk, pack, asked
        self._review: Callable[[], InForce] = partial(InForce, review) if isinstance(review, ReviewMode) else review
        self.shelves = Shelves(desk, pack.products if pack is not None else {})

    def follow(self, pack: Pack) -> None:
        """Judge by other rules from now on; what is signed keeps the pack that it was judged by."""
        self._pack = pack
        self.shelves.follow(pack.products)

    def find(self, text: str, limit: int = 12) -> list[ProductRow]:
        """Products by initials, generic, former or trade name; look at ``needs_choice`` before Enter takes the first."""
        self._desk.allow("rx.write")
        return find_products(self.shelves.now(), text, local_day(self._desk.clock.now()), limit)

    def shelved(self, drug: str) -> ProductRow | None:
        """A product as the institution has it: pack, stock, price, confirmed or not, and whether any rule knows it."""
        shelf = self.shelves.now()
        return product_row(shelf, drug, local_day(self._desk.clock.now())) if drug in shelf.products else None

    @property
    def products(self) -> Mapping[str, Product]:
        """The pack's products by drug and the institution's own."""
        return self.shelves.now().products

    def product(self, drug: str) -> Product | None:
        """A product of the formulary."""
        return self.products.get(drug)

    def frequencies(self) -> tuple[Frequency, ...]:
        """All frequencies in the order of the list."""
        return tuple(frequencies().values())

    def defaults(self, drug: str, person: str) -> LineDefaults:
        """From the resident's last sheet with this very product, else the usual dose of the product, else nothing."""
        product = self.product(drug)
        if product is None:
            return LineDefaults()
        last = self._desk.read("rx.write", lambda conn: _last_line(conn, person, drug))
        if last is not None:
            return LineDefaults(last.single, last.frequency, last.route, last.days, last.as_needed, last.per_day, FROM_LAST, FROM_LAST)
        card = self.shelves.now().card(drug)
        route = next(iter(product.routes)) if len(product.routes) == 1 else ""
        usual = LineDefaults(route=route, route_author=FROM_PRODUCT if route else "")
        if card is None or card.usual_single is None:
            return usual
        return replace(usual, single=card.usual_single, frequency=card.usual_frequency, author=FROM_PRODUCT)

    def compute_quantity(self, line: RxDraftLine) -> Ordered | None:
        """What a line orders and costs; None while something is not typed yet."""
        product = self.product(line.drug)
        if product is None:
            return None
        self._desk.allow("rx.write")
        return ordered(line, product, self.shelves.now().entries.get(line.drug))

    def taken(self, person: str) -> list[Taken]:
        """What the resident is taking by the sheets of this database, with days left."""
        return list(self._desk.read("chart.read", lambda conn: read_facts(conn, person, self._desk.clock.now())).taken)

    def context(self, draft: RxDraft) -> RxContext:
        """The facts the rules are told: for showing allergy, pregnancy, weight and kidney function with date and source."""
        return self._desk.read("rx.write", lambda conn: self._context(conn, draft))

    def with_results(self, draft: RxDraft) -> RxDraft:
        """The draft with the results of skin tests that are on record."""
        drugs, now = {line.drug for line in draft.lines}, self._desk.clock.now()
        return filled(draft, self._desk.read("rx.write", lambda conn: said_of(conn, draft.person, drugs, now)))

    def review(self, draft: RxDraft) -> Review:
        """All findings and which checks could not run; never raises for what the draft lacks."""
        return evaluate(self.context(draft), self._pack)

    def new_draft(self, person: str, encounter: str) -> RxDraft:
        """An empty sheet."""
        return RxDraft(new_id(encounter), person, encounter)

    def save_draft(self, draft: RxDraft) -> Draft:
        """Keep what was typed; durable on return, found again after a crash."""
        actor = self._desk.allow("rx.write")
        kept = Draft(draft.id, KIND, actor.account, to_body(draft), draft.person, draft.encounter)
        return self._desk.store.write(lambda uow: drafts.save(uow, kept), actor).result()

    def draft_of(self, encounter: str) -> RxDraft | None:
        """The unfinished sheet of a visit, of whoever is signed in."""
        account = self._desk.allow("rx.write").account
        found = self._desk.store.read(lambda conn: drafts.get(conn, KIND, encounter=encounter, account=account))
        return None if found is None else from_body(found.body)

    def drop_draft(self, draft: RxDraft) -> None:
        """Give the sheet up."""
        self._desk.write("rx.write", lambda uow: drafts.drop(uow, draft.id))

    def parts(self, draft: RxDraft) -> tuple[Part, ...]:
        """The sheets a list will be divided into when it is signed; lines are counted with the herbs behind the others."""
        return parts_of(draft.in_lines(), self._known(self.products, draft))

    def wants(self, draft: RxDraft) -> Wants:
        """What this list needs to be asked that others do not."""
        products = self._known(self.products, draft)

        def query(conn: Reading) -> Wants:
            visit = encounters.get(conn, draft.encounter)
            facts = facts_for(conn, draft, visit, self._desk.clock.now()) if is_remote(visit) else None
            return wants_of(draft, products, visit, facts)

        return self._desk.read("rx.write", query)

    def set_remote(self, encounter: str, remote: bool) -> None:
        """Whether the visit is internet care (互联网复诊) or in person. KnownError ``visit_unknown``, ``visit_closed``, ``visit_…``."""
        self._desk.write("rx.write", lambda uow: set_remote(uow, encounter, remote))

    def sign(self, draft: RxDraft) -> Prescription:
        """As :meth:`sign_all`; the first of the sheets."""
        return self.sign_all(draft)[0]

    def sign_all(self, draft: RxDraft) -> tuple[Prescription, ...]:
        """Check once more, divide, number, sign and store. A commit of unknown outcome is looked up and, if it is there, given back.

        Raises KnownError ``rules_missing``, ``rx_no_key``, ``rx_blocked``, ``rx_override_needed``, ``rx_reason_needed``,
        ``rx_sign_again``, ``clock_back``, ``clock_off_server``, ``visit_closed`` …
        """
        actor, who, pack = self._desk.allow("rx.sign"), self._desk.who, self._rules()
        policy = self._review()
        try:
            return self._desk.store.write(lambda uow: sign(uow, draft, who, pack, policy, self._asked), actor).result()
        except KnownError:
            raise
        except Exception:
            stored = self._desk.store.read(lambda conn: standing(conn, draft.id))
            if not stored:
                raise
            return stored

    def cancel(self, prescription: str, reason: str) -> Prescription:
        """作废: the sheet stays readable and counts no more. Raises KnownError ``reason_needed``, ``rx_unknown``, ``rx_not_in_force``."""
        actor = self._desk.allow("rx.cancel")
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> Prescription:
            found = _known(uow.conn, prescription)
            if found.state not in STANDING:
                raise KnownError("rx_not_in_force")
            prescriptions.set_state(uow, found.id, PrescriptionState.CANCELLED, "cancel", reason.strip()[:200])
            return _known(uow.conn, prescription)

        return self._desk.store.write(work, actor).result()

    def refill(self, prescription: str) -> RefillProposal:
        """Yesterday's sheet beside today's proposal. Raises KnownError ``rx_unknown``, ``rules_missing``."""
        pack = self._rules()

        def query(conn: Reading) -> RefillProposal:
            source = _known(conn, prescription)
            sheets = prescriptions.of_person(conn, people.linked(conn, source.person))
            facts = read_facts(conn, source.person, self._desk.clock.now())
            entries = formulary.entries(conn, {line.drug for line in source.lines})
            return propose(source, sheets, facts, pack, entries, measured_on(conn, source.person, facts.today))

        return self._desk.read("rx.write", query)

    def refill_draft(self, proposal: RefillProposal, encounter: str, chosen: tuple[int, ...] | None = None) -> RxDraft:
        """A new sheet with the ticked lines, or those chosen by index."""
        lines = [row for n, row in enumerate(proposal.lines) if (row.ticked if chosen is None else n in chosen)]
        source = proposal.source
        return RxDraft(
            new_id(encounter),
            source.person,
            encounter,
            source.kind,
            source.payment,
            tuple(row.line for row in lines),
            source.diagnoses,
            source.long_term,
            source.extend_reason,
            based_on=source.id,
        ).herbs_apart(decoction_of(source))

    def get(self, prescription: str) -> Prescription:
        """One sheet. Raises KnownError ``rx_unknown``."""
        return self._desk.read("chart.read", lambda conn: _known(conn, prescription))

    def of_person(self, person: str) -> list[Prescription]:
        """All sheets of a resident, newest first."""
        return self._desk.read("chart.read", lambda conn: prescriptions.of_person(conn, people.linked(conn, person)))

    def together(self, prescription: Prescription) -> tuple[Prescription, ...]:
        """All sheets that were signed as one list with this one, in their order; itself where it stands alone."""
        return self._desk.read("chart.read", lambda conn: signed_with(conn, prescription))

    def of_encounter(self, encounter: str) -> list[Prescription]:
        """The sheets of a visit."""
        return self._desk.read("chart.read", lambda conn: prescriptions.of_encounter(conn, encounter))

    def copies(self, prescription: str) -> list[PrintedCopy]:
        """Papers that are out there."""
        return self._desk.read("chart.read", lambda conn: prescriptions.copies(conn, prescription))

    def pdf(self, *keys: str) -> bytes:
        """Sheets as paper, from the stored documents. Raises KnownError ``rx_unknown``, ``rx_damaged``, ``font_missing``."""
        from app.printing.prescription import prescription_pdf  # reportlab and the typeface load with the first print

        found = self._desk.read("rx.print", lambda conn: [_to_print(conn, key) for key in keys])
        return prescription_pdf(*(_as_printed(*one) for one in found))

    def paper_pdf(self, paper: Paper, *keys: str) -> bytes:
        """Guidance slip, labels or infusion slip of those sheets of one act that are in force.

        Raises KnownError ``rx_unknown``, ``rx_not_in_force``, ``rx_nothing_infused``,
        ``rx_nothing_labelled``, ``font_missing``.
        """
        products = self.products if paper is Paper.SLIP else {}

        def query(conn: Reading) -> tuple[list[Prescription], tuple[SlipLine, ...]]:
            sheets = [_known(conn, key) for key in keys]
            return sheets, own_supply(conn, people.linked(conn, sheets[0].person), products) if products else ()

        found, own = self._desk.read("rx.print", query)
        documents = [read(one.document) for one in found if one.document is not None and one.state in IN_FORCE]
        if not documents:
            raise KnownError("rx_not_in_force")
        return drawn(paper, documents, self._desk.who.organization.phone, own)

    def slip_pdf(self, *keys: str) -> bytes:
        """What the patient takes home, in big type; see :meth:`paper_pdf`."""
        return self.paper_pdf(Paper.SLIP, *keys)

    def paper_printed(self, paper: Paper, prescription: str, pdf: bytes) -> None:
        """Note in the audit trail that a slip or labels left the printer, again or for the first time."""
        digest, kind = hashlib.sha256(pdf).hexdigest(), paper.value
        person = self.get(prescription).person
        self._desk.write("rx.print", lambda uow: uow.note(Act("print", kind, prescription, person, detail=detail(sha256=digest))))

    def draft_pdf(self, draft: RxDraft) -> bytes:
        """The unfinished sheet, marked 草稿. Raises KnownError ``rx_unfinished`` while a line lacks something the form needs."""
        from app.printing.prescription import prescription_pdf

        pack, who, now = self._rules(), self._desk.who, self._desk.clock.now()

        def query(conn: Reading) -> bytes:
            ready = prepare(conn, draft, who, pack, now)
            documents = drafted(conn, ready, who)
            return prescription_pdf(*(sheet_of(document, PrescriptionState.DRAFT) for document in documents))

        return self._desk.read("rx.write", query)

    def printed(self, prescription: str, pdf: bytes) -> PrintedCopy:
        """Note that a paper left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        return self._desk.write("rx.print", lambda uow: prescriptions.add_copy(uow, _known(uow.conn, prescription), digest))

    def _context(self, conn: Reading, draft: RxDraft) -> RxContext:
        entries = formulary.entries(conn, {line.drug for line in draft.lines})
        products = self._known(with_own(self._pack.products if self._pack is not None else {}, entries), draft)
        who, visit = self._desk.who, encounters.get(conn, draft.encounter)
        facts, prescriber = facts_for(conn, draft, visit, self._desk.clock.now()), prescriber_of(conn, who.practitioner)
        return context_of(facts, draft.in_lines(), prescriber, products, entries, visit, here_of(conn, who))

    def _known(self, products: Mapping[str, Product], draft: RxDraft) -> Mapping[str, Product]:
        return with_herbs(products, draft, self._pack.herbs if self._pack is not None else {})

    def _rules(self) -> Pack:
        if self._pack is None:
            raise KnownError("rules_missing")
        return self._pack


def _known(conn: Reading, prescription: str) -> Prescription:
    found = prescriptions.get(conn, prescription)
    if found is None:
        raise KnownError("rx_unknown")
    return found


def _to_print(conn: Reading, key: str) -> tuple[Prescription, list[PrintedCopy], Pharmacy]:
    """A sheet, its papers, and who stands in the pharmacy's fields."""
    return _known(conn, key), prescriptions.copies(conn, key), pharmacy_of(conn, key)


def _as_printed(one: Prescription, copies: list[PrintedCopy], pharmacy: Pharmacy) -> PrescriptionSheet:
    """A stored sheet as it is printed next. Raises KnownError ``rx_damaged``."""
    if one.document is None or verify_prescription(one.document, one.hash or "", one.signature or "", one.public_key or ""):
        raise KnownError("rx_damaged")
    sheet = replace(sheet_of(read(one.document), one.state, one.hash or "", len(copies) + 1), pharmacy=pharmacy)
    if one.cancelled_at is not None:
        sheet = replace(sheet, void_reason=one.cancel_reason, void_at=local_minute(one.cancelled_at))
    return sheet


def _last_line(conn: Reading, person: str, drug: str) -> RxDraftLine | None:
    """The newest line in force of exactly this product."""
    for sheet in prescriptions.of_person(conn, people.linked(conn, person)):
        if sheet.state in IN_FORCE:
            for line in sheet.lines:
                if line.drug == drug:
                    return renewed(line)
    return None
