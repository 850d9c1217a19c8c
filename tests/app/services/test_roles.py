"""T12: every verb of every service, as every role of app/data/roles.toml: refused exactly where the permission is missing."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

import app.services
from app.domain.care_plan import PlanPart
from app.domain.clinical import Answer, FactKind
from app.domain.county_file import CountyKind
from app.domain.formulary import FormularyEntry
from app.domain.herbs import Herb
from app.domain.programme import Basis, Closing, ContactOutcome, ContactWay, Programme
from app.domain.rx_template import TemplateScope
from app.domain.staff import Role
from app.domain.supplying import SupplyStatus
from app.errors import NotAllowed
from app.paths import DataFolder
from app.services.accounts import AccountForm
from app.services.care_plans import CarePlans
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.home_readings import HomeReadings
from app.services.registers import Registers
from app.services.residents import ResidentForm
from app.services.review_numbers import ReviewNumbers
from app.services.rx_template_form import TemplateForm
from app.services.settlement import Payment
from app.services.today import Today, Why
from app.store.accounts import shipped_roles
from app.store.tables.log import audit, change
from app.texts import LANGUAGES, load_texts
from tests.sync.fhir import samples

ROLES = {role.name: role for role in shipped_roles()}
PERMISSIONS = frozenset[str]().union(*(role.permissions for role in shipped_roles()))
AGREED = TemplateForm("感冒", herbs=(Herb("黄芪", Decimal(30)),), scope=TemplateScope.SITE)
FORM = AccountForm("li", "another horse", "李秀兰", "002", "nurse")
FLU = DiagnosisRow("J11.1", "流感", "", "acute")
Verb = Callable[[Clinic], object]

VERBS: dict[str, list[Verb]] = {
    "residents.read": [
        lambda c: c.residents.search("王"),
        lambda c: c.residents.get("x"),
        lambda c: c.residents.banner("x"),
        lambda c: c.residents.by_number("x"),
        lambda c: c.residents.second_identifier("x", "birth", "1"),
        lambda c: c.residents.duplicates(ResidentForm("王")),
        lambda c: c.residents.links.proposals(),
    ],
    "residents.write": [
        lambda c: c.residents.register(ResidentForm("某人", sex="0", temporary_reason="急救")),
        lambda c: c.residents.links.propose("x", "y", "z"),
        lambda c: c.residents.links.keep_apart("x", "y"),
        lambda c: c.lookups.find(number="x"),
        lambda c: c.lookups.bring("x"),
        lambda c: c.residents.links.confirm("x"),
        lambda c: c.residents.links.withdraw("x"),
        lambda c: c.residents.links.unlink("x", "y", "z"),
    ],
    "indicators.read": [
        lambda c: c.indicators.board(date(2026, 3, 5)),
        lambda c: c.indicators.reported(date(2026, 3, 5)),
        lambda c: c.authenticity.check(date(2026, 3, 1), date(2026, 3, 5)),
    ],
    "indicators.report": [lambda c: c.indicators.report_closed_month()],
    "intake.arm": [lambda c: c.arming.arm("d", "p", "e", "card", "1"), lambda c: c.arming.disarm("x")],
    "intake.measure": [lambda c: c.intake.open_visit("p", "card"), lambda c: c.intake.save("e"), lambda c: c.intake.mark_error("m", "r")],
    "intake.claim": [lambda c: c.inbox.claim("k", "p", "e", "card", "1"), lambda c: c.inbox.set_aside("k", "r")],
    "queue.read": [
        lambda c: c.queue.today(),
        lambda c: c.inbox.unclaimed(),
        lambda c: c.corrections.mine(),
        lambda c: c.corrections.is_unread("p"),
    ],
    "chart.read": [lambda c: c.charting.chart("p"), lambda c: c.corrections.calls(), lambda c: c.late_facts.calls()],
    "chart.write": [
        lambda c: c.charting.add_condition("p", None, FLU),
        lambda c: c.charting.add_allergy("p", "青霉素"),
        lambda c: c.charting.answer("p", FactKind.PREGNANT, Answer.NO, "本人"),
        lambda c: c.charting.note("e", "x"),
        lambda c: c.queue.call("e"),
        lambda c: c.queue.finish("e"),
        lambda c: c.late_facts.called("x", "stopped"),
    ],
    "forms.write": [
        lambda c: Registers(c.desk).enrol("x", Programme.HYPERTENSION, Basis.DIAGNOSED, date(2026, 3, 5)),
        lambda c: Registers(c.desk).close("x", Closing.LOST, date(2026, 3, 5)),
        lambda c: Today(c.desk).called("x", Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.NO_ANSWER),
        lambda c: HomeReadings(c.desk).spoke("x", ContactOutcome.DONE),
    ],
    "plan.read": [lambda c: CarePlans(c.desk).plan("x")],
    "plan.write": [lambda c: CarePlans(c.desk).write("x", PlanPart.DIET, ["少盐"], ())],
    "home.write": [lambda c: HomeReadings(c.desk).take("x", "2026-03-01 07:30 138/86"), lambda c: HomeReadings(c.desk).take_back("x", "r")],
    "skin.test": [lambda c: c.skin_tests.take_back("x", "r")],
    "numbers.read": [lambda c: ReviewNumbers(c.desk, dict).of_period(date(2026, 3, 1), date(2026, 3, 5))],
    "rx.write": [
        lambda c: c.prescribing.draft_of("e"),
        lambda c: c.prescribing.find("amxl"),
        lambda c: c.returned.waiting(),
        lambda c: c.returned.adopt("x"),
        lambda c: c.rx_templates.listed(),
        lambda c: c.rx_templates.rename("x", "n"),
    ],
    "rx.agree": [lambda c: c.rx_templates.write(AGREED)],
    "rx.sign": [
        lambda c: c.dispensing.urgent and c.dispensing.urgent.give("x", "condition"),
        lambda c: c.prescribing.sign(None),  # type: ignore[arg-type]
        lambda c: c.returned.disagree("x", "r"),
        lambda c: c.returned.called("x", "told"),
    ],
    "rx.print": [lambda c: c.prescribing.pdf("x"), lambda c: c.prescribing.printed("x", b"")],
    "formulary.read": [lambda c: c.formulary.listed(), lambda c: c.stock.to_settle(), lambda c: c.formulary.details("amlodipine-tab")],
    "formulary.write": [
        lambda c: c.formulary.put(FormularyEntry("x")),
        lambda c: c.formulary.hide("x", True),
        lambda c: c.formulary.set_price("x", 1),
    ],
    "formulary.confirm": [
        lambda c: c.rule_packs.sign(Path("x")),
        lambda c: c.county_files.sign(CountyKind.INSURANCE, Path("x"), "1"),
        lambda c: c.formulary.confirm(["x"]),
        lambda c: c.formulary.withdraw("x"),
    ],
    "rx.review": [
        lambda c: c.reviewing.queue(),
        lambda c: c.reviewing.case("x"),
        lambda c: c.reviewing.approve("x", "h"),
        lambda c: c.reviewing.send_back("x", "h", []),
        lambda c: c.reviewing.refuse("x", "h", [], "n"),
    ],
    "rx.dispense": [
        lambda c: c.dispensing.queue(),
        lambda c: c.dispensing.case("x"),
        lambda c: c.dispensing.sheet_of("x"),
        lambda c: c.dispensing.scan("x", "1"),
        lambda c: c.dispensing.prepare("x", "l", 1),
        lambda c: c.dispensing.take_back("x"),
        lambda c: c.dispensing.hand_over("x"),
        lambda c: c.dispensing.sold_to("x"),
        lambda c: c.settlements.waiting(),
        lambda c: c.settlements.bill("x"),
        lambda c: c.settlements.settle("x", Payment("自费", 0)),
        lambda c: c.settlements.take_back("x", "n"),
        lambda c: c.settlements.of_day(date(2026, 3, 5)),
        lambda c: c.supplying.form("x", "l"),
    ],
    "supply.handle": [
        lambda c: c.supplying.listed(),
        lambda c: c.supplying.under_way(),
        lambda c: c.supplying.looked(samples.asked),
        lambda c: c.supplying.step("x", SupplyStatus.ACCEPTED),
    ],
    "stock.write": [
        lambda c: c.stock.receive("x", "B", date(2099, 1, 1), 1),
        lambda c: c.stock.count("x", "B", 1),
        lambda c: c.stock.lose("x", "B", 1, "expired"),
        lambda c: c.stock.correct("x", "B", "C", date(2099, 1, 1), "n"),
        lambda c: c.stock.explain("x", "misread"),
        lambda c: c.stock.send_back("x", "B", 1, "n"),
    ],
    "rx.cancel": [lambda c: c.prescribing.cancel("x", "r")],
    "ecg.record": [
        lambda c: c.ecg.start("p", None, "d", "h"),
        lambda c: c.ecg.mark_error("x", "r"),
        lambda c: c.ecg_stored.claim("k", "p", "e", "slip", "p"),
        lambda c: c.ecg_stored.set_aside("k", "r"),
    ],
    "ecg.read": [lambda c: c.ecg.of_person("p"), lambda c: c.ecg.samples("x"), lambda c: c.ecg_stored.waiting()],
    "devices.read": [lambda c: c.devices.known()],
    "devices.manage": [lambda c: c.devices.forget("x"), lambda c: c.devices.rename("x", "n", "红1")],
    "sync.read": [lambda c: c.sync.parked(), lambda c: c.sync.conflicts(), lambda c: c.fleet.seats(), lambda c: c.fleet.above()],
    "sync.settle": [lambda c: c.sync.settle(1, "here")],
    "accounts.manage": [
        lambda c: c.accounts.list(),
        lambda c: c.accounts.add(FORM),
        lambda c: c.accounts.disable("x"),
        lambda c: c.accounts.reset_password("x", "another horse"),
        lambda c: c.accounts.give_role("x", "nurse"),
        lambda c: c.accounts.end_role("x", "nurse"),
        lambda c: c.accounts.renew_recovery_code(),
    ],
    "audit.read": [
        lambda c: c.keeping.verify(),
        lambda c: c.auditing.verify(),
        lambda c: c.auditing.rows(),
        lambda c: c.auditing.accounts(),
    ],
    "settings.manage": [
        lambda c: c.preferences.choose("backups_kept", 5),
        lambda c: c.fleet.invite("A2"),
        lambda c: c.fleet.revoke("A2"),
        lambda c: c.rule_packs.back(),
    ],
    "backup.make": [lambda c: c.keeping.backup()],
}
"""Arguments are nobody's: whoever may, gets as far as that."""

ALL = [(permission, number, verb) for permission, verbs in VERBS.items() for number, verb in enumerate(verbs)]


def refused(verb: Verb, clinic: Clinic) -> bool:
    """Whether it is refused; any other answer or error means that it was let through."""
    try:
        verb(clinic)
    except NotAllowed:
        return True
    except Exception:
        return False
    return False


def take_role(desk: Desk, role: Role) -> None:
    desk.session.set(replace(desk.who, role=role.name, permissions=role.permissions))


@pytest.fixture
def clinic(desk: Desk, folder: DataFolder) -> Clinic:
    return Clinic.over(desk, None, folder.site_file)


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_a_verb_is_refused_exactly_where_the_permission_is_missing(clinic: Clinic, role: Role) -> None:
    take_role(clinic.desk, role)
    wrong = [f"{permission}[{n}]" for permission, n, verb in ALL if refused(verb, clinic) is (permission in role.permissions)]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_every_refusal_is_in_the_trail(clinic: Clinic, role: Role) -> None:
    take_role(clinic.desk, role)
    turned_away = sum(refused(verb, clinic) for _, _, verb in ALL)
    query = select(func.count()).select_from(audit).where(audit.c.action == "refuse", audit.c.role == role.name)
    assert clinic.desk.store.read(lambda conn: conn.execute(query).scalar()) == turned_away > 0


def test_nobody_signed_in_may_nothing(clinic: Clinic) -> None:
    clinic.desk.session.set(None)
    assert [f"{permission}[{n}]" for permission, n, verb in ALL if not refused(verb, clinic)] == []


def test_the_administrator_opens_no_resident_and_no_chart() -> None:
    clinical = {one for one in PERMISSIONS if one.split(".")[0] in {"residents", "intake", "queue", "chart", "rx", "ecg"}}
    assert len(clinical) > 10 and ROLES["administrator"].permissions.isdisjoint(clinical)


def test_the_auditor_only_reads() -> None:
    assert {one.split(".")[1] for one in ROLES["auditor"].permissions} == {"read"}


def test_the_auditor_leaves_no_record_behind(clinic: Clinic) -> None:
    take_role(clinic.desk, ROLES["auditor"])
    before = clinic.desk.store.read(lambda conn: conn.execute(select(func.count()).select_from(change)).scalar())
    for _, _, verb in ALL:
        refused(verb, clinic)
    assert clinic.desk.store.read(lambda conn: conn.execute(select(func.count()).select_from(change)).scalar()) == before


def test_only_a_doctor_signs_and_only_an_auditor_verifies() -> None:
    assert [name for name, role in ROLES.items() if "rx.sign" in role.permissions] == ["doctor"]
    assert [name for name, role in ROLES.items() if "audit.read" in role.permissions] == ["auditor"]


def asked_for() -> set[str]:
    """Permissions that the services ask for, read from their source."""
    found = set()
    for path in Path(str(app.services.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in PERMISSIONS | set(VERBS):
                found.add(node.value)
    return found


def test_every_permission_is_asked_for_and_every_one_has_a_row_here() -> None:
    assert asked_for() == PERMISSIONS == set(VERBS)


def test_every_role_and_permission_has_words() -> None:
    for language in LANGUAGES:
        tables = load_texts(language).tables
        assert set(tables["role"]) == set(ROLES)
        assert set(tables["permission"]) == PERMISSIONS | {"signed_in"}
