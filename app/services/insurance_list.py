"""The county's own list of what the insurance pays for: taken in from a table, kept on this workstation, asked beside the shipped prompts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.clock import local_day
from app.domain.ids import as_written, tidy
from app.errors import KnownError
from app.rules.formulary import Product
from app.services import table_file
from app.services.desk import Desk
from app.services.list_rows import Columns, Reason, Refusal, columns_of, words_of, write_refused
from app.services.table_file import Cell
from app.store import settings
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail
from app.texts import Texts, load_texts

KEY, MANAGE = "insurance.limits", "settings.manage"
COLUMNS = "insurance_columns.toml"
MOST_ROWS = 5_000
_ATC = re.compile(r"[A-Z]\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?")
_ICD = re.compile(r"[A-Z]\d{2}(?:\.[0-9X]{1,3}(?:X\d{3})?)?")
_ICD_RANGE = re.compile(r"([A-Z])(\d{2})-\1?(\d{2})")
_APART = re.compile(r"[;；,，、\s]+")
_FORM = re.compile(
    r"(?:肠溶|缓释|控释|分散|咀嚼|泡腾|口服)?(?:片|胶囊|颗粒|滴丸|丸|注射液|口服液|溶液|软膏|乳膏|糖浆|散|滴眼液|气雾剂|栓|混悬液)$"
)
_ATC_LENGTHS = (7, 5, 4, 3)


@dataclass(frozen=True, slots=True)
class Limit:
    """What one drug is paid for: a generic name, or the start of an ATC code, and the starts of ICD-10 codes."""

    name: str
    atc: str
    icd10: tuple[str, ...]
    words: str = ""

    @property
    def key(self) -> str:
        """The code where there is one, else the name."""
        return self.atc or self.name


@dataclass(frozen=True, slots=True)
class KeptList:
    """The list in use: its file's name, the day it was taken in."""

    file: str
    on: str
    limits: tuple[Limit, ...]
    by_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Name or ATC code → the starts of ICD-10 codes; rows of one drug add up."""

    def paid_for(self, product: Product) -> tuple[str, ...] | None:
        """The starts of ICD-10 codes that a product is paid for; None = the list says nothing of it. The closest row counts."""
        return next((self.by_key[key] for key in _keys_of(product) if key in self.by_key), None)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a file holds; nothing is written yet."""

    file: Path
    columns: Columns
    limits: tuple[Limit, ...]
    refused: tuple[Refusal, ...]


NO_LIST = KeptList("", "", ())


class InsuranceList:
    """For whoever keeps the workstation (``settings.manage``)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def now(self) -> KeptList:
        """The list in use; an empty one where none was taken in."""
        return self._desk.store.read(kept_list)

    def plan(self, path: Path) -> ListPlan:
        """Read a CSV or Excel file. KnownError ``table_…``, ``file_unreadable``, ``table_no_limits``."""
        self._desk.allow(MANAGE)
        return _plan(path, table_file.rows(path))

    def take(self, plan: ListPlan) -> KeptList:
        """From now on this list and no other; without a row that can be read there is nothing to take. KnownError ``table_no_limits``."""
        if not plan.limits:
            raise KnownError("table_no_limits")
        return self._put(KeptList(plan.file.name, local_day(self._desk.clock.now()).isoformat(), plan.limits), len(plan.refused))

    def drop(self) -> KeptList:
        """The shipped prompts alone."""
        return self._put(NO_LIST, 0)

    def save_refused(self, plan: ListPlan, target: Path, language: str = "zh_CN") -> None:
        """The rows in error as Excel, each with its reason; mended, the file can be taken. KnownError ``table_unwritable``."""
        words = load_texts(language)
        write_refused(target, plan.columns, plan.refused, words, lambda one: reasons_of(words, one))

    def _put(self, made: KeptList, refused: int) -> KeptList:
        return self._desk.write(MANAGE, lambda uow: _write(uow, made, refused))


def limits_of(name: str, body: bytes) -> ListPlan:
    """A list that came as bytes. KnownError ``table_…``, ``table_no_limits`` where no row of it can be read."""
    plan = _plan(Path(name), table_file.rows_of(body, name))
    if not plan.limits:
        raise KnownError("table_no_limits")
    return plan


def use_county(uow: UnitOfWork, name: str, body: bytes, day: date) -> None:
    """From now on this list and no other. KnownError as :func:`limits_of`."""
    plan = limits_of(name, body)
    _write(uow, KeptList(name, day.isoformat(), plan.limits), len(plan.refused))


def _plan(path: Path, rows: Sequence[table_file.Row]) -> ListPlan:
    columns = columns_of(rows, words_of(COLUMNS)["columns"], "table_no_limits")
    if "icd10" not in columns.places:
        raise KnownError("table_no_limits")
    limits: list[Limit] = []
    refused: list[Refusal] = []
    for row in (one for one in rows if one.number > columns.header.number):
        limit, reasons = _read(columns.cells(row))
        if limit is not None and len(limits) < MOST_ROWS:
            limits.append(limit)
        else:
            refused.append(Refusal(row, reasons or (("row_many", {"most": MOST_ROWS}),)))
    return ListPlan(path, columns, tuple(limits), tuple(refused))


def _write(uow: UnitOfWork, made: KeptList, refused: int) -> KeptList:
    rows = [[one.name, one.atc, list(one.icd10), one.words] for one in made.limits]
    text = json.dumps({"file": made.file, "on": made.on, "rows": rows}, ensure_ascii=False) if rows else ""
    settings.put(uow, KEY, text)
    uow.note(Act("import", "insurance_list", detail=detail(rows=len(rows), refused=refused)))
    return _parsed(text)


def kept_list(conn: Reading) -> KeptList:
    """The list in use."""
    return _parsed(settings.get(conn, KEY, ""))


def _keys_of(product: Product) -> Iterator[str]:
    """What a row may call a product, the closest first: its name, the name without 注射用 or without its form, then its ATC code."""
    yield product.name
    plain = product.name.removeprefix("注射用")
    yield plain
    yield _FORM.sub("", plain)
    yield from (product.atc[:length] for length in _ATC_LENGTHS if len(product.atc) >= length)


def _added_up(limits: Iterable[Limit]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in limits:
        found[one.key] = tuple(dict.fromkeys((*found.get(one.key, ()), *one.icd10)))
    return found


def reasons_of(words: Texts, one: Refusal) -> str:
    """Why a row was not taken, in a line."""
    return " ".join(words.say(f"insurance_row.{code}", facts) for code, facts in one.reasons)


@lru_cache(maxsize=2)
def _parsed(text: str) -> KeptList:
    if not text:
        return NO_LIST
    given = json.loads(text)
    limits = tuple(Limit(name, atc, tuple(icd10), words) for name, atc, icd10, words in given["rows"])
    return KeptList(given["file"], given["on"], limits, _added_up(limits))


def _read(cells: Mapping[str, Cell]) -> tuple[Limit | None, tuple[Reason, ...]]:
    """A row, or why not."""
    text = {field: as_written(cell.text) for field, cell in cells.items()}
    name, atc = tidy(text.get("name", "")), text.get("code", "").upper()
    reasons: list[Reason] = []
    if not name and not atc:
        reasons.append(("row_name", {}))
    if atc and not _ATC.fullmatch(atc):
        reasons.append(("row_atc", {"text": atc}))
    codes, wrong = _codes(text.get("icd10", ""))
    if wrong:
        reasons.append(("row_icd10", {"text": wrong}))
    elif not codes:
        reasons.append(("row_no_icd10", {}))
    return (None, tuple(reasons)) if reasons else (Limit(name, atc, codes, text.get("words", "")), ())


def _codes(text: str) -> tuple[tuple[str, ...], str]:
    """Codes and ranges of categories (``I20-I25``), and the first word that is neither."""
    codes: list[str] = []
    for word in filter(None, _APART.split(text.upper())):
        span = _ICD_RANGE.fullmatch(word)
        if span is not None and int(span[2]) < int(span[3]):
            codes += [f"{span[1]}{n:02d}" for n in range(int(span[2]), int(span[3]) + 1)]
        elif _ICD.fullmatch(word):
            codes.append(word)
        else:
            return (), word
    return tuple(dict.fromkeys(codes)), ""
