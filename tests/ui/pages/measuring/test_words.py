"""What a row of the drawer says: whose device, which specimen, the gravest result first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from app.services.inbox import Unclaimed
from device_drivers.readings import Kind, Quantity
from ui.pages.measuring.words import is_critical, unclaimed_source, unclaimed_title

WBC = ("6690-2", Quantity(Decimal("11.8"), "10*9/L", label="WBC", flag="H"))
HGB = ("718-7", Quantity(Decimal(58), "g/L", label="HGB", flag="LL"))
COLOUR = ("COLOR", Quantity(None, "", text="YELLOW"))
HEARD = "2026-03-05T00:40:00.000Z"


def waiting(*values: tuple[str, Quantity], kind: Kind = Kind.LABORATORY, sticker: str = "", **told: str) -> Unclaimed:
    slot = 2 if kind is Kind.BLOOD_PRESSURE else None
    return Unclaimed(
        key="k", device="d", sticker=sticker, kind=kind, values=values, device_time=None, received_at=HEARD, measured_at=None,
        reason="laboratory", claimable=True, proposal=None, user_slot=slot, context=tuple(told.items()),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "title", "source", "critical"),
    [
        (waiting(WBC, specimen="LAB-0042", instrument="BC-5300"), "化验 WBC 11.8 10*9/L", "BC-5300、标本 LAB-0042", False),
        (waiting(COLOUR, WBC, HGB, specimen="LAB-0042", sticker="黄1"), "化验 HGB 58 g/L 等，另 2 项", "黄1、标本 LAB-0042", True),
        (waiting(COLOUR, patient_id="P77", instrument="U-120"), "化验 COLOR YELLOW", "U-120、仪器上的号码 P77", False),
        (waiting(("ketone", Quantity(None, "mmol/L", ">")), sticker="蓝1"), "化验 血酮 HI", "蓝1", False),
        (waiting(("uric_acid", Quantity(Decimal("7.10"), "mg/dL")), sticker="蓝1"), "化验 尿酸 7.1 mg/dL", "蓝1", False),
    ],
)
def test_an_analysers_row(dressed: QApplication, row: Unclaimed, title: str, source: str, critical: bool) -> None:
    assert (unclaimed_title(row), unclaimed_source(row), is_critical(row)) == (title, source, critical)


def test_a_cuffs_row_keeps_its_user_and_is_never_called_critical(dressed: QApplication) -> None:
    pair = (("systolic", Quantity(Decimal(168), "mmHg", flag="HH")), ("diastolic", Quantity(Decimal(96), "mmHg")))
    row = waiting(*pair, kind=Kind.BLOOD_PRESSURE, sticker="红1")
    assert (unclaimed_title(row), unclaimed_source(row), is_critical(row)) == ("血压 168/96 mmHg", "红1、用户2", False)
