"""Sheets to print in tests: an ordinary one, and the fullest a clinic can write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.prescription import PrescriptionState
from app.printing.sheet import PrescriptionSheet, ReviewMode, SheetLine, SheetPatient

HASH = "9f2c4d7e1a3b5c6d8e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d"

ORDINARY = PrescriptionSheet(
    institution="八里台镇第三村卫生室",
    number="410225A00103-01-20260305-0007",
    colour="白色",
    mark="",
    payment="城乡居民医保",
    department="全科",
    patient=SheetPatient(
        "王秀英",
        "女",
        "66岁",
        "青霉素（过敏性休克，重度，本人述 2026-03-05）",
        record_no="101-00042",
        contact="八里台镇第三村2组 13900000000",
    ),
    diagnoses=("原发性高血压 I10", "2型糖尿病 E11.9"),
    issued=date(2026, 3, 5),
    lines=(
        SheetLine("苯磺酸氨氯地平片", "片剂", "5 mg × 28片/盒", "1 盒", "每次5 mg（1片），每日1次（qd），口服，28天"),
        SheetLine("盐酸二甲双胍片", "片剂", "0.5 g × 20片/盒", "5 盒", "每次0.5 g（1片），每日3次（tid），口服，28天", note="饭后服"),
    ),
    state=PrescriptionState.SIGNED,
    prescriber="刘建国",
    signed_at="2026-03-05 09:12",
    valid_until=date(2026, 3, 5),
    amount_fen=8640,
    sha256=HASH,
    long_term=True,
    extend_reason="慢性病",
    based_on="410225A00103-01-20260205-0011",
)

_NAMES = (
    "注射用头孢哌酮钠舒巴坦钠",
    "复方磺胺甲噁唑小儿口服混悬液",
    "双歧杆菌三联活菌肠溶胶囊（进口分包装）",
    "复方锌布颗粒剂",
    "盐酸氨溴索口服溶液（无糖型）",
)

FULL = PrescriptionSheet(
    institution="新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县孙扎齐牛录乡中心卫生院雀尔盘村第一卫生室",
    number="654022PDY00001X5210D6001-A1-20260305-0123",
    colour="淡绿色",
    mark="儿科",
    payment="其他（医疗救助）",
    department="全科（巡诊）",
    patient=SheetPatient(
        "阿不都热合曼·买买提依明江",
        "男",
        "1岁5月",
        "青霉素（过敏性休克，重度，家属述 2026-03-05）；磺胺类（皮疹，轻度，病历 2024-11-02）；鸡蛋（荨麻疹）",
        weight="10.4 kg",
        record_no="654022-101-201-00042",
        contact="孙扎齐牛录乡雀尔盘村3组 母亲 阿依古丽 13900000000",
        verified=False,
    ),
    diagnoses=("急性化脓性扁桃体炎 J03.9", "热性惊厥 R56.0", "急性支气管炎 J20.9", "轻度脱水 E86", "缺铁性贫血 D50.9"),
    issued=date(2026, 3, 5),
    lines=tuple(
        SheetLine(
            name,
            "注射剂（冻干粉针）",
            "1.0 g（头孢哌酮0.5 g：舒巴坦0.5 g） × 10支/盒",
            "12 支",
            "每次0.25 g，每日2次（bid），静脉滴注（同组：0.9%氯化钠注射液100 mL，每分钟20滴），3天",
            skin_test="阴性 2026-03-05 08:40 批号20251103",
            note="现用现配；滴注时间不少于30分钟",
            reasons=("超剂量：重症感染，已告知家属",),
            signed_again="刘建国 2026-03-05 09:12",
        )
        for name in _NAMES
    ),
    state=PrescriptionState.SIGNED,
    review=ReviewMode.AFTER,
    prescriber="刘建国",
    signed_at="2026-03-05 09:12",
    valid_until=date(2026, 3, 7),
    amount_fen=123456,
    sha256=HASH,
    copy=2,
    extend_reason="边远地区，路途远",
    reasons=("相互作用（头孢哌酮与含醇制剂）：已嘱禁酒", "重复用药：短期联用"),
)

BUSY = replace(
    ORDINARY,
    lines=(
        SheetLine(
            "苯磺酸左旋氨氯地平分散片（国家集采）", "分散片", "2.5 mg × 28片/盒", "1 盒", "每次2.5 mg（1片），每日1次（qd），口服，28天"
        ),
        SheetLine(
            "盐酸二甲双胍缓释片", "缓释片", "0.5 g × 30片/盒", "2 盒", "每次0.5 g（1片），每日2次（bid），口服，28天", note="随晚餐整片吞服"
        ),
        SheetLine("阿司匹林肠溶片", "肠溶片", "100 mg × 30片/盒", "1 盒", "每次100 mg（1片），每日1次（qd），口服，28天", note="空腹"),
        SheetLine(
            "复方甘草酸苷胶囊",
            "胶囊",
            "25 mg × 40粒/盒",
            "3 盒",
            "每次50 mg（2粒），每日3次（tid），口服，14天",
            reasons=("重复用药：短期联用",),
        ),
        SheetLine("硝酸甘油片", "舌下片", "0.5 mg × 24片/瓶", "1 瓶", "每次0.5 mg（1片），必要时（prn），舌下含服，每日不超过3片"),
    ),
)
"""Five drugs with long names, as a chronic patient gets them."""

HERBS = (
    *(
        "黄芪 30",
        "党参 15",
        "炒白术 12",
        "茯苓 15",
        "当归 10",
        "白芍 12",
        "熟地黄 15",
        "川芎 6",
        "附子 9 先煎",
        "砂仁 6 后下",
        "旋覆花 9 包煎",
    ),
    *("阿胶 10 烊化", "三七粉 3 冲服", "炙甘草 6", "大枣 15"),
)
HERBAL = replace(
    ORDINARY,
    number="410225A00103-01-20260305-0008",
    lines=tuple(
        SheetLine(name, "饮片", "", f"{grams}g", "", note="".join(way), reasons=("十八反：经方合用，已告知",) if name == "附子" else ())
        for name, grams, *way in (herb.split() for herb in HERBS)
    ),
    decoction="共7剂，水煎服，每日1剂，分2次温服",
    place=(2, 2),
    long_term=False,
    extend_reason="",
    based_on="",
)
"""A decoction of fifteen herbs."""
