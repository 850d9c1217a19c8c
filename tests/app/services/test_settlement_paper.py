"""What the slip of a settlement says, and that it stands in the trail once it is printed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.domain.settlement import Settlement
from app.services.bill import Bill, BillLine
from app.services.desk import Desk
from app.services.settlement_paper import SettlementPaper, receipt_of
from app.store.tables.log import audit
from tests.app.printing.pages import plain

AT = "2026-03-05T02:05:00.000Z"
BILL = Bill(
    "s", "p", "A1-0001", "王秀英", "自费", AT, (BillLine("甲", "", 7, "片", None, 0), BillLine("乙", "", 0, "片", 5, 3)), False, False
)
PAID = Settlement("k", "p", "s", "o", "城乡居民医保", 1_250, None, 900, "0305-17", "抹零", "w", AT)


def test_the_slip_tells_what_was_given_and_who_paid() -> None:
    told = receipt_of(BILL, PAID, "柳树村卫生室", "李秀兰")
    assert [(line.name, line.pieces, line.price) for line in told.lines] == [("甲", "7片", "")], "nothing of what was not given out"
    assert dict(told.pairs) == {
        "way": "城乡居民医保",
        "insured": "¥9.00",
        "own": "¥3.50",
        "settlement": "0305-17",
        "by": "李秀兰",
        "at": "2026-03-05 10:05",
    }
    plain_one = receipt_of(BILL, replace(PAID, way="自费", insured_fen=0, number=""), "柳树村卫生室", "李秀兰")
    assert [key for key, _ in plain_one.pairs] == ["way", "by", "at"]


def test_a_printed_slip_stands_in_the_trail(desk: Desk) -> None:
    paper = SettlementPaper(desk)
    pdf = paper.receipt(BILL, PAID, "李秀兰")
    assert "¥12.50" in plain(pdf)
    paper.receipt_printed(pdf)
    assert desk.store.read(lambda conn: conn.execute(select(audit.c.type).where(audit.c.action == "print")).scalars().all()) == ["receipt"]
