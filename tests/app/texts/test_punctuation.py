"""What a resident or a doctor reads in Chinese has Chinese punctuation: on screen, on the official sheets, in what is chosen from."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HALF = re.compile(r"[\u4e00-\u9fff）】”][,;:!?]|[\u4e00-\u9fff]\([^()]*[\u4e00-\u9fff][^()]*\)|[,;!?][\u4e00-\u9fff]")
"""A half-width mark beside a Chinese letter, or Chinese words in half-width brackets after one."""
READ = [
    *sorted((ROOT / "app/texts/zh_CN").glob("*.toml")),
    *sorted((ROOT / "app/data/forms").glob("*.toml")),
    ROOT / "app/data/print_forms.toml",
    ROOT / "app/data/override_reasons.toml",
    *sorted((ROOT / "ui/i18n").glob("*_zh_CN.ts")),
]
_SHOWN = {".toml": re.compile(r'(?<!#)"((?:[^"\\]|\\.)*)"'), ".ts": re.compile(r"<translation>(.*?)</translation>")}

_ADDRESS = re.compile(r"https?://[^）]*")


def shown_in(path: Path) -> list[str]:
    """The words of a file that somebody reads."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
    return [html.unescape(words) for line in lines for words in _SHOWN[path.suffix].findall(line)]


def half_width(path: Path) -> list[str]:
    """Words of a file with such a mark."""
    return [words for words in shown_in(path) if HALF.search(_ADDRESS.sub("", words))]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_marks_are_as_wide_as_the_letters(path: Path) -> None:
    assert half_width(path) == []


def test_a_planted_mark_is_found(tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('a = "已签名,待审核"\nb = "体质（湿热）"\nc = "高血压 (3级)"\nd = "血压(mmHg)"\ne = "药师(未到)"\n', encoding="utf-8")
    assert half_width(words) == ["已签名,待审核", "药师(未到)"]
