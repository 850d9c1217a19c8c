"""常用方 and 协定处方: kept from a sheet, offered by diagnosis, judged anew by every pack; each change is another version."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.clock import local_day
from app.domain.age import age_at
from app.domain.ids import new_id
from app.domain.prescription import SheetKind
from app.domain.rx_template import RxTemplate, TemplateScope, disputed
from app.errors import KnownError
from app.rules.checks.form import kind_for_age
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.rx_draft import RxDraft
from app.services.rx_template_check import TemplateJudge
from app.services.rx_template_form import TemplateForm, form_of, form_of_sheet, named
from app.services.rx_template_view import TemplateView, viewed
from app.services.shelf import Shelves
from app.store import people
from app.store.database import Reading
from app.store.rx_templates import TEMPLATES, offered
from app.store.unit_of_work import UnitOfWork

WRITE, AGREE = "rx.write", "rx.agree"


class RxTemplates:
    """A doctor's own and the institution's. Reading and own ones need ``rx.write``, the institution's ``rx.agree``."""

    def __init__(self, desk: Desk, shelves: Shelves, pack: Pack | None) -> None:
        self._desk, self._shelves, self._judge = desk, shelves, TemplateJudge(pack)

    def follow(self, pack: Pack) -> None:
        """Other rules: every template is judged anew when the list is read next."""
        self._judge.follow(pack)

    @property
    def may_agree(self) -> bool:
        """Whether whoever is signed in may write the institution's."""
        return self._desk.who.may(AGREE)

    def listed(self) -> tuple[TemplateView, ...]:
        """All that stand, with what became of their products and what the rules say of them; for a thread that may wait."""
        found = self._desk.read(WRITE, self._offered)
        shelf, today, apart = self._shelves.now(), local_day(self._desk.clock.now()), disputed(found)
        return tuple(
            TemplateView(
                one,
                tuple(viewed(line, shelf, today) for line in one.lines),
                one.scope is TemplateScope.OWN or self.may_agree,
                one.id in apart,
                self._judge.findings(one, shelf.entries),
            )
            for one in found
        )

    def proposal(self, draft: RxDraft) -> TemplateForm:
        """What a sheet would be kept as. KnownError ``template_empty``, ``template_child_herbs``, ``person_unknown``."""
        self._desk.allow(WRITE)
        if draft.empty:
            raise KnownError("template_empty")
        child = self._desk.store.read(lambda conn: self._is_child(conn, draft.person))
        return form_of_sheet(draft, self._shelves.now().products, child)

    def same(self, form: TemplateForm) -> tuple[RxTemplate, ...]:
        """Those that stand under the very name, for the same: a form is kept as their next version, or under another name."""
        found = self._desk.read(WRITE, self._offered)
        return tuple(one for one in found if (one.scope, one.name) == (form.scope, form.checked().name))

    def write(self, form: TemplateForm, replaces: Collection[str] = ()) -> RxTemplate:
        """Keep a form; ``replaces``: the versions it takes the place of.

        KnownError ``template_name``, ``template_empty``, ``template_twice`` (facts name) where another has the name, ``template_gone`` where
        one of those it replaces stands no more, or is somebody else's.
        """
        told, products = form.checked(), self._shelves.now().products
        lines = tuple(line if line.name else named(line, products.get(line.drug)) for line in told.lines)
        return self._desk.write(_right(told.scope), lambda uow: self._written(uow, replace(told, lines=lines), frozenset(replaces)))

    def rename(self, key: str, name: str) -> RxTemplate:
        """The same under another name. KnownError as :meth:`write`."""
        one = self._standing(key)
        return self.write(replace(form_of(one), name=name), (key,))

    def take_back(self, key: str) -> RxTemplate:
        """Offered no more; what it said stays readable. KnownError ``template_gone``."""
        one = self._standing(key)

        def work(uow: UnitOfWork) -> RxTemplate:
            if one not in self._offered(uow.conn):
                raise KnownError("template_gone")
            made = replace(one, id=new_id(), by=uow.actor.practitioner, at=uow.at, replaces=(one.id,), gone=True)
            TEMPLATES.add(uow, made, "take_back")
            return made

        return self._desk.write(_right(one.scope), work)

    def bring_back(self, key: str) -> RxTemplate:
        """What :meth:`take_back` wrote is undone by another version. KnownError ``template_gone``, ``template_twice``."""
        one = self._desk.read(WRITE, lambda conn: TEMPLATES.get(conn, key))
        who = self._desk.who
        if one is None or not one.gone or one.organization != who.organization.id:
            raise KnownError("template_gone")
        if one.scope is TemplateScope.OWN and one.by != who.practitioner:
            raise KnownError("template_gone")

        def work(uow: UnitOfWork) -> RxTemplate:
            self._refuse_twice(self._offered(uow.conn), one.scope, one.name)
            made = replace(one, id=new_id(), by=uow.actor.practitioner, at=uow.at, replaces=(one.id,), gone=False)
            TEMPLATES.add(uow, made, "update")
            return made

        return self._desk.write(_right(one.scope), work)

    # inside

    def _offered(self, conn: Reading) -> tuple[RxTemplate, ...]:
        who = self._desk.who
        return offered(conn, who.organization.id, who.practitioner)

    def _standing(self, key: str) -> RxTemplate:
        found = next((one for one in self._desk.read(WRITE, self._offered) if one.id == key), None)
        if found is None:
            raise KnownError("template_gone")
        return found

    def _written(self, uow: UnitOfWork, form: TemplateForm, replaces: frozenset[str]) -> RxTemplate:
        there = self._offered(uow.conn)
        if not replaces <= {one.id for one in there if one.scope is form.scope}:  # whose it is never changes under somebody's hands
            raise KnownError("template_gone")
        self._refuse_twice([one for one in there if one.id not in replaces], form.scope, form.name)
        made = RxTemplate(
            new_id(),
            self._desk.who.organization.id,
            form.scope,
            form.name,
            form.icd10,
            form.diagnosis,
            form.lines,
            form.herbs,
            form.decoction,
            uow.actor.practitioner,
            uow.at,
            tuple(sorted(replaces)),
        )
        TEMPLATES.add(uow, made, "update" if replaces else "create")
        return made

    @staticmethod
    def _refuse_twice(there: Iterable[RxTemplate], scope: TemplateScope, name: str) -> None:
        if any((one.scope, one.name) == (scope, name) for one in there):
            raise KnownError("template_twice", name=name)

    def _is_child(self, conn: Reading, person: str) -> bool:
        """Whether doses go by weight: under 14 years, or nobody knows how old."""
        found = people.get(conn, person)
        if found is None:
            raise KnownError("person_unknown")
        if found.birth is None:
            return True
        age = age_at(found.birth, local_day(self._desk.clock.now())).decimal_years
        return kind_for_age(age) is SheetKind.PAEDIATRIC


def _right(scope: TemplateScope) -> str:
    return AGREE if scope is TemplateScope.SITE else WRITE
