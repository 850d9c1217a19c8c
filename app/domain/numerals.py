"""Chinese numerals in spoken measurements (二十四斤, 一米五六) as plain digits."""

from __future__ import annotations

import re

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_SCALES = {"十": 10, "百": 100}
# 两 behind a number is the weight of 50 g (四两), in front of a measure word it is "two" (两尺)
_RUN = re.compile(r"(?:[零〇一二三四五六七八九十百]|(?<![\d零〇一二三四五六七八九十百])两(?=.))+(?:点[零〇一二三四五六七八九]+)?")


def plain_digits(text: str) -> str:
    """Replace every run of Chinese numerals by Arabic digits; other characters stay."""
    return _RUN.sub(lambda run: _value(run.group()), text)


def _value(run: str) -> str:
    whole, _, fraction = run.partition("点")
    digits = "." + "".join(_DIGITS[char] for char in fraction) if fraction else ""
    if not set(whole) & set(_SCALES):  # digits read one by one: 五六 after 一米
        return "".join(_DIGITS[char] for char in whole) + digits
    return str(_scaled(whole)) + digits


def _scaled(whole: str) -> int:
    """一百二十三 → 123, 十五 → 15, 一百零五 → 105, and the clipped 一百二 → 120."""
    clipped = len(whole) > 1 and whole[-2] == "百" and whole[-1] in _DIGITS
    total = current = 0
    for char in whole:
        if char in _SCALES:
            total += (current or 1) * _SCALES[char]
            current = 0
        else:
            current = int(_DIGITS[char])
    return total + current * (10 if clipped else 1)
