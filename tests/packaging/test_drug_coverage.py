"""The page says of each check what the engine has data for, and is as new as the data."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from app.rules.pack import Pack
from tests.shipped_pack import shipped_pack


@pytest.fixture
def page(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("drug_coverage")


def _few(*ids: str) -> Pack:
    pack = shipped_pack()
    return replace(pack, products={id: pack.products[id] for id in ids})


def test_what_nobody_looked_at_is_counted_and_named(page: ModuleType) -> None:
    told = page.table(_few("amoxicillin-cap", "water-inj-10", "citicoline-cap", "mupirocin", "xingpi-yanger"))
    assert "| looked at | western medicines (4) | Chinese patent medicines (1) |" in told
    assert "| most at a time or a day | 3 | 1 |" in told and "| pregnancy | 4 | 0 |" in told
    assert "most at a time or a day of: 灭菌注射用水." in told
    assert "pregnancy of: 醒脾养儿颗粒." in told


def test_the_page_keeps_what_is_around_the_table(page: ModuleType) -> None:
    pack = _few("amoxicillin-cap")
    once = page.written(f"# Drugs\n{page.FROM}old\n{page.TO}after\n", pack)
    assert once.startswith("# Drugs\n") and once.endswith("after\n") and "old" not in once
    assert page.written(once, pack) == once
    with pytest.raises(ValueError, match="unpack"):
        page.written("# Drugs\n", pack)


def test_the_page_is_as_new_as_the_data(page: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every product is asked about, in less than a second: a page that is older than one row of data says something untrue."""
    monkeypatch.setattr(page, "load_pack", shipped_pack)
    assert page.main(["difference"]) == 0
    monkeypatch.setattr(page, "load_pack", lambda: _few("amoxicillin-cap"))
    old = tmp_path / "old.md"
    old.write_text(page.FROM + page.TO, encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", old)
    assert page.main(["difference"]) == 1
