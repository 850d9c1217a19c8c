"""The last chapters: packs scanned at the village's counter and paid, the line it has not asked for elsewhere, sent, signed for at the door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.clock import local_day
from app.domain.dispensing import DispenseStatus
from app.domain.supplying import SupplyStatus
from app.services.dispensing import Supplied
from app.store import dispensing
from ui.counter_pages import GIVING, SETTLING, SUPPLY, CounterPages
from ui.pages.dispensing.page import DispensingPage
from ui.pages.settlement.page import SettlementPage
from ui.pages.supply.page import SupplyPage

if TYPE_CHECKING:
    from app.demo.story_prescription import PrescriptionStory
    from app.demo.two_seats import Seat

AMLODIPINE, METFORMIN = "amlodipine-tab", "metformin-tab"
ON_THE_SHELF = ((AMLODIPINE, "B260311", 56, 1_290), (METFORMIN, "M250918", 100, 960))
"""Product, batch, pieces, fen a pack."""
SHELF_LIFE = timedelta(days=400)
COMMODITY = "6901234567892"
PACKS = ("84144500000000000017", "81234560000000000021", "81234560000000000022", "81234560000000000023")
"""Platform codes: one box of amlodipine, three of metformin."""
WAYBILL = ("县医药公司送药车", "PS20261127-08")
RECEIVER = "王秀英本人"
"""Who signs at the door."""
INSURED, INSURED_YUAN, SETTLEMENT_NO = "城乡居民医保", "20.00", "YB20261127-0031"
"""What the insurance's system said."""


def give_out(story: PrescriptionStory) -> None:
    """What lies there is scanned pack by pack; the third line is asked for from the hospital's pharmacy."""
    clinic, counter = story.doctor.clinic, story.doctor.open(CounterPages, "counter")
    for drug, batch, pieces, fen in ON_THE_SHELF:
        clinic.stock.receive(drug, batch, _expiry(story), pieces, "县医药公司 1127-3")
        clinic.formulary.set_price(drug, fen)
    page = counter.giving
    page.scanned(clinic.prescribing.get(story.second).number or "")
    story.seats.until(lambda: page.model.sheet == story.second and not page.model.busy, "counter")
    story.step(story.doctor, "发药台：扫处方二维码打开处方", "counter")
    page.scanned(COMMODITY)
    story.seats.until(lambda: page.model.error is not None, "refusal")
    story.record.agree("a commodity bar code", "trace_commodity", page.model.error.code if page.model.error else "")
    story.step(story.doctor, "扫到商品条码（69开头），不收", "commodity-code")
    for number, code in enumerate(PACKS):
        _scan(story, page, 0 if number == 0 else 1, code)
    story.step(story.doctor, "逐盒扫追溯码调配；达格列净缺货", "packs")
    _ask_elsewhere(story, counter)
    counter.open(GIVING)
    story.doctor.sitting.press("核对发药")
    story.step(story.doctor, "发出前核对", "asked-before-handing-over")
    story.doctor.sitting.press("发出")
    story.seats.until(lambda: _handed(story) == len(PACKS), "handed over")
    story.step(story.doctor, "已发药，患者拿到两种药", "handed-over")
    _settle(story, page)


def deliver(story: PrescriptionStory) -> None:
    """The hospital's pharmacy takes it on; the village reads every step."""
    _reaches(story, story.pharmacist, SupplyStatus.REQUESTED)
    page = _supply(story.pharmacist)
    story.seats.until(lambda: bool(page.model.rows), "requests")
    page.model.open(page.model.rows[0].request.id)
    story.step(story.pharmacist, "县药房收到外配申请", "asked-at-the-pharmacy")
    _press(story, page, "接单", SupplyStatus.ACCEPTED)
    _press(story, page, "配药完成", SupplyStatus.PICKED)
    page.next.carrier.setText(WAYBILL[0])
    page.next.waybill.setText(WAYBILL[1])
    _press(story, page, "发出", SupplyStatus.SHIPPED)
    story.step(story.pharmacist, "接单、配药、交给送药车", "shipped")
    _reaches(story, story.doctor, SupplyStatus.SHIPPED)
    here = _supply(story.doctor)
    story.seats.until(lambda: bool(here.model.rows) and here.model.rows[0].status is SupplyStatus.SHIPPED, "shipped")
    here.model.open(here.model.rows[0].request.id)
    story.step(story.doctor, "村卫生室看到药在路上", "on-its-way")
    story.seats.clock.forward(UNTIL_THE_DOOR_S)
    page.next.receiver.setText(RECEIVER)
    _press(story, page, "已签收", SupplyStatus.DELIVERED)
    story.step(story.pharmacist, "送到家，患者签收", "signed-for")
    _reaches(story, story.doctor, SupplyStatus.DELIVERED)
    story.seats.until(lambda: here.model.rows[0].status is SupplyStatus.DELIVERED, "delivered")
    story.step(story.doctor, "村卫生室看到已签收", "delivered")
    (one,) = story.doctor.clinic.supplying.listed()
    story.record.agree("steps of the delivery", [*WAY], [step.status for step in one.steps])
    story.record.agree("who signed", RECEIVER, one.steps[-1].receiver)
    story.record.proven(f"外配：{len(one.steps)} 步都到了村卫生室，签收人 {RECEIVER}")


WAY = (SupplyStatus.ACCEPTED, SupplyStatus.PICKED, SupplyStatus.SHIPPED, SupplyStatus.DELIVERED)
UNTIL_THE_DOOR_S = 25 * 60


def _expiry(story: PrescriptionStory) -> date:
    return local_day(story.seats.clock.now()) + SHELF_LIFE


def _scan(story: PrescriptionStory, page: DispensingPage, line: int, code: str) -> None:
    """A new product's first code does not tell what it is: the line is chosen."""
    case = page.model.case
    assert case is not None
    before = len(_parts(story))
    if page.model.line != case.lines[line].line.id:
        page.model.choose(case.lines[line].line.id)
    page.scanned(code)
    story.seats.until(lambda: len(_parts(story)) == before + 1 and not page.model.busy, "scan")
    story.record.agree("scan", None, page.model.error)


def _ask_elsewhere(story: PrescriptionStory, counter: CounterPages) -> None:
    """With the patient's consent, phone and address read back to her."""
    story.doctor.sitting.press("缺货，申请外配")
    page = counter.open(SUPPLY)
    assert isinstance(page, SupplyPage)
    story.seats.until(lambda: page.model.form is not None and not page.model.busy, "form")
    for word in ("送药到家", "患者同意"):
        story.doctor.sitting.press(word)
    story.step(story.doctor, "与患者核对电话、地址，征得同意", "asking-elsewhere")
    story.doctor.sitting.press("申请外配")
    story.seats.until(lambda: bool(page.model.rows) and not page.model.busy, "request")
    story.step(story.doctor, "已向县药房申请达格列净", "asked-elsewhere")


def _settle(story: PrescriptionStory, counter: DispensingPage) -> None:
    """As the insurance's own system said; what comes from elsewhere is paid there."""
    counter.settle.click()
    page = story.doctor.open(CounterPages, "counter").open(SETTLING)
    assert isinstance(page, SettlementPage)
    story.seats.until(lambda: page.model.bill is not None and not page.model.busy, "bill")
    page.form.way.set_value(INSURED)
    page.form.way.chosen.emit(INSURED)
    page.form.insured.setText(INSURED_YUAN)
    page.form.number.setText(SETTLEMENT_NO)
    page.form.go.click()
    story.seats.until(lambda: page.model.error is not None or page.model.told == "settled", "settled")
    story.record.agree("settling", None, page.model.error)
    story.step(story.doctor, "结算：费别、医保支付、结算单号；药费小票可打印", "settled")
    clinic = story.doctor.clinic
    story.record.agree("settled", Supplied.SETTLED, clinic.dispensing.supplied(clinic.prescribing.get(story.second)))


def _supply(seat: Seat) -> SupplyPage:
    page = seat.open(CounterPages, "counter").open(SUPPLY)
    assert isinstance(page, SupplyPage)
    return page


def _press(story: PrescriptionStory, page: SupplyPage, word: str, status: SupplyStatus) -> None:
    story.pharmacist.sitting.press(word)
    _reaches(story, story.pharmacist, status)
    story.seats.until(lambda: not page.model.busy and page.model.shown is not None and page.model.shown.status is status, word)


def _reaches(story: PrescriptionStory, seat: Seat, status: SupplyStatus) -> None:
    story.seats.until(lambda: [one.status for one in seat.clinic.supplying.listed()] == [status], f"{seat.word}: {status.value}")


def _parts(story: PrescriptionStory) -> tuple[DispenseStatus, ...]:
    found = story.doctor.clinic.desk.store.read(lambda conn: dispensing.of_sheets(conn, [story.second])[story.second])
    return tuple(one.status for one in found if one.is_live)


def _handed(story: PrescriptionStory) -> int:
    return sum(one is DispenseStatus.HANDED_OVER for one in _parts(story))
