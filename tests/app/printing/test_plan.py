"""健康指导单 on paper: big type, every line, a heading never alone, the same bytes for the same plan."""

from __future__ import annotations

from app.printing.plan import GuidancePart, GuidanceSheet, guidance_pdf
from app.printing.preview import rasterise
from tests.app.printing.pages import plain, words

PARTS = ("targets", "medication", "diet", "exercise", "monitoring", "recheck", "habits")


def printed(lines: int, phone: str = "0371-6543210") -> bytes:
    parts = tuple(
        GuidancePart(part, tuple(f"{part}第{n}句：每天走路半小时，走到微微出汗、还能说话" for n in range(lines)), "孙健") for part in PARTS
    )
    return guidance_pdf(GuidanceSheet("柳树村卫生室", phone, "欧阳玉珍", "67岁", "2026-03-05", "2026-03-05", parts))


def test_every_line_is_there_and_says_whom_to_call() -> None:
    text = plain(printed(3)).replace("\n", "")
    assert [part for part in PARTS for n in range(3) if f"{part}第{n}句" not in text] == []
    assert "有事打电话：0371-6543210" in text and "欧阳玉珍" in text and text.count("健康指导单") == 1
    assert "有事打电话" not in plain(printed(3, ""))


def test_a_long_plan_takes_more_pages_and_no_heading_stands_alone_at_the_foot() -> None:
    pdf = printed(9)
    assert len(rasterise(pdf, 40)) >= 3
    for page in words(pdf):
        heads = [word for word in page if word.text in ("我的目标", "吃药", "吃饭", "活动", "在家自己量", "什么时候再来", "生活习惯")]
        below = [
            min((head.bottom - word.top for word in page if word.top < head.bottom and "第" in word.text), default=999.0) for head in heads
        ]
        assert all(gap < 40 for gap in below)


def test_type_is_big() -> None:
    body = [word for word in words(printed(2))[0] if "第0句" in word.text]
    assert body and all(word.top - word.bottom > 11 for word in body)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert printed(2) == printed(2) != printed(3)
