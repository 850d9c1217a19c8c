"""The medicine bag on show: seven drugs in a plastic bag, two of them the same, one that nobody can name, one being added."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, instant, local_day
from app.domain.clinical import Answer, Fact, FactKind
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking
from app.rules.formulary import Product
from app.services.drug_search import ProductRow, find_products
from app.services.medicine_bag import Bag, BagRow, Scanned, Told
from app.services.medicines import taken_on
from app.services.outside_facts import product_taken, twice_in
from ui.gallery import Entry
from ui.pages.bag.model import BagModel
from ui.pages.encounter.gallery import NOW, TODAY, WANG, ago
from ui.pages.page_model import at_once
from ui.pages.prescription.gallery import AMLODIPINE, EARLIER, Desk, page, shelf


def _told(key: str, drug: str, name: str, source: BagSource, days: int, **more: str) -> OutsideMedicine:
    return OutsideMedicine(key, WANG.id, key, drug, name, source, Taking.YES, "d1", ago(days), **more)


NO0 = _told(
    "b1", "beijing-antihtn-no0", "复方利血平氨苯蝶啶片", BagSource.CHEMIST, 24, single="1", unit="{tbl}", frequency="qd", since="2021"
)
ZHENJU = _told("b2", "zhenju-antihtn", "珍菊降压片", BagSource.CHEMIST, 24, single="1", unit="{tbl}", frequency="tid")
XIAOKE = replace(_told("b3", "xiaoke-pill", "消渴丸", BagSource.FAMILY, 24), taking=Taking.UNSURE)
BLUE = _told("b4", "", "蓝色小药片", BagSource.OTHER, 0, use="睡前1片", place="集市上买的")
ASPIRIN = _told(
    "b5", "aspirin-ec-tab", "阿司匹林肠溶片", BagSource.HOSPITAL, 0, single="100", unit="mg", frequency="qd", place="县人民医院"
)
STOPPED = replace(
    _told("b6", "ibuprofen-tab", "布洛芬片", BagSource.CHEMIST, 3), taking=Taking.NO, stopped="2026-03-02", reason="胃痛，医生让停"
)


class OnShow:
    """Made up; nothing is written."""

    def __init__(self, *told: OutsideMedicine) -> None:
        self._told = told

    def of(self, person: str) -> Bag:
        """Beside the tablets of last month's sheet."""
        rows = [BagRow(one, product_taken(one, shelf().products), local_day(instant(one.at)), "刘建国") for one in self._told]
        taken = tuple(row for row in rows if row.told.is_taken)
        ours = tuple(taken_on([EARLIER], TODAY))
        products = [shelf().products[one.line.drug] for one in ours] + [row.product for row in taken if row.product is not None]
        asked = Fact("f", person, FactKind.MEDICINES, Answer.YES, ago(24), "本人")
        return Bag(person, TODAY, taken, tuple(row for row in rows if not row.told.is_taken), ours, tuple(twice_in(products)), asked)

    def find(self, text: str, limit: int = 12) -> list[ProductRow]:
        """From the formulary that ships."""
        return find_products(shelf(), text, TODAY, limit)

    def product(self, drug: str) -> Product | None:
        """A product."""
        return shelf().products.get(drug)

    def scan(self, scan: str) -> Scanned:
        """A code that nobody knows yet."""
        return Scanned(scan)

    def add(self, person: str, told: Told) -> OutsideMedicine:
        """As if it were kept."""
        return NO0

    def change(self, key: str, told: Told) -> OutsideMedicine:
        """As if it were kept."""
        return NO0

    def asked(self, key: str, taking: Taking, reason: str = "", day: str = "") -> OutsideMedicine:
        """As if it were kept."""
        return NO0

    def all_taken(self, person: str) -> int:
        """As if they were confirmed."""
        return len(self._told)

    def none(self, person: str) -> Fact:
        """As if it were written."""
        return Fact("f", person, FactKind.MEDICINES, Answer.NO, ago(0), "本人")

    def slip_pdf(self, person: str) -> bytes:
        """No paper here."""
        return b""

    def slip_printed(self, person: str, pdf: bytes) -> None:
        """Nobody notes it."""


def _page(*told: OutsideMedicine) -> tuple[QWidget, BagModel]:
    made = page(Desk((AMLODIPINE,)))
    model = BagModel(OnShow(*told), SetClock(NOW))
    made._run = at_once
    made.offer_bag(model)
    assert made.bag is not None
    made.bag.show(True)
    return made, model


def seven() -> QWidget:
    """At the next visit: three to be confirmed."""
    return _page(NO0, ZHENJU, XIAOKE, BLUE, ASPIRIN, STOPPED)[0]


def adding() -> QWidget:
    """A box whose code nobody knows yet is being named."""
    made, model = _page(ASPIRIN)
    model.scan("6901234567892")
    model.begin("beijing-antihtn-no0")
    return made


ENTRIES = [Entry("bag", seven), Entry("bag-adding", adding)]
