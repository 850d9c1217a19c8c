"""A drug and stock list taken in: first what it would change, then all of it in one transaction; rows in error are given back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.clock import local_day
from app.domain.formulary import Batch, FormularyEntry, ProductSource
from app.errors import KnownError
from app.services import table_file
from app.services.desk import Desk
from app.services.drug_search import ProductRow, product_row
from app.services.formulary import Formulary
from app.services.formulary_matching import Box, Matcher, Meant, RowProblem, box_of
from app.services.formulary_rows import COLUMNS, ListRow, RowReader, fen
from app.services.list_rows import Columns, Reason, Refusal, columns_of, words_of, write_refused
from app.services.shelf import Shelf, with_own
from app.services.table_file import Row
from app.store import formulary
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork, detail
from app.texts import Texts, load_texts

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One product of the list, before and after. ``before`` None = the institution has said nothing of it yet."""

    entry: FormularyEntry
    after: ProductRow
    before: ProductRow | None
    state: str  # NEW, CHANGED, SAME
    expired: tuple[Batch, ...] = ()


@dataclass(frozen=True, slots=True)
class FormularyPlan:
    """What a list would change; nothing is written yet. ``revision``: of the store it was compared with."""

    file: Path
    columns: Columns
    products: tuple[Planned, ...]
    refused: tuple[Refusal, ...]
    revision: int

    @property
    def to_write(self) -> tuple[FormularyEntry, ...]:
        """What is not there already."""
        return tuple(one.entry for one in self.products if one.state != SAME)

    def only_refused(self) -> FormularyPlan:
        """What is left once the rest was taken."""
        return replace(self, products=())

    def count(self, state: str) -> int:
        """How many products of a state."""
        return sum(one.state == state for one in self.products)

    @property
    def unruled(self) -> tuple[Planned, ...]:
        """Products that no rule knows."""
        return tuple(one for one in self.products if not one.after.ruled)


class FormularyImport:
    """For whoever keeps the list (``formulary.write``)."""

    def __init__(self, desk: Desk, service: Formulary) -> None:
        self._desk, self._service = desk, service

    def plan(self, path: Path) -> FormularyPlan:
        """Read and compare. KnownError ``table_…``, ``file_unreadable``, ``table_no_drugs``."""
        self._desk.allow("formulary.write")
        rows = table_file.rows(path)
        columns = columns_of(rows, words_of(COLUMNS)["columns"], "table_no_drugs")
        matcher = Matcher(self._service.ruled, self._desk.who.organization.id)
        revision, entries = self._desk.store.read(lambda conn: (formulary.revision(conn), formulary.entries(conn)))
        run = _Run(matcher, columns, entries)
        for row in rows:
            if row.number > columns.header.number:
                run.row(row)
        products = tuple(self._compared(run.entries(), entries))
        refused = tuple(sorted(run.refused, key=lambda one: one.row.number))
        return FormularyPlan(path, columns, products, refused, revision)

    def take(self, plan: FormularyPlan) -> int:
        """Write all that the plan said, or nothing; gives how many products. KnownError ``formulary_changed`` where the plan is out of date."""

        def work(uow: UnitOfWork) -> int:
            if formulary.revision(uow.conn) != plan.revision:
                raise KnownError("formulary_changed")
            self._service.write(uow, plan.to_write)
            counts = {state: plan.count(state) for state in (NEW, CHANGED, SAME)}
            uow.note(Act("import", "formulary", detail=detail(**counts, refused=len(plan.refused), unruled=len(plan.unruled))))
            return len(plan.to_write)

        return self._desk.write("formulary.write", work)

    def save_refused(self, plan: FormularyPlan, target: Path, language: str = "zh_CN") -> None:
        """The rows that were not taken, as Excel, each with its reason; mended, the file can be taken. KnownError ``table_unwritable``."""
        words = load_texts(language)
        write_refused(target, plan.columns, plan.refused, words, lambda one: reasons_of(words, one))

    def _compared(self, entries: Iterable[FormularyEntry], known: Mapping[str, FormularyEntry]) -> Iterable[Planned]:
        today = local_day(self._desk.clock.now())
        after = {one.drug: one for one in entries}
        new, old = self._shelf(after), self._shelf(known)
        for drug, entry in after.items():
            before = known.get(drug)
            state = NEW if before is None else SAME if _alike(before, entry) else CHANGED
            was = product_row(old, drug, today) if before is not None else None
            yield Planned(entry, product_row(new, drug, today), was, state, entry.expired(today))

    def _shelf(self, entries: Mapping[str, FormularyEntry]) -> Shelf:
        ruled = self._service.ruled
        return Shelf(ruled, with_own(ruled, entries), entries, ())


def reasons_of(words: Texts, one: Refusal) -> str:
    """Why a row was not taken, in a line."""
    return " ".join(words.say(f"formulary_row.{code}", facts) for code, facts in one.reasons)


def _alike(one: FormularyEntry, other: FormularyEntry) -> bool:
    return replace(one, batches=()) == replace(other, batches=()) and set(one.batches) == set(other.batches)


@dataclass
class _Group:
    """The rows of one product. ``partly``: a row of it was refused, so what the list does not name stays."""

    entry: FormularyEntry
    first: int
    batches: dict[str, Batch] = field(default_factory=dict)
    stocked: bool = False
    partly: bool = False


class _Run:
    """One list on its way to a plan."""

    def __init__(self, matcher: Matcher, columns: Columns, known: Mapping[str, FormularyEntry]) -> None:
        self._matcher, self._columns, self._known = matcher, columns, known
        self._groups: dict[str, _Group] = {}
        self._partly: set[str] = set()
        self.refused: list[Refusal] = []

    def row(self, row: Row) -> None:
        """Take one row, or note why not."""
        reader = RowReader(self._columns.cells(row))
        said = reader.read()
        reasons = list(reader.reasons)
        meant: Meant | None = None
        try:
            if said.name and said.specification is not None:
                meant = self._matcher.find(said)
                box = box_of(said, meant)
                if not reasons:
                    self._take(row.number, said, meant, box)
        except RowProblem as problem:
            reasons.append((problem.code, problem.facts))
        if reasons:
            self._refuse(row, reasons, meant)

    def entries(self) -> Iterable[FormularyEntry]:
        """Each product once, with its batches."""
        for drug, group in self._groups.items():
            before = self._known.get(drug, FormularyEntry(drug))
            kept = {one.number: one for one in before.batches} if not group.stocked or drug in self._partly else {}
            yield replace(group.entry, batches=tuple((kept | group.batches).values()))

    def _refuse(self, row: Row, reasons: list[Reason], meant: Meant | None) -> None:
        self.refused.append(Refusal(row, tuple(reasons)))
        if meant is not None:
            self._partly.add(meant.drug)

    def _take(self, number: int, said: ListRow, meant: Meant, box: Box) -> None:
        entry = _entry(self._known.get(meant.drug, FormularyEntry(meant.drug)), said, meant, box)
        batch = _batch(said, box)
        group = self._groups.get(meant.drug)
        if group is None:
            group = self._groups[meant.drug] = _Group(entry, number)
        elif entry != group.entry:
            raise RowProblem("row_differs", row=group.first)
        if batch is None:
            return
        if batch.number in group.batches:
            raise RowProblem("row_batch_twice", batch=batch.number or "—")
        group.batches[batch.number], group.stocked = batch, True


def _entry(before: FormularyEntry, said: ListRow, meant: Meant, box: Box) -> FormularyEntry:
    """What the list says over what was known; an empty cell changes nothing."""
    price = before.pack_price_fen
    if said.price is not None:
        price = fen(said.price * box.size / box.per_unit)
    shipped = meant.card is not None and (meant.card.pack_size, meant.card.pack_word) == (box.size, box.word)
    return replace(
        before,
        pack_price_fen=price,
        insurance=said.insurance or before.insurance,
        source=ProductSource.LOCAL,
        pack_size=None if shipped else box.size,
        pack_word="" if shipped else box.word,
        trade_name=said.trade or before.trade_name,
        own=meant.own,
        batches=(),
    )


def _batch(said: ListRow, box: Box) -> Batch | None:
    """Pieces of a batch. Raises RowProblem ``row_pieces`` for a part of a piece; None where the row tells no stock."""
    if said.stock is None:
        return None
    pieces = said.stock * box.per_unit
    if pieces != pieces.to_integral_value():
        raise RowProblem("row_pieces", text=f"{said.stock:f}")
    return Batch(said.batch, said.expiry, int(pieces))
