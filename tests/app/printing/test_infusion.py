"""The infusion slip: bottle by bottle, boxes to sign, a page that never tears a bottle apart."""

from __future__ import annotations

import itertools
from dataclasses import replace

from app.printing.infusion import Bottle, InfusionDrug, InfusionSlip, infusion_pdf
from tests.app.printing.pages import plain, words

PENICILLIN = Bottle((InfusionDrug("0.9%氯化钠注射液", "100 mL"), InfusionDrug("注射用青霉素钠", "320万U", "阴性")), "每日2次，3天", "40")
VITAMIN = Bottle((InfusionDrug("5%葡萄糖注射液", "250 mL"), InfusionDrug("维生素C注射液", "2 g")), "每日1次")
SLIP = InfusionSlip(
    institution="八里台镇第三村卫生室",
    number="410225A00103-01-20260305-0007",
    name="王秀英",
    sex="女",
    age="66岁",
    weight="61.5 kg",
    diagnosis="急性支气管炎",
    allergies="无（2026-03-05询问）",
    issued="2026-03-05",
    prescriber="刘建国",
    bottles=(PENICILLIN, VITAMIN),
)


def test_bottles_stand_in_their_order_with_all_that_is_filled_in() -> None:
    text = plain(infusion_pdf(SLIP))
    for wanted in (
        *("输液单", "王秀英女66岁61.5kg", "20260305-0007", "急性支气管炎", "无（2026-03-05询问）", "开方医师：刘建国", "留观30分钟"),
        *("第1瓶", "注射用青霉素钠（皮试阴性）", "320万U", "滴速：40滴/分", "每日2次，3天", "第2瓶", "维生素C注射液"),
        *("配药：", "核对：", "开始时间：", "巡视：", "结束时间：", "护士签名：", "患者或家属签名："),
    ):
        assert wanted in text
    assert text.index("第1瓶") < text.index("320万U") < text.index("第2瓶")
    assert text.count("护士签名") == 2 and text.count("滴/分") == 1


def test_eight_bottles_need_more_pages_and_none_is_torn() -> None:
    pdf = infusion_pdf(replace(SLIP, bottles=(PENICILLIN, VITAMIN) * 4))
    pages = words(pdf)
    assert len(pages) > 1
    for page in pages:
        assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
        assert all(word.bottom > 12 and word.left > 18 and word.right < 402 for word in page)
        said = "".join(word.text for word in page).replace(" ", "")
        assert said.count("瓶") == said.count("护士签名：") and "王秀英" in said
    assert pdf == infusion_pdf(replace(SLIP, bottles=(PENICILLIN, VITAMIN) * 4))


def test_a_long_name_goes_on_below() -> None:
    long = Bottle((InfusionDrug("注射用头孢哌酮钠舒巴坦钠（进口分包装，2:1复方制剂）冻干粉针剂型" * 2, "1.5 g", "阴性"),), "每日2次")
    pdf = infusion_pdf(replace(SLIP, bottles=(long,)))
    (page,) = words(pdf)
    assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)] and "（皮试阴性）" in plain(pdf)
