"""The typeface: found where it is installed, and complete enough for names."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.printing import fonts
from app.printing.fonts import FontMissing, font_folder, has_glyph, width

RARE = "𫖯𬭎𣲘㼆䶮龘喆玥彧翀犇垚淼燚赟禤昇堃贇㛃䲟𬸚𠅤"
USED = "、，。；：（）【】〔〕“”·…—×≥≤±℃μ¥‰°½①→▲▼●○◐✓⚠□"


@pytest.mark.parametrize("char", RARE + USED)
def test_rare_name_characters_and_signs_are_there(char: str) -> None:
    assert has_glyph(char)


def test_every_common_character_is_there() -> None:
    assert all(has_glyph(chr(code)) for code in range(0x4E00, 0x9FA6))


def test_chinese_characters_are_as_wide_as_high() -> None:
    assert width("王秀英", 10) == pytest.approx(30)


def test_a_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / fonts.FILE).write_bytes(b"")
    monkeypatch.setenv(fonts.FOLDER_VARIABLE, str(tmp_path))
    assert font_folder() == tmp_path


def test_a_missing_typeface_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FILE", "nowhere.ttf")
    with pytest.raises(FontMissing) as told:
        font_folder()
    assert told.value.facts == {"file": "nowhere.ttf"}
