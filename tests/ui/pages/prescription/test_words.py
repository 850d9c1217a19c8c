"""What the drug search and a line say of a product: class, price, stock, confirmed here or not, known to the rules or not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QApplication

from app.domain.formulary import ProductSource
from app.domain.prescription import PrescriptionState
from app.domain.rx_document import FORMAT, canonical
from app.services.drug_search import ProductRow
from app.services.rx_lines import Ordered
from ui import tokens as t
from ui.pages.prescription.gallery import SIGNED
from ui.pages.prescription.words import RxWords

KNOWN = ProductRow(
    "x", "阿莫西林胶囊", "胶囊", "250 mg", "24粒/盒", price_fen=980, stock=24, stock_text="1盒", confirmed=True, insurance="甲", listed=True
)


def test_a_hit_says_form_pack_class_and_price(qapp: QApplication) -> None:
    shown = RxWords().suggestion(KNOWN)
    assert (shown.title, shown.detail, shown.note, shown.mark) == (
        "阿莫西林胶囊 250 mg",
        "胶囊 · 24粒/盒 · 甲 · ¥9.80",
        "库存 1盒",
        t.Mark.NONE,
    )


def test_what_nobody_confirmed_and_no_rule_knows_is_said_first(qapp: QApplication) -> None:
    words = RxWords()
    assert words.suggestion(replace(KNOWN, confirmed=False)).detail.startswith("本机构未确认 · ")
    assert words.suggestion(replace(KNOWN, confirmed=False, ruled=False)).detail.startswith("无用药规则 · 本机构未确认 · ")


def test_sold_out_expired_and_elsewhere_are_told_apart(qapp: QApplication) -> None:
    words = RxWords()
    gone = words.suggestion(replace(KNOWN, stock=0, stock_text="0盒"))
    expired = words.suggestion(replace(KNOWN, expired=48))
    county = words.suggestion(replace(KNOWN, stock=None, stock_text="", source=ProductSource.COUNTY))
    unknown = words.suggestion(replace(KNOWN, stock=None, stock_text=""))
    assert (gone.note, gone.mark) == ("库存 0盒", t.Mark.ATTENTION)
    assert (expired.note, expired.mark) == ("库存1盒，另有过期", t.Mark.ATTENTION)
    assert (county.note, unknown.note) == ("县级目录", "")


def test_a_line_warns_of_missing_rules_and_of_too_little_stock(qapp: QApplication) -> None:
    words = RxWords()
    order = Ordered(Decimal(2), "盒", Decimal(30), Decimal(18), False, 1960)
    assert words.shelf_warnings(KNOWN, order) == ("库存只有1盒",)
    assert words.shelf_warnings(replace(KNOWN, ruled=False), None) == ("无用药规则：这个药不会检查，请核对说明书",)
    assert words.shelf_warnings(replace(KNOWN, stock=None), order) == () and words.shelf_warnings(None, None) == ()


def test_approved_by_a_pharmacist_is_told_from_a_site_without_review(qapp: QApplication) -> None:
    words, approved = RxWords(), replace(SIGNED, state=PrescriptionState.APPROVED)

    def said(signed_as: str) -> str:
        document = canonical({"format": FORMAT, "signed_as": signed_as})
        return words.state(replace(approved, document=document))[0]

    assert [said(one) for one in ("signed", "released", "approved")] == ["药师已审核通过", "药师已审核通过", "已签名"]
    for document in (None, b"damaged"):
        assert words.state(replace(approved, document=document)) == ("已签名", t.Mark.OK)


def test_a_sheet_says_why_it_waits_while_it_does_and_whether_it_was_urgent(qapp: QApplication) -> None:
    words = RxWords()
    document = canonical({"format": FORMAT, "signed_as": "released", "held": "policy_expired", "urgent": True})
    urgent = replace(SIGNED, state=PrescriptionState.RELEASED, document=document)
    assert words.state(urgent) == ("紧急调配，待药师审核（事后）", t.Mark.WAITING)
    assert words.held(urgent) == "紧急调配；本应先审核后调配：县级审方授权已过期"
    assert words.held(replace(urgent, state=PrescriptionState.APPROVED)) == "" and words.held(replace(urgent, document=b"damaged")) == ""
