"""How long it takes from a typed letter to the list of products: among those that ship, and among 5,000 that an institution has."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SetClock
from app.domain.formulary import Batch, FormularyEntry, OwnProduct
from app.domain.staff import Organization
from app.rules.pack import load_pack
from app.services.desk import Desk
from app.services.drug_search import find_products
from app.services.prescribing import Prescribing
from app.services.session import Session, SignedIn
from app.services.shelf import shelf_of
from app.store import formulary
from app.store.database import Store
from tests.app.conftest import KEY, MORNING
from tests.benchmarks.conftest import Report

TODAY = date(2026, 3, 5)
PRODUCTS, KEYSTROKES = 5_000, 400
FORMS = (
    ("片", "片剂"),
    ("胶囊", "胶囊剂"),
    ("颗粒", "颗粒剂"),
    ("注射液", "注射剂"),
    ("口服液", "合剂"),
    ("丸", "丸剂"),
    ("软膏", "软膏剂"),
)
MAKERS = ("康", "泰", "华", "仁", "和", "益", "民", "安")


def names(chance: Random) -> list[str]:
    """Made-up names of the characters that real ones are made of, each once."""
    real = "".join(product.name for product in load_pack().products.values())
    letters = sorted(set(real) - set("片胶囊注射液颗粒丸软膏0123456789-()（）"))
    made: dict[str, None] = {}
    while len(made) < PRODUCTS:
        stem = "".join(chance.choices(letters, k=chance.choice((3, 4, 4, 5, 6))))
        made[stem + chance.choice(FORMS)[0]] = None
    return list(made)


def entries() -> dict[str, FormularyEntry]:
    """5,000 products, most with a batch or two."""
    chance = Random(5)
    found = {}
    for n, name in enumerate(names(chance)):
        batches = tuple(Batch(f"B{n}{k}", date(2026 + k, 1 + n % 12, 28), chance.randrange(0, 200)) for k in range(n % 3))
        own = OwnProduct(name, "片剂", Decimal(chance.choice((5, 10, 25, 50))), "mg", "片")
        trade = chance.choice(MAKERS) + chance.choice(MAKERS) if n % 4 == 0 else ""
        found[f"own-{n}"] = FormularyEntry(
            f"own-{n}", chance.randrange(100, 9000), batches, pack_size=24, pack_word="盒", trade_name=trade, own=own
        )
    return found


def typed(shelf_names: list[str], chance: Random) -> list[str]:
    """What hands type: a name letter by letter, a slip of the hand, what nobody is called."""
    from app.store.pinyin import initials_of, pinyin_of

    words = ["a", "qqqq", "zzzzzzzz", "片", "酸"]
    for name in chance.sample(shelf_names, 40):
        short, full = initials_of(name)[0], pinyin_of(name)[0]
        words += [short[:n] for n in range(1, len(short) + 1)] + [full[:6], name[:2], name[1:4], name, short[:2] + "q" + short[3:]]
    return words


def test_search(benchmark: BenchmarkFixture, report: Report) -> None:
    """One letter gives the longest list; four letters that nothing matches are searched twice."""
    shelf = shelf_of(load_pack().products, {})

    def search() -> int:
        return len(find_products(shelf, "a", TODAY)) + len(find_products(shelf, "qqqq", TODAY))

    assert benchmark(search) > 0
    assert benchmark.stats is not None
    report("formulary search, two of the slowest", float(benchmark.stats.stats.median) * 1000, "ms", "≤ 5")


def test_search_among_five_thousand(benchmark: BenchmarkFixture, report: Report, tmp_path: Path) -> None:
    """Through the service, as the page asks: the store says whether the list has changed, the index does the rest."""
    store = Store.open(tmp_path / "clinic.db", KEY, SetClock(MORNING))
    given, began = entries(), time.perf_counter()
    store.write(lambda uow: formulary.put(uow, given.values())).result()
    report("5,000 products with batches written, while nobody else writes", (time.perf_counter() - began) * 1000, "ms", "≤ 3000")
    desk = Desk(store, Session(), SetClock(MORNING), "A1")
    may = frozenset({"rx.write"})
    desk.session.set(SignedIn("a", "a", "a", "p", "1", "doctor", may, "queue", "A1", Organization("o", "PDY00000000000000A1", "o")))
    rx = Prescribing(desk, load_pack())
    began = time.perf_counter()
    rx.shelves.warm()
    report("5,000 products read and indexed, once", (time.perf_counter() - began) * 1000, "ms", "≤ 1500")
    words = typed([rx.products[f"own-{n}"].name for n in range(PRODUCTS)], Random(7))
    chance = iter(Random(9).choices(words, k=KEYSTROKES))
    times: list[float] = []

    def search() -> int:
        started = time.perf_counter()
        found = len(rx.find(next(chance)))
        times.append((time.perf_counter() - started) * 1000)
        return found

    benchmark.pedantic(search, rounds=KEYSTROKES, iterations=1)
    store.close()
    times.sort()
    report("formulary search among 5,000, median", times[len(times) // 2], "ms", "≤ 30")
    report("formulary search among 5,000, slowest of 400", times[-1], "ms", "≤ 30")
    assert len(times) == KEYSTROKES
