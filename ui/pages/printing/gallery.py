"""The preview on show: a prescription on A5, a decoction and what is printed beside them; no printer yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.prescription import PrescriptionState
from app.printing.drug_label import DrugLabel, labels_pdf
from app.printing.infusion import Bottle, InfusionDrug, InfusionSlip, infusion_pdf
from app.printing.prescription import prescription_pdf
from app.printing.sheet import PrescriptionSheet, SheetLine, SheetPatient
from app.printing.slip import Slip, SlipLine, slip_pdf
from ui.gallery import Entry
from ui.pages.encounter.gallery import AtOnce
from ui.pages.printing.preview import PrintPreview

SHEET = PrescriptionSheet(
    institution="八里台镇第三村卫生室",
    number="PDY0-A1-20260305-0007",
    colour="白色",
    mark="",
    payment="城乡居民医保",
    department="全科",
    patient=SheetPatient("王秀英", "女", "66岁", "青霉素（皮疹，中度，本人述 2026-01-06）", contact="第三村2组 14000000001"),
    diagnoses=("原发性高血压 I10",),
    issued=date(2026, 3, 5),
    lines=(SheetLine("苯磺酸氨氯地平片", "片剂", "5 mg × 28片/盒", "1 盒", "每次5 mg（1片），每日1次（qd），口服，28天"),),
    state=PrescriptionState.SIGNED,
    prescriber="刘建国",
    signed_at="2026-03-05 09:12",
    valid_until=date(2026, 3, 5),
    sha256="9f2c4d7e1a3b5c6d8e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d",
)


class NoPrinters:
    """Nothing was printed yet."""

    def chosen(self, kind: str) -> str:
        """None."""
        return ""

    def choose(self, kind: str, printer: str) -> None:
        """Nothing to remember."""


_HERBS = "黄芪 30，党参 15，炒白术 12，茯苓 15，当归 10，白芍 12，熟地黄 15，川芎 6，附子 9 先煎，砂仁 6 后下，阿胶 10 烊化，炙甘草 6"
HERBAL = replace(
    SHEET,
    number="PDY0-A1-20260305-0008",
    lines=tuple(
        SheetLine(name, "饮片", "", f"{grams}g", "", note="".join(way)) for name, grams, *way in (one.split() for one in _HERBS.split(","))
    ),
    decoction="共7剂，水煎服，每日1剂，分2次温服",
    place=(2, 2),
)
SLIP = Slip(
    SHEET.institution,
    "0378-1234567",
    "王秀英",
    "66岁",
    "2026-03-05",
    (
        SlipLine("苯磺酸氨氯地平片", "1盒", "每次5 mg（1片），每日1次，口服，28天", "", "2026-04-01", ("1片", "", "", "")),
        SlipLine("盐酸二甲双胍片", "5盒", "每次0.5 g（1片），每日3次，口服，28天", "饭后", "2026-04-01", ("1片", "1片", "1片", "")),
        SlipLine("艾司唑仑片", "7片", "每次1 mg（1片），每晚睡前1次，口服，7天", "", "2026-03-11", ("", "", "", "1片")),
    ),
    "2026-04-01",
)
LABELS = (
    DrugLabel(
        SHEET.institution,
        "0378-1234567",
        "王秀英",
        "66岁",
        "苯磺酸氨氯地平片",
        "5 mg × 28片/盒",
        "1盒",
        "每次5 mg（1片），每日1次，口服，28天",
        "",
        "2026-03-05",
    ),
)
SALINE = InfusionDrug("0.9%氯化钠注射液", "100 mL")
INFUSION = InfusionSlip(
    SHEET.institution,
    SHEET.number,
    "王秀英",
    "女",
    "66岁",
    "61.5 kg",
    "社区获得性肺炎",
    SHEET.patient.allergies,
    "2026-03-05",
    "刘建国",
    (Bottle((SALINE, InfusionDrug("注射用阿奇霉素", "0.5 g")), "每日1次，3天", "40"), Bottle((SALINE,), "每日1次，3天")),
)


def _shown(title: str, pdf: bytes, kind: str) -> QWidget:
    bridge = AtOnce()
    made = PrintPreview(bridge, NoPrinters(), list)
    bridge.setParent(made)
    made.show_pdf(title, pdf, kind, lambda: None)
    return made


def preview() -> QWidget:
    """The sheet as it will be printed."""
    return _shown(f"处方 {SHEET.number}", prescription_pdf(SHEET), "prescription")


def herbal() -> QWidget:
    """A decoction."""
    return _shown(f"处方 {HERBAL.number}", prescription_pdf(HERBAL), "prescription")


def slip() -> QWidget:
    """What goes home."""
    return _shown(f"用药说明 · 处方 {SHEET.number}", slip_pdf(SLIP), "medication_slip")


def labels() -> QWidget:
    """What is stuck on the bag."""
    return _shown(f"药品标签 · 处方 {SHEET.number}", labels_pdf(LABELS), "drug_labels")


def infusion() -> QWidget:
    """What hangs beside the patient."""
    return _shown(f"输液单 · 处方 {SHEET.number}", infusion_pdf(INFUSION), "infusion_slip")


ENTRIES = [
    Entry("printing", preview),
    Entry("printing-herbal", herbal),
    Entry("printing-slip", slip),
    Entry("printing-labels", labels),
    Entry("printing-infusion", infusion),
]
