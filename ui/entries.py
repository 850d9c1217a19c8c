"""Which pages a person has, how each is made over the clinic's services, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.domain.encounter import Encounter
from app.errors import KnownError
from app.services.clinic import Clinic
from app.services.day_lines import Place
from app.services.drafting import Drafting
from app.services.ecg_report import EcgReports
from app.services.formulary_import import FormularyImport
from app.services.infectious import InfectiousReports
from app.services.previous import PreviousValues
from app.services.printers import Printers
from app.services.queue import QueueRow, QueueState
from app.services.session import SignedIn
from app.texts import error_text
from ui import tokens as t
from ui.bag_pages import open_bag
from ui.bridge import Bridge
from ui.chronic_pages import TODAY, ChronicPages
from ui.cockpit_pages import COCKPIT, CockpitPages
from ui.community_pages import COMMUNITY, CommunityPages, report_card
from ui.counter_pages import SUPPLY, CounterPages, supply_page
from ui.day_pages import DAY, DayPages
from ui.device_pages import devices_page
from ui.follow_up_pages import FOLLOW_UP, follow_up_page
from ui.keymap import Act
from ui.pages.audit.model import AuditModel
from ui.pages.audit.page import AuditPage
from ui.pages.ecg.model import EcgModel
from ui.pages.ecg.model import Services as EcgServices
from ui.pages.ecg.page import EcgPage
from ui.pages.ecg.stored import StoredModel
from ui.pages.encounter.desks import Services as EncounterServices
from ui.pages.encounter.model import EncounterModel
from ui.pages.encounter.page import EncounterPage
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.formulary.model import FormularyModel
from ui.pages.formulary.page import FormularyPage
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.page import MeasuringPage, News
from ui.pages.measuring.ports import Doors
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.residents.elsewhere_panel import ElsewhereModel, ElsewherePanel
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.pages.residents.same_model import SameModel
from ui.pages.residents.same_panel import SamePanel
from ui.pages.reveal import reveal_on
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.model import Services as SettingsServices
from ui.pages.settings.model import SettingsModel
from ui.pages.settings.page import SettingsPage
from ui.plan_pages import PLAN, open_plan, open_trends, plan_page, take_along
from ui.presented import Presented
from ui.rail_words import rail_word
from ui.refill_pages import REFILLS, RefillPages
from ui.review_pages import NUMBERS, ReviewPages, numbers_page
from ui.rx_page import prescription_page
from ui.station import Practice, Station
from ui.upload_pages import UploadPages
from ui.window import MainWindow, PageEntry
from ui.worklist_ways import go_there, lead

MEASURING, ENCOUNTER, PRESCRIPTION, ECG = "measuring", "encounter", "prescription", "ecg"
RESIDENTS, DEVICES, SYNC, SETTINGS, AUDIT, FORMULARY = "residents", "devices", "sync", "settings", "audit", "formulary"
REVIEW = "review"
COUNTER = "counter"
WORKING_PAGES = {"intake": MEASURING, "queue": ENCOUNTER}
"""Working page of a role (roles.toml) → page; others are pages of that very name."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What pages are made on."""

    window: MainWindow
    station: Station
    clinic: Clinic
    bridge: Bridge
    clock: Clock
    backups: Path
    practice: Practice | None = None


class Pages:
    """The pages of whoever is signed in. Made anew at every change of user."""

    def __init__(self, ground: Ground) -> None:
        self._on, self._clinic, self._window = ground, ground.clinic, ground.window
        self._before = ""
        self.presented = Presented(ground.window, ground.clinic, ground.bridge, self._open)
        self._window.opened.connect(self._arrived)

    def close(self) -> None:
        """Somebody else's pages take over."""
        self._window.opened.disconnect(self._arrived)

    def entries(self, who: SignedIn) -> list[PageEntry]:
        """Pages this person has a permission for, in the order of the rail."""
        on, ways, year = (self._clinic, self._on.bridge, self._on.clock), (self._open, self.show_resident), partial(open_trends, self._open)
        known = (
            ("intake.measure", PageEntry(MEASURING, self._measuring, rail_word("Measure"), "measure", Act.MEASURE)),
            ("chart.write", PageEntry(ENCOUNTER, self._encounter, rail_word("Visits"), "doctor")),
            ("forms.write", PageEntry(TODAY, self._today, rail_word("Today"), "today", Act.TODAY)),
            ("queue.read", PageEntry(DAY, self._day, rail_word("The day"), "clock")),
            ("rx.write", PageEntry(PRESCRIPTION, self._prescription, rail_word("Prescription"), "prescription", Act.PRESCRIBE)),
            ("forms.write", PageEntry(FOLLOW_UP, partial(follow_up_page, *on, ways[0]), rail_word("Follow-up"), "followup", Act.FOLLOW_UP)),
            ("plan.read", PageEntry(PLAN, partial(plan_page, *on), rail_word("Plan") if who.working_page == PLAN else "", "heart")),
            ("rx.review", PageEntry(REVIEW, partial(ReviewPages, *on), rail_word("Review"), "check")),
            ("indicators.read", PageEntry(COCKPIT, partial(CockpitPages, *on[:2], year), rail_word("Statistics"), "numbers")),
            ("numbers.read", PageEntry(NUMBERS, partial(numbers_page, *on[:2]), rail_word("Numbers"), "prescription")),
            ("rx.dispense", PageEntry(COUNTER, self._counter, rail_word("Dispense"), "send")),
            ("supply.handle", PageEntry(SUPPLY, partial(supply_page, *on), rail_word("Deliveries"), "send")),
            ("ecg.record", PageEntry(ECG, self._ecg, rail_word("ECG"), "ecg", Act.ECG)),
            ("rx.print", PageEntry(REFILLS, self._refills, rail_word("Refills"), "today")),
            ("formulary.read", PageEntry(FORMULARY, self._formulary, rail_word("Drugs"), "drugs")),
            ("audit.read", PageEntry(AUDIT, self._audit, rail_word("Audit"), "eye")),
            ("residents.write", PageEntry(COMMUNITY, partial(CommunityPages, *on, *ways), rail_word("Public health"), "home")),
            ("residents.read", PageEntry(RESIDENTS, self._residents, rail_word("Residents"), "residents", Act.RESIDENTS)),
            ("devices.read", PageEntry(DEVICES, self._devices, rail_word("Devices"), "devices", low=True)),
            ("sync.read", PageEntry(SYNC, self._upload, rail_word("Upload"), "sync", low=True)),
            ("", PageEntry(SETTINGS, self._settings, rail_word("Settings"), "settings", low=True)),
        )
        shut = {SUPPLY} if who.may("rx.dispense") else set()  # there it is a tab of the counter
        return [entry for permission, entry in known if entry.key not in shut and (not permission or who.may(permission))]

    def working_page(self, who: SignedIn) -> str:
        """Where the window opens: the role's own page, else the first this person has."""
        wanted = WORKING_PAGES.get(who.working_page, who.working_page)
        return wanted if self._window.has(wanted) else next((entry.key for entry in self.entries(who)), "")

    # pages

    def _measuring(self) -> QWidget:
        clinic = self._clinic
        doors = Doors(
            clinic.residents, clinic.queue, clinic.devices, clinic.arming, clinic.intake, clinic.inbox, PreviousValues(clinic.desk)
        )
        news = News(clinic.devices.news, clinic.arming.news, clinic.inbox.news, clinic.desk.store.changes)
        return MeasuringPage(MeasuringModel(doors, self._on.clock, clinic.desk.seat), self._on.bridge, news, self._window.toast.say)

    def _encounter(self) -> QWidget:
        clinic, window = self._clinic, self._window
        desks = clinic.queue, clinic.charting, clinic.residents, Drafting(clinic.desk), self._on.clock, clinic.ecg
        came_back = clinic.corrections, clinic.late_facts, clinic.worklist
        services = EncounterServices(*desks, *came_back, InfectiousReports(clinic.desk).of_visit)
        page = EncounterPage(EncounterModel(services), self._on.bridge, self._on.clock, clinic.prescribing.products)
        reveal_on(page, clinic.residents)
        self._on.bridge.listen(clinic.desk.store.changes, page.model.heard, page)
        page.work_chosen.connect(partial(lead, self._open))
        page.prescribe.connect(self.prescribe)
        page.bag_asked.connect(partial(open_bag, self.prescribe))
        page.record_ecg.connect(self.record_ecg)
        page.follow_up.connect(self.follow_up)
        page.report_asked.connect(partial(report_card, self._open))
        page.plan_asked.connect(partial(open_plan, self._open))
        page.look_at_ecg.connect(self.look_at_ecg)
        page.undoable.connect(lambda words, undo: window.toast.say(words, t.Mark.OK, undo))
        page.finished.connect(lambda _: window.toast.say(rail_word("The visit is closed"), t.Mark.OK))
        return page

    def _prescription(self) -> QWidget:
        window = self._window
        page = prescription_page(self._clinic, self._on.bridge, self._on.clock, self._say)
        page.left.connect(partial(self._open, ENCOUNTER))
        page.signed.connect(lambda _: window.toast.say(rail_word("Signed and kept"), t.Mark.OK))
        return page

    def _ecg(self) -> QWidget:
        clinic, bridge = self._clinic, self._on.bridge
        reports = EcgReports(clinic.desk)
        services = EcgServices(clinic.ecg, clinic.devices, clinic.residents, reports, self._on.clock, self._on.station.devices)
        model = EcgModel(services)
        stored = self._stored_ecgs()
        page = EcgPage(model, bridge, Printers(clinic.desk), stored)
        reveal_on(page, clinic.residents)
        bridge.listen(clinic.ecg.live, model.heard, page)
        bridge.listen(clinic.ecg.progress, model.progressed, page)
        bridge.listen(clinic.ecg_stored.news, lambda _: stored.reload(), page)
        bridge.listen(clinic.devices.news, lambda _: model.load(), page)
        page.left.connect(partial(self._open, ENCOUNTER))
        return page

    def _stored_ecgs(self) -> StoredModel:
        station = self._on.station
        keepers = frozenset(one.id for one in station.manifests if one.keeps_recordings)
        return StoredModel(self._clinic.ecg_stored, self._clinic.residents, station.devices, keepers)

    def _residents(self) -> QWidget:
        clinic = self._clinic
        may = [clinic.desk.who.may(permission) for permission in ("chart.write", "intake.measure", "residents.write", "plan.read")]
        page = ResidentsPage(ResidentsModel(clinic.residents, self._on.clock), self._on.bridge, *may)
        page.offer_same(lambda: SamePanel(SameModel(clinic.residents.links, self._on.clock), self._on.bridge, writes=may[2]))
        if may[2]:
            page.offer_elsewhere(lambda: ElsewherePanel(ElsewhereModel(clinic.lookups), self._on.bridge), clinic.lookups.as_of)
        page.chart_asked.connect(self.open_chart)
        page.measure_asked.connect(self.measure)
        page.plan_asked.connect(partial(open_plan, self._open))
        return page

    def _audit(self) -> QWidget:
        clinic = self._clinic
        return AuditPage(AuditModel(clinic.auditing, clinic.residents, self._on.clock), self._on.bridge)

    def _formulary(self) -> QWidget:
        clinic = self._clinic
        may = [clinic.desk.who.may(permission) for permission in ("formulary.write", "formulary.confirm")]
        imports = FormularyImport(clinic.desk, clinic.formulary)
        return FormularyPage(FormularyModel(clinic.formulary, imports, self._on.clock, *may), self._on.bridge)

    def _counter(self) -> QWidget:
        return CounterPages(self._clinic, self._on.bridge, self._on.clock)

    def _refills(self) -> QWidget:
        return RefillPages(self._clinic, self._on.bridge, self._on.clock, self.renew, self.show_resident)

    def _today(self) -> QWidget:
        visits = partial(self._open, ENCOUNTER) if self._window.has(ENCOUNTER) else None
        return ChronicPages(self._clinic, self._on.bridge, self._on.clock, self.follow_up, self.show_resident, visits)

    def _upload(self) -> QWidget:
        return UploadPages(self._clinic, self._on.bridge, self._on.clock, self._name).whole()

    def _settings(self) -> QWidget:
        clinic = self._clinic
        services = SettingsServices(
            clinic.preferences, Printers(clinic.desk), clinic.accounts, clinic.keeping, clinic.rule_packs, clinic.desk.who, self._on.backups
        )
        county = CountyModel(clinic.pdf_signing, clinic.insurance_list, clinic.site_policies, clinic.desk.who, clinic.county_files)
        return SettingsPage(SettingsModel(services), self._on.bridge, county)

    def _devices(self) -> QWidget:
        return devices_page(self._on.station, self._clinic, self._on.bridge, self._on.clock, self._on.practice)

    def _day(self) -> QWidget:
        on = self._on
        return DayPages(on.clinic, on.bridge, on.clock, on.backups, partial(go_there, self._open), self.show_resident)

    # ways

    def prescribe(self, person: str, encounter: str) -> QWidget | None:
        """The sheet of a visit."""
        page = self._open(PRESCRIPTION)
        if isinstance(page, PrescriptionPage):
            page.model.open(person, encounter)
        return page

    def follow_up(self, person: str, encounter: str = "") -> None:
        """Somebody's sheet: of that visit, of today's, or of today without one."""
        page = self._open(FOLLOW_UP)
        if isinstance(page, FollowUpPage):
            page.model.attend(person, encounter)

    def renew(self, person: str, sheet: str) -> None:
        """An earlier sheet beside today's proposal, in today's visit; without one it begins, with nobody recognised yet."""
        clinic = self._clinic

        def show(visit: Encounter) -> None:
            page = self._open(PRESCRIPTION)
            if isinstance(page, PrescriptionPage):
                page.model.open(person, visit.id, renewing=sheet)

        self._on.bridge.run(lambda: clinic.intake.open_visit(person), show, self._say, self._window)

    def record_ecg(self, person: str, encounter: str) -> None:
        """The ECG page for somebody."""
        page = self._open(ECG)
        if isinstance(page, EcgPage):
            self._try(lambda: page.model.attend(person, encounter or None))

    def look_at_ecg(self, person: str, encounter: str, recording: str) -> None:
        """A recording that was made before."""
        self.record_ecg(person, encounter)
        page = self._window.page(ECG)
        if isinstance(page, EcgPage) and page.model.person == person:
            page.model.review(recording)

    def measure(self, person: str) -> None:
        """Somebody's measuring card. Nobody is armed by that (H20)."""
        clinic = self._clinic

        def visit() -> str:
            ended = QueueState.FINISHED
            return next((row.encounter for row in clinic.queue.today() if row.person == person and row.state is not ended), "")

        def show(encounter: str) -> None:
            page = self._open(MEASURING)
            if isinstance(page, MeasuringPage):
                page.open_resident(person, encounter)

        self._on.bridge.run(visit, show, self._say, self._window)

    def open_chart(self, person: str) -> None:
        """Today's visit of a resident on the doctor's page; without one it begins, with nobody recognised yet."""
        clinic = self._clinic

        def visit() -> QueueRow | None:
            opened = clinic.intake.open_visit(person)
            return next((row for row in clinic.queue.today() if row.encounter == opened.id), None)

        self._on.bridge.run(visit, self._call, self._say, self._window)

    def show_resident(self, person: str) -> None:
        """Somebody's entry among the residents."""
        page = self._open(RESIDENTS)
        if isinstance(page, ResidentsPage):
            page.open_resident(person)

    def show_critical(self) -> None:
        """Whom nobody told of a critical value."""
        go_there(self._open, Place.CRITICAL)

    def find(self) -> None:
        """The find box of the page in front, else that of the residents' page."""
        page = self._window.page(self._window.current)
        if not isinstance(page, (MeasuringPage, ResidentsPage)):
            page = self._open(RESIDENTS)
        if isinstance(page, MeasuringPage):
            page.roster.find_box.setFocus()
        elif isinstance(page, ResidentsPage):
            page.find_box.setFocus()
            page.find_box.selectAll()

    # inside

    def _arrived(self, key: str) -> None:
        """By key or rail to ECG or prescription: the resident in front goes along."""
        before, self._before = self._before, key
        person, encounter = self._in_front(before)
        page = self._window.page(key)
        if person and isinstance(page, EcgPage) and not page.model.recording:
            self._try(lambda: page.model.attend(person, encounter or None))
        elif person and isinstance(page, FollowUpPage):
            page.model.attend(person, encounter)
        elif encounter and before == ENCOUNTER and isinstance(page, PrescriptionPage):
            page.model.open(person, encounter)
        take_along(page, person)

    def _in_front(self, key: str) -> tuple[str, str]:
        """Resident and visit of a page, '' where it shows none."""
        page = self._window.page(key)
        if isinstance(page, EncounterPage) and page.model.current is not None:
            return page.model.current.person, page.model.current.encounter
        if isinstance(page, MeasuringPage) and page.subject_in_front is not None:
            return page.subject_in_front.person.id, page.subject_in_front.encounter
        if isinstance(page, ResidentsPage):
            return page.in_front, ""
        return "", ""

    def _open(self, key: str) -> QWidget | None:
        return self._window.open(key) if self._window.has(key) else None

    def _call(self, row: QueueRow | None) -> None:
        page = self._open(ENCOUNTER)
        if row is not None and isinstance(page, EncounterPage):
            page.model.open_visit(row)

    def _name(self, person: str) -> str:
        clinic = self._clinic
        try:
            return clinic.residents.get(person).name if clinic.desk.who.may("residents.read") else ""
        except KnownError:
            return ""

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except KnownError as error:
            self._say(error)

    def _say(self, error: KnownError) -> None:
        self._window.toast.say(error_text(error).what, t.Mark.ATTENTION)
