"""Slips, labels and infusion slips say what was signed, for all sheets of one act."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.encounter import Encounter
from app.domain.herbs import read_herbs
from app.domain.person import Person
from app.domain.rx_document import read
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_slips import Paper, infusion_of, labels_of, slip_of
from app.store.tables.log import audit
from tests.app.printing.pages import plain, words
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, reasoned, sheet
from tests.app.services.rx_clinic import unreviewed as unreviewed

SALINE = RxDraftLine("sodium-chloride-inj", Decimal(100), "qd", "iv", 3, bag="A", note="40滴/分")


def signed(rx: Prescribing, draft: RxDraft) -> list[dict[str, object]]:
    return [read(one.document or b"") for one in rx.sign_all(reasoned(rx, draft))]


def infused(pack: Pack, resident: Person, visit: Encounter) -> RxDraft:
    saline = next(key for key, one in pack.products.items() if "氯化钠注射液" in one.name and one.dose_unit == "mL")
    vitamin = next(key for key, one in pack.products.items() if one.name.startswith("维生素C") and "iv" in one.routes)
    lines = (replace(SALINE, drug=saline), RxDraftLine(vitamin, Decimal(2), "qd", "iv", 3, bag="A"), AMLODIPINE)
    return sheet(resident.id, visit.id, *lines)


def test_the_slip_tells_of_all_sheets_when_and_how_much(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    estazolam = RxDraftLine("estazolam-tab", Decimal(1), "qn", "oral", 7)
    draft = sheet(resident.id, visit.id, AMLODIPINE, METFORMIN, estazolam, herbs=read_herbs("黄芪30 附子9先煎"))
    slip = slip_of(signed(rx, draft), "0378-1234567")
    assert [line.times for line in slip.lines] == [("1片", "", "", ""), ("1片", "1片", "1片", ""), ("", "", "", "1片"), ()]
    herbs = slip.lines[-1]
    assert (herbs.name, herbs.quantity, herbs.note, herbs.until) == ("中药饮片", "7剂", "附子（先煎）", "2026-03-11")
    assert slip.next == "" and all("(qd)" not in line.usage for line in slip.lines)


def test_whoever_has_drugs_for_a_month_is_asked_back_before_the_end(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    draft = sheet(resident.id, visit.id, replace(AMLODIPINE, days=28), METFORMIN, extend_reason="慢性病")
    assert slip_of(signed(rx, draft), "").next == "2026-04-01"


def test_what_is_needed_at_times_has_no_time_of_day(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    as_needed = RxDraftLine("nitroglycerin-sl", Decimal("0.5"), "prn", "sublingual", 3, Decimal(3), as_needed="胸痛时")
    (line,) = slip_of(signed(rx, sheet(resident.id, visit.id, as_needed)), "").lines
    assert line.times == () and line.until == "" and "胸痛时" in line.usage


def test_bottles_follow_their_letters_and_labels_leave_them_out(rx: Prescribing, pack: Pack, resident: Person, visit: Encounter) -> None:
    documents = signed(rx, infused(pack, resident, visit))
    slip = infusion_of(documents)
    assert slip is not None and len(slip.bottles) == 1
    (bottle,) = slip.bottles
    assert bottle.drugs[0].dose == "100 mL" and (bottle.rate, bottle.often) == ("40", "每日1次，3天")
    assert [one.drug for one in labels_of(documents, "")] == ["苯磺酸氨氯地平片"]


def test_papers_are_drawn_and_their_print_is_audited(desk: Desk, rx: Prescribing, pack: Pack, resident: Person, visit: Encounter) -> None:
    signed(rx, infused(pack, resident, visit))
    key = rx.of_encounter(visit.id)[0].id
    assert "第1瓶" in plain(rx.paper_pdf(Paper.INFUSION, key)) and len(words(rx.paper_pdf(Paper.LABELS, key))) == 1
    pdf = rx.paper_pdf(Paper.SLIP, key)
    assert pdf == rx.slip_pdf(key)
    for _ in range(2):
        rx.paper_printed(Paper.SLIP, key, pdf)
    rows = desk.store.read(lambda conn: conn.execute(audit.select().where(audit.c.ref == key, audit.c.action == "print")).mappings().all())
    assert [row["type"] for row in rows] == ["medication_slip"] * 2 and rx.copies(key) == []


def test_without_an_infusion_there_is_no_slip_for_one(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    signed(rx, sheet(resident.id, visit.id, AMLODIPINE))
    one = rx.of_encounter(visit.id)[0]
    with pytest.raises(KnownError, match="rx_nothing_infused"):
        rx.paper_pdf(Paper.INFUSION, one.id)
    rx.cancel(one.id, "药开错了")
    with pytest.raises(KnownError, match="rx_not_in_force"):
        rx.paper_pdf(Paper.SLIP, one.id)
