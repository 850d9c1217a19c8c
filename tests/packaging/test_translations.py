"""Translations are compiled when their source is newer, with the real lrelease."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN"><context><name>Page</name>
<message><source>Save</source><translation>保存</translation></message></context></TS>
"""


@pytest.fixture
def translations(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/translations.py"""
    return script("translations")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A project with one translation that was never compiled."""
    file = tmp_path / "ui" / "i18n" / "xiangyi_zh_CN.ts"
    file.parent.mkdir(parents=True)
    file.write_text(SOURCE, encoding="utf-8")
    return file


def test_a_project_without_translations_has_nothing_to_do(translations: ModuleType, tmp_path: Path) -> None:
    assert translations.stale(tmp_path / "ui" / "i18n") == []


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="runs the lrelease of the project's environment")
def test_a_compiled_file_is_current_until_its_source_changes(translations: ModuleType, source: Path, tmp_path: Path) -> None:
    assert translations.stale(source.parent) == [source]
    translations.ensure(Path(sys.prefix), tmp_path)
    compiled = source.with_suffix(".qm")
    assert "保存".encode("utf-16-be") in compiled.read_bytes()
    assert translations.stale(source.parent) == []
    later = compiled.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert translations.stale(source.parent) == [source]


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="runs the lrelease of the project's environment")
def test_a_broken_source_stops_the_set_up(translations: ModuleType, source: Path, tmp_path: Path) -> None:
    source.write_text("<TS><context>", encoding="utf-8")
    with pytest.raises(translations.Refusal, match="does not compile"):
        translations.ensure(Path(sys.prefix), tmp_path)
