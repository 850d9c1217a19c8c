"""Makes app/data/pinyin.tsv, the table of toneless readings that searching by pinyin stands on.

Run it in the project's environment after a change of the pinned pypinyin; the workstation itself never imports pypinyin, which
would cost it 54 MB. One line per character in code point order: the character, a tab, its readings joined by commas, the most
usual first, ü written as v.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "app" / "data" / "pinyin.tsv"

# A character this often in the phrase list has its living readings there; what the list never uses is dictionary lore
# (那 nuo, 女 ru) and would only widen searches. A rarer one keeps all it has: 晟 is sheng and cheng in people's names.
WELL_ATTESTED = 5
MOST_READINGS = 4

HAN_BLOCKS = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # the unified ideographs
    (0x20000, 0x323AF),  # extensions B to H
)


def is_han(code: int) -> bool:
    """True for the code point of an ideograph; pypinyin also lists private-use and compatibility code points."""
    return any(first <= code <= last for first, last in HAN_BLOCKS)


def plain(reading: str) -> str:
    """A reading without its tone, in ASCII letters: lǜ is lv, as input methods have it."""
    from pypinyin.contrib.tone_convert import to_normal

    return str(to_normal(reading)).replace("ê", "e")


def attested(phrases: Mapping[str, list[list[str]]]) -> dict[str, Counter[str]]:
    """How often each toneless reading of each character stands in the phrase list."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in phrases.items():
        for character, reading in zip(phrase, readings, strict=False):
            uses[character][plain(reading[0])] += 1
    return uses


def common_readings(listed: list[str], uses: Counter[str]) -> list[str]:
    """The readings worth searching by, in the dictionary's order, which puts the most usual first."""
    distinct = list(dict.fromkeys(listed))
    if uses.total() >= WELL_ATTESTED:
        distinct = [distinct[0], *(reading for reading in distinct[1:] if uses[reading])]
    return distinct[:MOST_READINGS]


def table_lines() -> Iterator[str]:
    """The lines of the table in code point order."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    uses = attested(phrases_dict)
    for code in sorted(filter(is_han, pinyin_dict)):
        listed = [plain(reading) for reading in pinyin_dict[code].split(",")]
        yield f"{chr(code)}\t{','.join(common_readings(listed, uses[chr(code)]))}\n"


def main(arguments: list[str]) -> int:
    """Write the table, or with --check only compare it; returns 1 if it differs."""
    made = "".join(table_lines())
    if arguments == ["--check"]:
        return int(TABLE.read_text(encoding="utf-8") != made)
    TABLE.write_text(made, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{TABLE.name}: {made.count(chr(10))} characters, {TABLE.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
