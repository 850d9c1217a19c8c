"""What was typed survives a crash word for word, and herbs go into lines and out again."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from app.domain.herbs import METHODS, USES, Decoction, Herb, read_herbs
from app.domain.prescription import SheetKind
from app.services.rx_draft import RxDraft, from_body, to_body
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet

FULL = sheet(
    "p",
    "e",
    AMLODIPINE,
    replace(METFORMIN, quantity=Decimal("2.5"), quantity_unit="盒", bag="A", note="40滴/分"),
    kind=SheetKind.EMERGENCY,
    herbs=read_herbs("黄芪30 附子9先煎"),
    decoction=Decoction(5, METHODS[1], USES[1]),
    agent="李四",
    agent_id="E12345678",
    purpose="pain",
    one_day=True,
    rescue=True,
)


def test_everything_typed_is_read_back() -> None:
    assert from_body(json.loads(json.dumps(to_body(FULL)))) == FULL
    bare = sheet("p", "e", AMLODIPINE)
    assert from_body(json.loads(json.dumps(to_body(bare)))) == bare


def test_a_draft_of_an_older_program_has_no_herbs() -> None:
    body = {key: value for key, value in to_body(FULL).items() if key not in {"herbs", "decoction", "agent", "agent_id", "purpose"}}
    old = from_body(body)
    assert (old.herbs, old.decoction, old.agent) == ((), None, "") and old.lines == FULL.lines


def test_herbs_become_lines_over_all_doses_and_herbs_again() -> None:
    whole = FULL.in_lines()
    aconite = whole.lines[-1]
    assert (aconite.drug, aconite.single, aconite.days, aconite.quantity, aconite.note) == ("herb:附子", Decimal(9), 5, Decimal(45), "先煎")
    assert whole.herbs == () and not FULL.empty and RxDraft("d", "p", "e").empty
    again = whole.herbs_apart(FULL.decoction)
    assert again.lines == FULL.lines and again.herbs == (Herb("黄芪", Decimal(30)), Herb("附子", Decimal(9), "先煎"))


def test_every_other_day_lasts_twice_as_long_and_a_wash_is_not_drunk() -> None:
    slow = replace(FULL, decoction=Decoction(5, METHODS[0], USES[3])).in_lines().lines[-1]
    wash = replace(FULL, decoction=Decoction(3, METHODS[2], USES[2])).in_lines().lines[-1]
    assert (slow.days, slow.quantity, slow.route) == (10, Decimal(45), "oral") and (wash.route, wash.days) == ("topical", 3)
