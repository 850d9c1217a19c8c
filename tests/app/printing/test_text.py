"""The gate: nothing invisible, nothing endless, nothing lost without a sign (T10, H13)."""

from __future__ import annotations

import pytest

from app.printing.fonts import drawable
from app.printing.text import GETA, NAME_CAP, SafeText, join, safe_text


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("王秀英", "王秀英"),
        ("王\u202e英秀", "王英秀"),  # right-to-left override would turn a dose round
        ("5\u200b0 mg", "50 mg"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("一\n二\t三\u2028四", "一 二 三 四"),
        ("辻\U000e0101", "辻"),
        ("\ud800王", "王"),
        ("<b>5</b> &lt; \\", "<b>5</b> &lt; \\"),
        ("", ""),
    ],
)
def test_only_what_is_seen_passes(given: str, printed: str) -> None:
    assert safe_text(given) == printed


def test_long_text_says_that_it_was_cut() -> None:
    name = safe_text("长" * 200_000, NAME_CAP)
    assert len(name) == NAME_CAP and name.endswith("…")


def test_invisible_padding_does_not_hide_the_end() -> None:
    assert safe_text("\u200b" * 100 + "王", NAME_CAP) == "王"


def test_a_character_without_a_glyph_is_marked() -> None:
    assert drawable(SafeText("王☐😀")) == f"王{GETA}{GETA}"


def test_join_leaves_empty_parts_out() -> None:
    assert join("; ", (SafeText("a"), SafeText(""), SafeText("b"))) == "a; b"
