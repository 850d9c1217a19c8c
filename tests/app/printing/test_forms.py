"""Every printed form as a picture, and its words as a reader finds them in the PDF; XIANGYI_GOLDEN=write renews the pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.domain.prescription import PrescriptionState, SheetKind
from app.printing.drug_label import labels_pdf
from app.printing.infusion import infusion_pdf
from app.printing.prescription import prescription_pdf
from app.printing.preview import rasterise
from app.printing.sheet import Pharmacy, PrescriptionSheet, SheetLine
from app.printing.slip import Slip, slip_pdf
from app.rules.checks.form import paper_for
from tests.app.printing.pages import plain
from tests.app.printing.sheets import BUSY, FULL, HERBAL, ORDINARY
from tests.app.printing.test_drug_label import ONE as LABEL
from tests.app.printing.test_infusion import SLIP as INFUSION
from tests.app.printing.test_slip import LINE, MORNING, NIGHT, SLIP, THRICE
from tests.ui.pictures import ARTIFACTS, MAY_DIFFER, difference, save, writing

FOLDER = Path(__file__).parent / "golden"
DPI = 96


def on_paper(sheet: PrescriptionSheet, kind: SheetKind = SheetKind.ORDINARY, control: str = "") -> PrescriptionSheet:
    paper = paper_for(kind, control)
    return replace(sheet, colour=paper.colour, mark=paper.mark)


def of_one(line: SheetLine, kind: SheetKind = SheetKind.ORDINARY, control: str = "", **more: object) -> PrescriptionSheet:
    plainly = replace(ORDINARY, lines=(line,), long_term=False, extend_reason="", based_on="", amount_fen=1250)
    return replace(on_paper(plainly, kind, control), **more)  # type: ignore[arg-type]


NARCOTIC = of_one(
    SheetLine("盐酸吗啡缓释片", "缓释片", "30 mg × 10片/盒", "3 盒", "每次30 mg（1片），每日2次（bid），口服，15天"),
    control="麻",
    number="410225A00103-01-MJ20260305-0001",
    diagnoses=("肺癌 C34.9",),
    patient=replace(
        ORDINARY.patient,
        id_number="410225195903121226",
        agent="李建军",
        agent_id="410225198502031218",
        agent_relation="儿子",
        agent_phone="14000000002",
    ),
    remarks=("代配药（患者未到）", "癌痛或中、重度慢性疼痛患者"),
    pharmacy=Pharmacy("赵芳", "赵芳", "孙丽", "孙丽"),
    state=PrescriptionState.APPROVED,
)
TOXIC = replace(
    on_paper(HERBAL, control="毒"),
    lines=(SheetLine("生川乌", "饮片", "", "1.5g", "", note="先煎"),),
    decoction="共2剂，水煎服，每日1剂，分2次温服",
    diagnoses=("类风湿关节炎 M06.9",),
)
CHILD = on_paper(FULL, SheetKind.PAEDIATRIC)
EMERGENCY = of_one(
    SheetLine("硝酸甘油片", "片剂", "0.5 mg × 100片/瓶", "1 瓶", "必要时（胸痛时），每次0.5 mg（1片），每日最多3次，舌下含服，3天"),
    SheetKind.EMERGENCY,
    diagnoses=("心绞痛 I20.9",),
    remarks=("抢救用药",),
    department="急诊",
)
SECOND = of_one(
    SheetLine("艾司唑仑片", "片剂", "1 mg × 20片/盒", "7 片", "每次1 mg（1片），睡前（qn），口服，7天"),
    control="精二",
    diagnoses=("失眠症 G47.0",),
)
REMOTE = replace(
    ORDINARY, remote="互联网复诊。既往面诊诊断：原发性高血压 2025-11-03 八里台镇卫生院 刘建国；2型糖尿病 2025-06-12 县人民医院"
)
SHEETS = {
    "ordinary": BUSY,
    "emergency": EMERGENCY,
    "paediatric": CHILD,
    "second": SECOND,
    "narcotic": NARCOTIC,
    "herbal": HERBAL,
    "toxic": TOXIC,
    "internet": REMOTE,
}
FORMS: dict[str, Callable[[], bytes]] = {name: lambda sheet=sheet: prescription_pdf(sheet) for name, sheet in SHEETS.items()} | {
    "label": lambda: labels_pdf((LABEL,)),
    "slip": lambda: slip_pdf(
        Slip(SLIP.institution, SLIP.phone, SLIP.name, SLIP.age, SLIP.issued, (MORNING, THRICE, NIGHT, LINE), "2026-04-01")
    ),
    "infusion": lambda: infusion_pdf(INFUSION),
}
SAID = {
    "ordinary": ("处方笺", "以下空白", "医师签名：刘建国", "审核药师", "发药药师", "¥86.40"),
    "emergency": ("急诊", "抢救用药", "舌下含服"),
    "paediatric": ("儿科", "体重：10.4kg", "1岁5月", "身份未核验"),
    "second": ("精二", "艾司唑仑片"),
    "narcotic": (
        *("麻、精一", "身份证明编号：410225195903121226", "代办人：李建军", "代办人证件号：410225198502031218"),
        *("与患者关系：儿子", "代办人电话：14000000002", "-MJ20260305-0001", "药师已审核"),
    ),
    "herbal": ("附子", "（先煎）", "共7剂，水煎服"),
    "toxic": ("毒", "生川乌", "（先煎）", "共2剂"),
    "internet": ("互联网复诊。既往面诊诊断：原发性高血压2025-11-03八里台镇卫生院",),
    "label": ("王秀英", "苯磺酸氨氯地平片"),
    "slip": ("用药说明", "睡前", "2026-04-01"),
    "infusion": ("输液单", "滴速", "护士签名"),
}


def picture(pdf: bytes) -> QImage:
    """The first page."""
    page = rasterise(pdf, DPI)[0]
    return QImage(page.rgb, page.width, page.height, page.stride, QImage.Format.Format_RGB888).copy()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_looks_as_it_did_and_its_words_can_be_found(name: str) -> None:
    """处方管理办法 附件1: colour, mark, fields, blank space crossed; the text of every form can be copied out of the PDF."""
    pdf, file = FORMS[name](), FOLDER / f"{name}.png"
    text = plain(pdf)
    assert [words for words in SAID[name] if words not in text] == []
    ours = picture(pdf)
    if writing():
        save(ours, file)
    apart = difference(ours, QImage(str(file)))
    if apart > MAY_DIFFER:
        save(ours, ARTIFACTS / f"form-{name}.png")
    assert apart <= MAY_DIFFER, f"{name}: {apart:.2%} of the pixels differ, see {ARTIFACTS}"


def test_the_pictures_are_of_these_forms_alone() -> None:
    here = {
        file.stem for file in FOLDER.glob("*.png") if not file.stem.startswith("form_")
    }  # those of public health have tests of their own
    assert here == set(FORMS) == set(SAID)


def test_each_paper_has_its_own_colour_and_mark() -> None:
    """普通 white，急诊 yellow，儿科 green，麻精一 red; no two forms could be taken for one another by mark and colour."""
    shown = {(sheet.colour, sheet.mark) for name, sheet in SHEETS.items() if name not in {"herbal", "internet"}}
    assert len(shown) == len(SHEETS) - 2
    assert {sheet.issued for sheet in SHEETS.values()} == {date(2026, 3, 5)}
