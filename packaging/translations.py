"""The interface's translations: finds the source strings (lupdate), compiles ui/i18n/*.ts → *.qm (lrelease), says what is missing.

Each page package has a file of its own, so that several people can translate at once: `ui/pages/intake` → `page_intake_zh_CN.ts`,
modules in `ui/pages` itself → `pages_zh_CN.ts`, all the rest of `ui` → `shell_zh_CN.ts`.

    .venv/bin/python packaging/translations.py                    take all source strings over, list the untranslated ones
    .venv/bin/python packaging/translations.py page_intake        the same for one area
    .venv/bin/python packaging/translations.py page_intake TABLE  then fill in from lines "English<TAB>中文"
"""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from environment import ON_WINDOWS, site_packages
from telling import Refusal, say

LANGUAGE = "zh_CN"
SHELL, PAGES = "shell", "pages"


def stale(folder: Path) -> list[Path]:
    """The .ts files whose .qm is absent or older."""
    return [source for source in sorted(folder.glob("*.ts")) if not is_current(source)]


def is_current(source: Path) -> bool:
    """True if the compiled file is at least as new as its source."""
    compiled = source.with_suffix(".qm")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def qt_tool(venv: Path, name: str) -> str:
    """One of the tools that Qt for Python brings."""
    return str(site_packages(venv) / "PySide6" / (f"{name}.exe" if ON_WINDOWS else name))


def ensure(venv: Path, root: Path) -> None:
    """Compile what is stale, remove what lost its source; raises Refusal if a file does not compile."""
    for orphan in (root / "ui" / "i18n").glob("*.qm"):
        if not orphan.with_suffix(".ts").exists():
            orphan.unlink()
    for source in stale(root / "ui" / "i18n"):
        say(f"编译译文 {source.name}", "compiling translations")
        command = [qt_tool(venv, "lrelease"), "-silent", str(source), "-qm", str(source.with_suffix(".qm"))]
        if subprocess.run(command, check=False).returncode:
            raise Refusal(f"{source.name} 无法编译。", f"{source.name} does not compile.")


def areas(root: Path) -> dict[str, list[Path]]:
    """The modules of each area that has a translation file of its own; an area without modules is left out."""
    found: dict[str, list[Path]] = {}
    for module in sorted((root / "ui").rglob("*.py")):
        parts = module.relative_to(root / "ui").parts
        found.setdefault(_area(parts), []).append(module)
    return found


def _area(parts: tuple[str, ...]) -> str:
    if parts[0] != "pages":
        return SHELL
    return f"page_{parts[1]}" if len(parts) > 2 else PAGES


def extract(venv: Path, modules: list[Path], target: Path) -> None:
    """Bring a .ts file up to date with its modules: new strings unfinished, vanished ones gone, no line numbers."""
    command = [qt_tool(venv, "lupdate"), "-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
    command += ["-target-language", LANGUAGE, *map(str, modules), "-ts", str(target)]
    if subprocess.run(command, check=False).returncode:
        raise Refusal(f"{target.name} 无法更新。", f"{target.name} could not be brought up to date.")


def messages(file: Path) -> dict[tuple[str, str, str], str | None]:
    """(context, source, comment) → translation of a .ts file; None where it is unfinished or empty."""
    found: dict[tuple[str, str, str], str | None] = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            text = None if translation is None or translation.get("type") else translation.text
            found[context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", "")] = text
    return found


def fill(file: Path, table: dict[str, str]) -> None:
    """Finish the unfinished messages whose source is in the table."""
    tree = ElementTree.parse(file)
    for message in tree.getroot().iter("message"):
        translation = message.find("translation")
        given = table.get(message.findtext("source", ""))
        if translation is not None and translation.get("type") and given:
            translation.text = given
            del translation.attrib["type"]
    file.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ElementTree.tostring(tree.getroot(), encoding="unicode") + "\n",
        encoding="utf-8",
    )


def main(arguments: list[str]) -> int:
    """Take the strings of one area or of all over; exit code 1 while some are untranslated."""
    root, venv = Path(__file__).resolve().parent.parent, Path(sys.prefix)
    wanted, table = (arguments[:1], arguments[1:])
    open_strings = 0
    for area, modules in areas(root).items():
        file = root / "ui" / "i18n" / f"{area}_{LANGUAGE}.ts"
        if wanted and area not in wanted:
            continue
        extract(venv, modules, file)
        if not messages(file):
            file.unlink()
            continue
        if table:
            rows = (line.split("\t") for line in Path(table[0]).read_text(encoding="utf-8").splitlines() if "\t" in line)
            fill(file, {row[0]: row[1] for row in rows})
        for (context, source, _), text in messages(file).items():
            if text is None:
                open_strings += 1
                print(f"{area}\t{context}\t{source}")
    ensure(venv, root)
    return 1 if open_strings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
