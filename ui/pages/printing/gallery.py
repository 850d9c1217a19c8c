"""The preview on show: one prescription on A5, no printer yet."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.prescription import PrescriptionState
from app.printing.prescription import prescription_pdf
from app.printing.sheet import PrescriptionSheet, SheetLine, SheetPatient
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
    patient=SheetPatient("王秀英", "女", "66岁", "青霉素(皮疹, 中度, 本人述 2026-01-06)", contact="第三村2组 14000000001"),
    diagnoses=("原发性高血压 I10",),
    issued=date(2026, 3, 5),
    lines=(SheetLine("苯磺酸氨氯地平片", "片剂", "5 mg × 28片/盒", "1 盒", "每次5 mg(1片),每日1次(qd),口服,28天"),),
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


def preview() -> QWidget:
    """The sheet as it will be printed."""
    bridge = AtOnce()
    made = PrintPreview(bridge, NoPrinters(), list)
    bridge.setParent(made)
    made.show_pdf(f"处方 {SHEET.number}", prescription_pdf(SHEET), "prescription", lambda: None)
    return made


ENTRIES = [Entry("printing", preview)]
