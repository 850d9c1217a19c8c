"""A square full of people to be registered, and the keys it takes."""

from __future__ import annotations

import random
import time
from datetime import date

from app.store.pinyin import pinyin_of
from tests.app.conftest import id_number
from ui.pages.emergency_batch.model import EmergencyModel

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("秀英", "德海", "桂芝", "玉兰", "建国", "小宝", "春生", "月娥")


def keys(text: str) -> int:
    """Keys pressed: the letters of a word's pinyin and one to take it, every other character as it is."""
    pressed, word = 0, ""
    for char in f"{text} ":
        if "\u4e00" <= char <= "\u9fff":
            word += char
            continue
        pressed += max(len(one) for one in pinyin_of(word)) + 1 if word else 0
        pressed, word = pressed + 1, ""
    return pressed - 1


def crowd(people: int) -> list[tuple[str, bool]]:
    """Lines in the order people stand: every third has a card, four in ten no phone; a village changes now and then."""
    chance = random.Random(200)
    made, village = [], ""
    for n in range(people):
        signs = "".join(sorted(chance.sample("12345678", chance.choice((0, 0, 1, 1, 2)))))
        home = ("第一村", "第二村", "第三村")[n // 70]
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        told = "" if home == village else f" {home}"
        village = home
        if n % 3 == 0:
            made.append((f"{id_number(date(1940 + n % 60, 1 + n % 12, 1 + n % 28), n + 1)} {name}{told} /{signs}", True))
            continue
        phone = f" 140{n:08d}" if chance.random() < 0.6 else ""
        made.append((f"{name} {chance.choice('男女')}{1 + n % 90}{phone}{told} /{signs}", False))
    return made


def register(model: EmergencyModel, lines: list[tuple[str, bool]]) -> tuple[float, float]:
    """Keys and CPU seconds a person."""
    pressed, begun = 0, time.process_time()
    for line, card in lines:
        if card:
            number, name, *rest = line.split(" ")
            model.card(number, name)  # the reader tells number and name: only what follows is typed
            pressed += keys(" ".join(rest)) + 1
        else:
            pressed += keys(line) + 1
        model.type(line)
        model.enter()
        if model.choosing:
            assert model.pick(0)
            pressed += 2
        assert model.error is None and model.text == ""
    return pressed / len(lines), (time.process_time() - begun) / len(lines)
