"""One list, one signing act, several sheets: what stands together, what each sheet says of it, and that all are signed or none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.encounter import Encounter
from app.domain.herbs import Decoction, read_herbs
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.rx_document import read
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraftLine
from app.services.rx_splitting import Part, PartKind, parts_of
from app.services.signature import flaws_of, verify_sheets
from tests.app.printing.pages import plain, words
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, reasoned, sheet, trusted, visit_of

SERIES = "PDY00000141010211A1001-A1-"
ESTAZOLAM = RxDraftLine("estazolam-tab", Decimal(1), "qn", "oral", 7)
MORPHINE = RxDraftLine("morphine-inj", Decimal(10), "st", "subcut", 0)
ORDINARY = ("loratadine-tab", "omeprazole-cap", "vitamin-c-tab", "folic-acid-tab", "simvastatin-tab", "cetirizine-tab", "bisoprolol-tab")


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    return Prescribing(desk, pack, ReviewMode.AFTER)


def drugs(pack: Pack, count: int) -> tuple[RxDraftLine, ...]:
    """So many ordinary drugs in the doses of their cards."""
    known = [one for one in ORDINARY if one in pack.products]
    more = [key for key, one in pack.products.items() if not one.control_class and not one.decoction_piece and key not in known]
    return tuple(RxDraftLine(one, Decimal(1), "qd", "oral", 3) for one in (*known, *more)[:count])


def kinds(parts: tuple[Part, ...]) -> list[tuple[PartKind, int]]:
    return [(part.kind, len(part.lines)) for part in parts]


def test_five_a_sheet_and_controlled_drugs_and_herbs_apart(pack: Pack) -> None:
    many = drugs(pack, 7)
    whole = sheet("p", "e", *many[:3], ESTAZOLAM, *many[3:], MORPHINE, RxDraftLine("huangqi-slice", Decimal(30), "qd", "oral", 7))
    assert kinds(parts_of(whole, pack.products)) == [
        (PartKind.ORDINARY, 5),
        (PartKind.ORDINARY, 2),
        (PartKind.SECOND, 1),
        (PartKind.NARCOTIC, 1),
        (PartKind.HERBAL, 1),
    ]
    assert parts_of(replace(whole, lines=()), pack.products) == (Part(PartKind.ORDINARY, ()),)


def test_a_line_stands_on_one_sheet_and_none_is_lost(pack: Pack) -> None:
    whole = sheet("p", "e", *drugs(pack, 23), ESTAZOLAM, MORPHINE)
    placed = [line for part in parts_of(whole, pack.products) for line in part.lines]
    assert sorted(placed) == list(range(25))


def test_what_runs_in_one_bag_is_not_torn_apart(pack: Pack) -> None:
    four, three = drugs(pack, 4), tuple(replace(one, bag="1") for one in drugs(pack, 7)[4:])
    assert [part.lines for part in parts_of(sheet("p", "e", *four, *three), pack.products)] == [(0, 1, 2, 3), (4, 5, 6)]


def test_one_act_signs_them_all_each_its_own(desk: Desk, rx: Prescribing, pack: Pack, resident: Person, visit: Encounter) -> None:
    whole = sheet(resident.id, visit.id, AMLODIPINE, METFORMIN, ESTAZOLAM, herbs=read_herbs("黄芪30 附子9先煎"))
    draft = reasoned(rx, whole)
    first, second, herbal = sheets = rx.sign_all(draft)
    day = f"{SERIES}20260305-"
    assert [one.number for one in sheets] == [f"{day}0001", f"{day}0002", f"{day}0003"]
    assert [one.prev_hash for one in sheets[1:]] == [first.hash, second.hash]
    assert [flaws_of(one) for one in sheets] == [(), (), ()] and verify_sheets(desk) == []
    papers = [read(one.document or b"")["paper"]["mark"] for one in sheets]
    assert papers == ["", "精二", ""]
    assert [line.name for line in herbal.lines] == ["黄芪", "附子"] and herbal.lines[1].note == "先煎"
    assert (herbal.lines[0].quantity, herbal.lines[0].strength) == (Decimal(210), "") and read(herbal.document or b"")["decoction"][
        "doses"
    ] == "7"
    assert rx.together(second) == sheets
    assert desk.store.read(lambda conn: len(rx.of_encounter(visit.id))) == 3


def test_a_controlled_sheet_waits_and_the_ordinary_one_does_not(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """safety.md §1, 11:20: afterwards is for what is not controlled; now each sheet has a state of its own."""
    sheets = rx.sign_all(reasoned(rx, sheet(resident.id, visit.id, AMLODIPINE, ESTAZOLAM)))
    assert [one.state for one in sheets] == [PrescriptionState.RELEASED, PrescriptionState.SIGNED]


def test_a_decoction_need_not_wait_unless_something_was_overridden(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    (mild,) = rx.sign_all(sheet(resident.id, visit.id, herbs=read_herbs("黄芪30 甘草6"), lines=()))
    (strong,) = rx.sign_all(reasoned(rx, sheet(resident.id, visit.id, herbs=read_herbs("附子30先煎"), lines=())))
    assert (mild.state, strong.state) == (PrescriptionState.RELEASED, PrescriptionState.SIGNED)
    assert strong.overrides[0].second_signature


def test_a_second_key_press_signs_nothing_more(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """H33, of all sheets of the list."""
    draft = reasoned(rx, sheet(resident.id, visit.id, AMLODIPINE, ESTAZOLAM))
    assert rx.sign_all(draft) == rx.sign_all(draft)
    assert len(rx.of_person(resident.id)) == 2
    with pytest.raises(KnownError, match="rx_signed_already"):
        rx.sign_all(replace(draft, lines=draft.lines[:1]))


def test_one_block_keeps_every_sheet_from_being_signed(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    draft = sheet(resident.id, visit.id, AMLODIPINE, replace(ESTAZOLAM, days=30))
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign_all(draft)
    assert rx.of_person(resident.id) == []


def test_a_reason_for_two_drugs_stands_on_both_sheets(rx: Prescribing, pack: Pack, resident: Person, visit: Encounter) -> None:
    """An interaction does not end at the edge of the paper."""
    codeine = RxDraftLine("codeine-oral-soln", Decimal(10), "tid", "oral", 3)
    draft = reasoned(rx, sheet(resident.id, visit.id, AMLODIPINE, codeine, ESTAZOLAM))
    apart = replace(draft, lines=(*draft.lines[:1], *draft.lines[1:]))
    pair = [one for one in apart.overrides if set(one.lines) == {1, 2}]
    ordinary, controlled = rx.sign_all(apart)
    assert pair and len(controlled.lines) == 2
    assert {line for one in controlled.overrides for line in one.lines} <= {0, 1} and not ordinary.overrides
    found = read(controlled.document or b"")["review"]["findings"]
    assert ["1", "2"] in [one["lines"] for one in found]


def test_narcotics_are_numbered_in_a_series_of_their_own(desk: Desk, rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """处方管理办法 art. 39: 按年月日逐日编制顺序号."""
    trusted(desk)
    sheets = rx.sign_all(reasoned(rx, sheet(resident.id, visit.id, AMLODIPINE, MORPHINE, diagnoses=(("R52.9", "疼痛"),))))
    assert [one.number for one in sheets] == [f"{SERIES}20260305-0001", f"{SERIES}MJ20260305-0001"]
    later = rx.sign_all(sheet(resident.id, visit_of(desk, resident.id).id, RxDraftLine("loratadine-tab", Decimal(10), "qd", "oral", 3)))
    assert later[0].number == f"{SERIES}20260305-0002" and later[0].prev_hash == sheets[1].hash
    assert verify_sheets(desk) == []


def test_all_of_them_are_printed_and_each_says_which_it_is(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    sheets = rx.sign_all(reasoned(rx, sheet(resident.id, visit.id, AMLODIPINE, ESTAZOLAM)))
    pdf = rx.pdf(*(one.id for one in sheets))
    assert len(words(pdf)) == 2 and pdf == rx.pdf(*(one.id for one in sheets))
    text = plain(pdf)
    assert "本次处方共2张，此为第1张" in text and "本次处方共2张，此为第2张" in text and "精二" in text
    for one in sheets:
        rx.printed(one.id, pdf)
    assert [len(rx.copies(one.id)) for one in sheets] == [1, 1]
    assert plain(rx.pdf(sheets[1].id)).count("第2次打印") == 1


def test_a_draft_is_shown_divided_as_it_will_be_signed(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    draft = sheet(resident.id, visit.id, AMLODIPINE, ESTAZOLAM)
    assert len(words(rx.draft_pdf(draft))) == 2
    assert len(words(rx.draft_pdf(replace(draft, lines=draft.lines[:1])))) == 1


def signed_alone(sheets: tuple[Prescription, ...]) -> bool:
    return not read(sheets[0].document or b"")["together"]


def test_a_list_of_one_sheet_names_no_others(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    sheets = rx.sign_all(sheet(resident.id, visit.id, AMLODIPINE))
    assert len(sheets) == 1 and signed_alone(sheets) and rx.together(sheets[0]) == sheets
    assert "本次处方" not in plain(rx.pdf(sheets[0].id))


def test_beside_a_long_term_sheet_a_controlled_drug_keeps_its_seven_days(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """长期处方管理规范: no controlled drug on a long-term sheet; it gets one of its own and is held to its own limit."""
    month = replace(AMLODIPINE, days=28)
    long, short = rx.sign_all(reasoned(rx, sheet(resident.id, visit.id, month, ESTAZOLAM, long_term=True)))
    assert (long.long_term, short.long_term) == (True, False)
    with pytest.raises(KnownError, match="rx_blocked") as told:
        rx.sign_all(sheet(resident.id, visit.id, month, replace(ESTAZOLAM, days=14), long_term=True))
    assert told.value.facts["codes"] == "RX-QTY-03"


def test_toxic_drugs_stand_on_a_sheet_of_their_own(rx: Prescribing, pack: Pack, resident: Person, visit: Encounter) -> None:
    """医疗用毒性药品: raw aconite beside other herbs gets its own paper, each with how it is decocted."""
    draft = sheet(resident.id, visit.id, lines=(), herbs=read_herbs("黄芪30 生川乌1.5先煎 甘草6"), decoction=Decoction(2))
    assert kinds(rx.parts(draft)) == [(PartKind.HERBAL, 2), (PartKind.TOXIC_HERBAL, 1)]
    plain_herbs, toxic = rx.sign_all(reasoned(rx, draft))
    document = read(toxic.document or b"")
    assert document["paper"] == {"colour": "白色", "mark": "毒"} and document["decoction"]["doses"] == "2"
    assert [line.name for line in toxic.lines] == ["生川乌"] and toxic.state is PrescriptionState.SIGNED
    assert plain_herbs.state is PrescriptionState.RELEASED and read(plain_herbs.document or b"")["paper"]["mark"] == ""
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign_all(replace(draft, id="another", decoction=Decoction(7)))


def test_a_toxic_product_is_no_herb(pack: Pack) -> None:
    toxic = replace(pack.products["metformin-tab"], control_class="毒")
    parts = parts_of(sheet("p", "e", AMLODIPINE, METFORMIN), {**pack.products, "metformin-tab": toxic})
    assert kinds(parts) == [(PartKind.ORDINARY, 1), (PartKind.TOXIC, 1)] and parts[1].kind.controlled


def test_a_dose_every_other_day_is_counted_once(resident: Person, visit: Encounter) -> None:
    made = Decoction(3, use="隔日1剂，分2次温服")
    (line,) = sheet(resident.id, visit.id, lines=(), herbs=read_herbs("黄芪30"), decoction=made).in_lines().lines
    assert (line.frequency, line.days, line.quantity) == ("qod", 6, Decimal(90))
