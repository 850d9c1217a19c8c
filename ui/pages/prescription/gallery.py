"""The prescription page on show: two drugs with findings, one signed sheet, a comparison for renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.age import age_at
from app.domain.clinical import Answer
from app.domain.draft import Draft
from app.domain.herbs import PREFIX
from app.domain.prescription import Prescription, PrescriptionState, SheetKind
from app.domain.review import Objection, ProposedChange
from app.domain.revisit import EarlierDiagnosis
from app.errors import KnownError
from app.rules.engine import evaluate
from app.rules.facts import AllergyFact, DatedAnswer, DatedNumber, LineFacts, PatientFacts, RxContext, SheetFacts
from app.rules.findings import Review
from app.rules.formulary import Product
from app.rules.frequencies import Frequency, frequencies
from app.services.charting import Chart
from app.services.drug_search import ProductRow, find_products, product_row
from app.services.prescribing import LineDefaults
from app.services.refills import RefillLine, RefillProposal
from app.services.residents import Banner
from app.services.returned import ReturnedSheet
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_internet import is_revisit, proofs
from app.services.rx_lines import Ordered, ordered
from app.services.rx_splitting import Part, parts_of, places, with_herbs
from app.services.rx_wants import Wants, wants_of
from app.services.shelf import Shelf, shelf_of
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.encounter.gallery import NOW, TODAY, WANG, ago, banner, chart, line, pack
from ui.pages.page_model import at_once
from ui.pages.prescription.desks import Services
from ui.pages.prescription.gallery_templates import TemplatesOnShow
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.prescription.returned_model import ReturnedModel
from ui.pages.prescription.templates_model import TemplatesModel

AMLODIPINE = RxDraftLine("amlodipine-tab", Decimal(5), "qd", "oral", 28)
SIMVASTATIN = RxDraftLine("simvastatin-tab", Decimal(40), "qn", "oral", 28)
AMOXICILLIN = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 3)


@cache
def shelf() -> Shelf:
    """The index, built once."""
    return shelf_of(pack().products, {})


class Desk:
    """The rules are real, the person is made up, nothing is written."""

    remote = False
    """Whether the visit is internet care."""

    def __init__(self, lines: tuple[RxDraftLine, ...] = (), asked: bool = True, signed: tuple[Prescription, ...] = ()) -> None:
        self._lines, self._asked, self._sheets = lines, asked, signed

    def find(self, text: str, limit: int = 12) -> list[ProductRow]:
        """From the formulary that ships."""
        return find_products(shelf(), text, TODAY, limit)

    def product(self, drug: str) -> Product | None:
        """A product."""
        return shelf().products.get(drug)

    def shelved(self, drug: str) -> ProductRow | None:
        """With its pack."""
        return product_row(shelf(), drug, TODAY) if drug in shelf().products else None

    def frequencies(self) -> tuple[Frequency, ...]:
        """All."""
        return tuple(frequencies().values())

    def defaults(self, drug: str, person: str) -> LineDefaults:
        """Nothing is proposed."""
        return LineDefaults()

    def compute_quantity(self, line: RxDraftLine) -> Ordered | None:
        """By the real packs."""
        product = self.product(line.drug)
        return ordered(line, product) if product else None

    def context(self, draft: RxDraft) -> RxContext:
        """Her facts; what was not asked stays so."""
        allergies = (AllergyFact("青霉素", "penicillin", "皮疹", "moderate"),) if self._asked else ()
        patient = PatientFacts(
            age_years=age_at(WANG.birth or TODAY, TODAY).decimal_years,
            sex="2",
            allergies_known=DatedAnswer(Answer.YES, TODAY) if self._asked else DatedAnswer(),
            allergies=allergies,
            conditions=("I10", "E11.9"),
            diagnoses=tuple(code for code, _ in draft.diagnoses),
            egfr=DatedNumber(Decimal(58), date(2026, 2, 12)),
        )
        whole, papers = draft.in_lines(), places(draft.in_lines(), with_herbs(shelf().products, draft, pack().herbs))
        lines = tuple(
            LineFacts(
                one.drug,
                one.single,
                one.times_a_day,
                one.days,
                one.route,
                skin_test=one.skin_test,
                sheet=papers[n][0],
                short=papers[n][1].controlled,
                way=one.note if one.drug.startswith(PREFIX) else None,
            )
            for n, one in enumerate(whole.lines)
        )
        seen = is_revisit(draft, (KNOWN,), TODAY)
        head = SheetFacts(long_term=draft.long_term, today=TODAY, valid_until=TODAY, internet=self.remote, revisit=seen)
        return RxContext(patient=patient, sheet=head, lines=lines)

    def with_results(self, draft: RxDraft) -> RxDraft:
        """Nothing is on record."""
        return draft

    def review(self, draft: RxDraft) -> Review:
        """By the real rules."""
        return evaluate(self.context(draft), pack())

    def new_draft(self, person: str, encounter: str) -> RxDraft:
        """A sheet with the lines on show."""
        return RxDraft(
            "rx1", person, encounter, lines=self._lines, diagnoses=DIAGNOSES[:1], long_term=bool(self._lines), payment="城乡居民医保"
        )

    def save_draft(self, draft: RxDraft) -> Draft:
        """As if it were kept now."""
        return Draft("d2", "prescription", "a1", {}, draft.person, draft.encounter, iso(NOW), 1)

    def draft_of(self, encounter: str) -> RxDraft | None:
        """None."""
        return None

    def refused(self, *_given: object, **_named: object) -> Any:
        """Nothing is written on show."""
        raise KnownError("not_allowed", permission="rx.write")

    def parts(self, draft: RxDraft) -> tuple[Part, ...]:
        """By the real products."""
        return parts_of(draft.in_lines(), with_herbs(shelf().products, draft, pack().herbs))

    def wants(self, draft: RxDraft) -> Wants:
        """By the real products; her high blood pressure is proved by the records, her diabetes is not."""
        wants = wants_of(draft, with_herbs(shelf().products, draft, pack().herbs), None)
        return replace(wants, remote=True, proved=proofs(draft, (KNOWN,), TODAY)) if self.remote else wants

    def together(self, prescription: Prescription) -> tuple[Prescription, ...]:
        """It stands alone."""
        return (prescription,)

    set_remote = paper_pdf = paper_printed = drop_draft = sign_all = cancel = refill_draft = pdf = draft_pdf = printed = answer = (
        add_allergy
    ) = enter = refused

    def refill(self, prescription: str) -> RefillProposal:
        """One line goes on, one has come to its end."""
        source = EARLIER
        on = RefillLine(AMLODIPINE, source.lines[0], True, (), date(2025, 9, 4), 3)
        over = RefillLine(AMOXICILLIN, source.lines[1], False, ("course",), date(2026, 2, 8), 0)
        return RefillProposal(source, date(2026, 2, 8), (on, over), source.diagnoses, (("condition", "2型糖尿病"),), TODAY)

    def of_person(self, person: str) -> list[Prescription]:
        """The last sheet."""
        return [EARLIER]

    def of_encounter(self, encounter: str) -> list[Prescription]:
        """What is signed already."""
        return list(self._sheets)

    def chart(self, person: str) -> Chart:
        """Her chart."""
        return chart()

    def banner(self, person: str) -> Banner:
        """Her banner."""
        return banner()

    def chosen(self, kind: str) -> str:
        """No printer yet."""
        return ""

    def choose(self, kind: str, printer: str) -> None:
        """Nothing to remember."""


KNOWN = EarlierDiagnosis("I10", "原发性高血压", "八里台镇卫生院 刘建国", "2025-11-03")
DIAGNOSES = (("I10", "原发性高血压"), ("E11.9", "2型糖尿病"))
EARLIER = Prescription(
    "rx0",
    WANG.id,
    "e0",
    SheetKind.ORDINARY,
    PrescriptionState.SIGNED,
    (
        line("amlodipine-tab", "苯磺酸氨氯地平片", "5 mg × 28片/盒", "5", "qd", 1, 28),
        line("amoxicillin-cap", "阿莫西林胶囊", "250 mg × 24粒/盒", "500", "tid", 3, 7),
    ),
    DIAGNOSES,
    "PDY0-A1-20260208-0003",
    "城乡居民医保",
    signed_at=ago(25),
)
SIGNED = replace(EARLIER, id="rx1", encounter="e1", number="PDY0-A1-20260305-0007", signed_at=ago(0, 3), hash="9f2c4d7e1a3b5c6d8e0f")


def returned(**more: Any) -> ReturnedSheet:
    """A sheet of this morning that came back after the patient had left."""
    sheet = replace(SIGNED, state=PrescriptionState.RETURNED)
    given: dict[str, Any] = {
        "sheet": sheet, "name": "王秀英", "age": "66岁", "phone": "14000000001", "refused": False, "at": ago(0, 2), "pharmacist": "赵芳",
        "place": "县人民医院", "objections": (Objection("2-5", (1,)),), "proposals": (ProposedChange(1, "single", "250"),),
        "note": "肾功能轻度下降，建议减量", "mine": True, "maybe_taken": True, "asked_again": False, "calls": ((ago(0, 1), "unreachable"),),
    }  # fmt: skip
    return ReturnedSheet(**given | more)


class Back:
    """What came back; nothing is answered."""

    def __init__(self, *rows: ReturnedSheet) -> None:
        self._rows = rows

    def waiting(self) -> tuple[ReturnedSheet, ...]:
        """Those on show."""
        return self._rows

    def adopt(self, sheet: str) -> RxDraft:
        """A draft with the lower dose."""
        return RxDraft("rx9", WANG.id, "e1", lines=(AMLODIPINE,), replaces=sheet)

    def disagree(self, sheet: str, reason: str) -> None:
        """As if it were written."""

    def called(self, sheet: str, outcome: str, note: str = "") -> None:
        """As if it were written."""


def page(desk: Desk, back: Back | None = None) -> PrescriptionPage:
    """The page over made-up services."""
    clock, bridge = SetClock(NOW), Bridge()
    model = PrescriptionModel(Services(desk, desk, desk, desk, clock, lambda _: False, lambda: "刘建国"))
    came_back = ReturnedModel(back, clock) if back is not None else None
    made = PrescriptionPage(model, bridge, desk, came_back)
    bridge.setParent(made)
    if came_back is not None:
        came_back.attach(made._refresh_returned, at_once)
        came_back.load()
    model.attach(made.refresh, at_once)
    templates = TemplatesModel(TemplatesOnShow(pack(), TODAY))
    made.offer_templates(templates, bridge)
    templates.attach(made.refresh, at_once)
    model.open(WANG.id, "e1")
    return made


def findings() -> QWidget:
    """An interaction and an allergy, and a dose still to be typed."""
    made = page(Desk((AMLODIPINE, SIMVASTATIN, AMOXICILLIN)))
    made.model.type_dose(1, "40")
    return made


def asking() -> QWidget:
    """Allergies were never asked."""
    return page(Desk((AMOXICILLIN,), asked=False))


def empty() -> QWidget:
    """The first drug is still to come."""
    return page(Desk())


def signed() -> QWidget:
    """A signed sheet."""
    made = page(Desk(signed=(SIGNED,)))
    made.model.show_sheet(SIGNED)
    return made


def renewing() -> QWidget:
    """Last month's sheet."""
    made = page(Desk())
    made.model.compare(EARLIER.id)
    return made


def confirming() -> QWidget:
    """The last question before signing."""
    made = page(Desk((AMLODIPINE,)))
    made.strip.ask("为【王秀英】66岁 签名:1种药。签名后不能修改。签名医师:刘建国", "签名", lambda: None)
    made.sign.hide()
    return made


def divided() -> QWidget:
    """Six tablets, a narcotic and a decoction: four sheets, and what is asked for them."""
    more = tuple(
        RxDraftLine(drug, Decimal(1), "qd", "oral", 7) for drug in ("loratadine-tab", "vitamin-c-tab", "folic-acid-tab", "aspirin-ec-tab")
    )
    made = page(Desk((AMLODIPINE, SIMVASTATIN, *more, RxDraftLine("morphine-inj", Decimal(10), "st", "subcut", 0))))
    made.model.set_sheet(kind=SheetKind.EMERGENCY)
    made.model.type_herbs("黄芪30 党参15 白术12 附子9先煎")
    return made


def sent_back() -> QWidget:
    """Two sheets came back; one is with a second pharmacist already."""
    other = replace(SIGNED, id="rx5", number="PDY0-A1-20260305-0002", state=PrescriptionState.RETURNED)
    second = returned(
        sheet=other, name="李建国", age="71岁", maybe_taken=False, asked_again=True, calls=(), proposals=(), note="缺少用药指征", mine=False
    )
    made = page(Desk(), Back(returned(), second))
    made.show_returned()
    return made


def bounced() -> QWidget:
    """A drug was withdrawn while the sheet was on its way: nobody sent it back, the list it stood on did."""
    sheet, drug = replace(SIGNED, state=PrescriptionState.SIGNED), SIGNED.lines[0].name
    said: dict[str, Any] = {"pharmacist": "", "place": "https://county.example/fhir", "objections": (), "proposals": (), "note": ""}
    made = page(Desk(), Back(returned(sheet=sheet, withdrawn=(drug,), calls=(), **said)))
    made.show_returned()
    return made


def sent_back_sheet() -> QWidget:
    """The sheet itself says so."""
    row = returned()
    made = page(Desk(signed=(row.sheet,)), Back(row))
    made.model.show_sheet(row.sheet)
    return made


def herbal() -> QWidget:
    """A decoction of eight herbs; for one of them nobody said yet how it is decocted."""
    made = page(Desk((AMLODIPINE,)))
    made.model.type_herbs("黄芪30 党参15 白术12 茯苓15 当归10 炙甘草6 附子9 砂仁6后下")
    return made


def internet() -> QWidget:
    """Internet care: one disease is proved by the records, of another the patient shows a paper."""
    desk = Desk((AMLODIPINE,))
    desk.remote = True
    made = page(desk)
    made.model.toggle_diagnosis(DIAGNOSES[1])
    return made


def templates() -> QWidget:
    """Of today's diagnosis one does not pass any more: two of its drugs do not go together, the third is gone."""
    made = page(Desk())
    assert made.templates is not None
    made.templates.open.click()
    return made


def keeping() -> QWidget:
    """Under a name that another has."""
    made = page(Desk((AMLODIPINE, SIMVASTATIN)))
    assert made.templates is not None
    made.templates.keep.click()
    made.templates.keeping.save.click()
    return made


ENTRIES = [
    Entry("prescription-returned", sent_back),
    Entry("prescription-returned-sheet", sent_back_sheet),
    Entry("prescription-withdrawn", bounced),
    Entry("prescription", findings),
    Entry("prescription-asking", asking),
    Entry("prescription-empty", empty),
    Entry("prescription-signed", signed),
    Entry("prescription-renewing", renewing),
    Entry("prescription-confirming", confirming),
    Entry("prescription-divided", divided),
    Entry("prescription-herbs", herbal),
    Entry("prescription-internet", internet),
    Entry("prescription-templates", templates),
    Entry("prescription-template-keep", keeping),
]
