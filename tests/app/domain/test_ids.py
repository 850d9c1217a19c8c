"""Identifiers and numbers of people."""

from __future__ import annotations

from datetime import date
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import ids

TODAY = date(2026, 3, 1)


def _number(first17: str) -> str:
    return first17 + ids.check_character(first17)


@pytest.mark.parametrize(
    ("text", "id18", "kind", "birth", "sex"),
    [
        ("11010519491231002X", "11010519491231002X", ids.CITIZEN, date(1949, 12, 31), "2"),
        ("440524188001010014", "440524188001010014", ids.CITIZEN, date(1880, 1, 1), "1"),  # the standard's own example
        (" 110105 19491231 002x ", "11010519491231002X", ids.CITIZEN, date(1949, 12, 31), "2"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", ids.CITIZEN, date(1949, 12, 31), "2"),
        ("110105491231002", "11010519491231002X", ids.CITIZEN, date(1949, 12, 31), "2"),
        ("810000199001010115", "810000199001010115", ids.HMT_RESIDENT, date(1990, 1, 1), "1"),
        ("911840198506150070", "911840198506150070", ids.FOREIGN_RESIDENT, date(1985, 6, 15), "1"),
    ],
)
def test_resident_id_accepted(text: str, id18: str, kind: str, birth: date, sex: str) -> None:
    verdict = ids.check_resident_id(text, TODAY)
    assert (verdict.valid, verdict.id18, verdict.kind, verdict.birth, verdict.sex) == (True, id18, kind, birth, sex)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("110105194912310021", "checksum"),
        ("130102196202290021", "birth_date"),
        (_number("11010517991231002"), "birth_date"),
        (_number("11010520270101002"), "birth_future"),
        (_number("99010519491231002"), "province"),
        (_number("16010519491231002"), "province"),
        (_number("81010119491231002"), "province"),
        ("1101051949123100", "format"),
        ("11010519491231002Y", "format"),
        ("٣10105194912310021", "format"),
        ("", "format"),
    ],
)
def test_resident_id_refused_with_its_reason(text: str, error: str) -> None:
    verdict = ids.check_resident_id(text, TODAY)
    assert (verdict.valid, verdict.error, verdict.id18) == (False, error, "")


@given(position=st.integers(0, 16), other=st.integers(0, 9))
def test_one_wrong_digit_is_always_noticed(position: int, other: int) -> None:
    right = "11010519491231002X"
    wrong = right[:position] + str(other) + right[position + 1 :]
    assert ids.check_resident_id(wrong, TODAY).valid == (wrong == right)


@given(st.text(max_size=20))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = ids.check_resident_id(text, TODAY)
    assert verdict.valid == bool(verdict.id18)
    ids.parse_phone(text)
    ids.parse_health_record_no(text)
    for mask in (ids.mask_id, ids.mask_phone):
        assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "kind", "form_no"),
    [
        ("37090210210100023", "村委会", "101-00023"),
        ("370902102-101-00023", "村委会", "101-00023"),
        ("37090210205012345", "居委会", "050-12345"),
        ("37090210290100001", "其他组织", "901-00001"),
        ("37090210225000001", "未定义", "250-00001"),
    ],
)
def test_health_record_no(text: str, kind: str, form_no: str) -> None:
    record = ids.parse_health_record_no(text)
    assert record is not None
    assert (record.village_kind, record.form_no, len(record.number)) == (kind, form_no, 17)


@pytest.mark.parametrize("text", ["3709021021010002", "370902102101000233", "3709021021010002X", ""])
def test_health_record_no_refused(text: str) -> None:
    assert ids.parse_health_record_no(text) is None


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("13812345678", "13812345678"),
        ("+8613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0538-1234567", "0538-1234567"),
        ("01012345678", "01012345678"),
        ("12345678901", None),
        ("1381234567", None),
        ("1234567", None),
        ("电话没有", None),
    ],
)
def test_phone(text: str, stored: str | None) -> None:
    assert ids.parse_phone(text) == stored


def test_masking_hides_birth_date_and_middle() -> None:
    assert ids.mask_id("11010519491231002X") == "110105********002X"
    assert ids.mask_phone("13812345678") == "138****5678"
    assert [ids.mask_name(name) for name in ("张三丰", "张三", "欧阳修远", "张", "")] == ["张*丰", "张*", "欧**远", "张*", ""]
    assert ids.mask_id("1234567890") == "**********"


def test_one_real_thing_has_one_id_on_every_seat() -> None:
    assert ids.organization_id(" pdy10010x ") == ids.organization_id("PDY10010X")
    assert ids.practitioner_id("PDY1", "001") != ids.practitioner_id("PDY10", "01")
    assert ids.device_id("A&D", "5200 1") == ids.device_id("a&d ", "5200 1")
    assert ids.device_id("", "", "c0:11:22:33:44:55") == ids.device_id("A&D", "", "C0-11-22-33-44-55")
    assert ids.location_id("PDY1", "一诊室") != ids.location_id("PDY1", "二诊室")
    assert ids.catalogue_id("form", "htn") != ids.catalogue_id("pack", "htn")
    assert UUID(ids.organization_id("PDY1")).version == 5


def test_new_ids_are_random() -> None:
    assert len({ids.new_id() for _ in range(100)}) == 100
    assert UUID(ids.new_id()).version == 4


def test_ids_of_one_visit_lie_together_and_are_still_random() -> None:
    visit = ids.new_id()
    made = {ids.new_id(visit) for _ in range(100)}
    assert len(made) == 100 and visit not in made
    assert {one[:13] for one in made} == {visit[:13]}
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(4, RFC_4122)}


@pytest.mark.parametrize("stranger", ["", "pat-1", "0F0E0D0C-1111-4222-8333-444455556666", "12345678-1234/../x-4444-8333-4444555566"])
def test_an_id_that_is_no_uuid_of_ours_lends_nothing(stranger: str) -> None:
    made = ids.new_id(stranger)
    assert UUID(made).version == 4 and not (stranger and made.startswith(stranger[:4]))


def test_a_device_without_any_name_has_no_id() -> None:
    with pytest.raises(ValueError, match="maker and serial"):
        ids.device_id("A&D", "", "")
