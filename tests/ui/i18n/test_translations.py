"""Every source string has a finished Chinese translation, none is left over, and no words are hidden from translation."""

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from ui import i18n

ROOT = Path(__file__).resolve().parents[3]
CHINESE = re.compile(r"[\u3400-\u9fff]")
MODULES = sorted((ROOT / "ui").rglob("*.py"))
MADE_UP = re.compile(r"gallery(_\w+)?\.py")  # pages on show hold made-up people and values, in the language of the clinic


def areas() -> list[str]:
    """Areas with a file, and those that ought to have one."""
    return sorted({path.stem.removesuffix("_zh_CN") for path in (ROOT / "ui" / "i18n").glob("*_zh_CN.ts")} | {"shell"})


def test_each_area_is_complete_and_holds_nothing_else(translations: ModuleType, tmp_path: Path) -> None:
    wrong = []
    for area, modules in translations.areas(ROOT).items():
        fresh = tmp_path / f"{area}.ts"
        translations.extract(Path(sys.prefix), modules, fresh)
        wanted = translations.messages(fresh)
        file = ROOT / "ui" / "i18n" / f"{area}_zh_CN.ts"
        held = translations.messages(file) if file.exists() else {}
        wrong += [f"{area}: not taken over: {each}" for each in wanted.keys() - held.keys()]
        wrong += [f"{area}: left over: {each}" for each in held.keys() - wanted.keys()]
        wrong += [f"{area}: not translated: {each}" for each, text in held.items() if not text]
    assert wrong == []


@pytest.mark.parametrize("area", areas())
def test_a_translation_has_the_gaps_of_its_source(translations: ModuleType, area: str) -> None:
    held = translations.messages(ROOT / "ui" / "i18n" / f"{area}_zh_CN.ts")
    assert held and [key for key, text in held.items() if text and gaps(key[1]) != gaps(text)] == []


def gaps(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def words_outside_translation(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines with Chinese literals, and with source strings that lupdate cannot read."""
    documentation = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation and CHINESE.search(node.value):
            yield node.lineno, f"words in the source: {node.value[:30]!r}"
        if isinstance(node, ast.Call) and is_translating(node.func) and not all(isinstance(each, ast.Constant) for each in node.args):
            yield node.lineno, "tr() of something that is no plain string"


def is_translating(called: ast.expr) -> bool:
    """self.tr(…) and QCoreApplication.translate(…); a painter translates too, but no words."""
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value.id if isinstance(called.value, ast.Name) else ""
    return called.attr == "tr" or (called.attr == "translate" and owner in {"QCoreApplication", "app"})


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_words_hide_from_translation(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = [] if MADE_UP.fullmatch(module.name) else list(words_outside_translation(tree))
    assert found == []


def test_planted_words_are_found() -> None:
    source = '"""保存"""\nself.tr(f"Save {n}")\nlabel("保存")\nself.tr("Save")\nself.tr("a" + b)\n'
    assert sorted(line for line, _ in words_outside_translation(ast.parse(source))) == [2, 3, 5]


def test_both_languages_can_be_switched_to(qapp: QApplication, compiled: None) -> None:
    def said() -> str:
        return QCoreApplication.translate("PatientBanner", "Nobody chosen")

    assert "shell_zh_CN.qm" in i18n.install(qapp, "zh_CN") and said() == "还没有选人"
    assert "qtbase_zh_CN.qm" in i18n.install(qapp, "zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert (i18n.install(qapp, "en"), said()) == ([], "Nobody chosen")


def test_numbers_stay_plain_in_every_language(qapp: QApplication) -> None:
    i18n.install(qapp, "zh_CN")
    assert QLocale().toString(1234567) == "1234567" and QLocale().decimalPoint() == "."
