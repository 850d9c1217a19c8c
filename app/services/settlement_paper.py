"""药费小票 of one settlement, and the day's settlements as a report; what leaves the printer stands in the audit trail."""

from __future__ import annotations

from app.domain.amounts import yuan_text
from app.domain.settlement import Settlement
from app.printing.receipt import Receipt, ReceiptLine, receipt_pdf
from app.services.bill import Bill
from app.services.desk import Desk
from app.services.report_paper import ReportPaper
from app.services.rx_document import local_minute
from app.services.settlement import NEEDED

RECEIPT, DAY = "receipt", "settlements"
"""As printers and audit trail call them."""


class SettlementPaper(ReportPaper):
    """The day is printed as every report is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NEEDED, DAY)
        self._receipts = ReportPaper(desk, NEEDED, RECEIPT)

    def receipt(self, bill: Bill, paid: Settlement, by: str) -> bytes:
        """``by``: the name of who settled it. Raises KnownError ``font_missing``."""
        self._desk.allow(NEEDED)
        return receipt_pdf(receipt_of(bill, paid, self._desk.who.organization.name, by))

    def receipt_printed(self, pdf: bytes) -> None:
        """Note in the audit trail that a receipt left the printer."""
        self._receipts.printed(pdf)


def receipt_of(bill: Bill, paid: Settlement, institution: str, by: str) -> Receipt:
    """What the patient has, and how it was paid; the insurance's part only where it paid one."""
    lines = (
        ReceiptLine(one.name, f"{one.pieces}{one.piece}", "" if one.price_fen is None else yuan_text(one.price_fen))
        for one in bill.lines
        if one.pieces
    )
    insured = [("insured", f"¥{yuan_text(paid.insured_fen)}"), ("own", f"¥{yuan_text(paid.own_fen)}")] if paid.insured_fen else []
    number = [("settlement", paid.number)] if paid.number else []
    pairs = [("way", paid.way), *insured, *number, ("by", by), ("at", local_minute(paid.at))]
    return Receipt(institution, bill.who, bill.number, tuple(lines), yuan_text(paid.amount_fen), tuple(pairs))
