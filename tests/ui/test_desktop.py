"""One run of the window over a real encrypted clinic: sign-in by typing, pages by role, lock, switch, language, closing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.demo.clinic import DOCTOR, NURSE, PASSWORD, prepare
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import EncounterStatus
from app.domain.person import ResidentRow
from app.paths import DataFolder
from app.services.drafting import Drafting
from app.services.practice import practice_data
from device_drivers.readings import DeviceNews, DeviceState
from tests.ui.pages.keyboard import enter, write
from tests.ui.small_clinic import MORNING, RESIDENTS, SmallStation
from ui.desktop import Desktop
from ui.emergency import EmergencyNotice
from ui.keymap import Act
from ui.pages.encounter.page import EncounterPage
from ui.pages.lock.page import LockPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.residents.page import ResidentsPage
from ui.pages.signin.page import SignInPage
from ui.pages.wizard.page import WizardPage
from ui.station import Occasion
from ui.waiting import WaitingCover

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clinic's folder, made once."""
    folder = DataFolder(tmp_path_factory.mktemp("small") / "data")
    prepare(folder, SetClock(MORNING), RESIDENTS)
    return folder.root


@pytest.fixture
def clock() -> SetClock:
    clock = SetClock(MORNING)
    clock.forward(60)
    return clock


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> DataFolder:
    """A clinic of the test's own."""
    return DataFolder(Path(shutil.copytree(prepared, tmp_path / "data")))


class Run:
    """A desktop with its station, driven by keys."""

    def __init__(self, qtbot: QtBot, folder: DataFolder, clock: SetClock, **more: object) -> None:
        self.qtbot, self.clock = qtbot, clock
        self.station = SmallStation(folder, clock)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.desktop = Desktop(app, Occasion(folder, clock, lambda: self.station, **more))  # type: ignore[arg-type]

    def begin(self) -> None:
        """The window is there and active."""
        self.desktop.begin()
        self.to_front()

    def to_front(self) -> None:
        """Keys go to the window."""
        window = self.desktop.window
        window.showNormal()
        window.resize(1366, 768)
        with self.qtbot.waitActive(window):
            window.activateWindow()

    def page(self, kind: type[QWidget]) -> QWidget:
        """The page of that kind, once it is there."""
        self.qtbot.waitUntil(lambda: self.desktop.window.findChild(kind) is not None)
        found = self.desktop.window.findChild(kind)
        assert isinstance(found, kind)
        return found

    def sign_in(self, login: str = DOCTOR, password: str = PASSWORD) -> None:
        """Choose the tile, type the password, Enter; waits until the pages are there."""
        page = self.page(SignInPage)
        assert isinstance(page, SignInPage)
        page.tiles.chosen.emit(login)
        self.qtbot.waitUntil(page.password.field.hasFocus)
        write(self.qtbot, page.password.field, password)
        with self.qtbot.waitSignal(self.desktop.seated, timeout=20_000):
            enter(self.qtbot, page.password.field)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key of the map, wherever the cursor is."""
        self.qtbot.keyClick(self.desktop.window, key, modifier)

    def lock_page(self) -> LockPage:
        """Lock with Ctrl+L."""
        self.key(Key.Key_L, Control)
        page = self.page(LockPage)
        assert isinstance(page, LockPage)
        self.qtbot.waitUntil(lambda: self.clinic.desk.session.locked)
        return page

    @property
    def clinic(self):  # type: ignore[no-untyped-def]
        assert self.station.clinic is not None
        return self.station.clinic

    def grown(self) -> list[ResidentRow]:
        """Grown-up residents, the same in every run."""
        places = practice_data()["places"]["villages"]
        found = [row for place in places for row in self.clinic.residents.search(place, 20)]
        return [row for row in found if row.birth is not None and 1940 < row.birth.year < 1975]

    def arrive(self, number: int = 0) -> str:
        """A resident comes in, is measured by hand and waits for the doctor; gives the visit."""
        person = self.grown()[number]
        visit = self.clinic.intake.open_visit(person.id)
        self.clinic.intake.enter(visit.id, "temperature", "36.6", confirmed=("jump", "unusual"))
        self.clinic.intake.save(visit.id)
        return str(visit.id)

    def call_first(self) -> EncounterPage:
        """F3, and Enter on the queue's first row."""
        self.key(Key.Key_F3)
        page = self.desktop.window.page("encounter")
        assert isinstance(page, EncounterPage)
        self.qtbot.waitUntil(lambda: bool(page.model.waiting))
        page.queue.list.setFocus()
        page.queue.list.setCurrentIndex(page.queue.rows.index(0))
        self.qtbot.keyClick(page.queue.list, Key.Key_Return)
        self.qtbot.waitUntil(lambda: page.model.current is not None and not page.model.busy)
        return page


@pytest.fixture
def run(qtbot: QtBot, folder: DataFolder, clock: SetClock) -> Iterator[Run]:
    made = Run(qtbot, folder, clock)
    yield made
    made.desktop.end()


@pytest.fixture
def signed_in(run: Run) -> Run:
    run.begin()
    run.sign_in()
    return run


def test_the_sign_in_page_comes_before_anything_is_loaded(run: Run) -> None:
    loaded: list[bool] = []
    run.desktop._occasion = Occasion(run.station.folder, run.clock, lambda: loaded.append(True) or run.station)  # type: ignore[func-returns-value]
    run.begin()
    assert isinstance(run.page(SignInPage), SignInPage) and loaded == []
    run.qtbot.waitUntil(lambda: loaded == [True])


def test_a_wrong_password_is_told_in_words_and_the_page_stays(run: Run) -> None:
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(run.qtbot, page.password.field, "wrong word")
    enter(run.qtbot, page.password.field)
    run.qtbot.waitUntil(page._notice.isVisible)
    assert "密码" in page._notice.accessibleName() and page.password.field.text() == ""
    run.sign_in()
    assert not run.desktop.window.covered


def test_pages_follow_the_role_and_the_first_is_the_working_page(signed_in: Run) -> None:
    window = signed_in.desktop.window
    assert window.current == "encounter"
    assert [key for key in ("measuring", "prescription", "ecg", "residents", "devices", "sync", "settings") if not window.has(key)] == []
    assert window.status.texts()[0].startswith("刘明远 · ")


@pytest.mark.parametrize(
    ("login", "first", "absent"),
    [(NURSE, "measuring", "prescription"), ("intake", "measuring", "ecg"), ("pharmacist", "residents", "measuring")],
)
def test_other_roles_have_other_pages(run: Run, login: str, first: str, absent: str) -> None:
    run.begin()
    run.sign_in(login)
    window = run.desktop.window
    assert window.current == first and not window.has(absent) and not window.has("encounter")


def test_every_page_opens_by_its_key(signed_in: Run) -> None:
    window = signed_in.desktop.window
    for key, page in (
        (Key.Key_F5, "measuring"),
        (Key.Key_F6, "prescription"),
        (Key.Key_F8, "ecg"),
        (Key.Key_F10, "residents"),
        (Key.Key_F3, "encounter"),
    ):
        signed_in.key(key)
        assert window.current == page


def test_ctrl_f_finds_somebody_from_anywhere(signed_in: Run) -> None:
    signed_in.key(Key.Key_F, Control)
    page = signed_in.desktop.window.page("residents")
    assert isinstance(page, ResidentsPage) and page.find_box.hasFocus()
    signed_in.key(Key.Key_F5)
    signed_in.key(Key.Key_F, Control)
    measuring = signed_in.desktop.window.page("measuring")
    assert isinstance(measuring, MeasuringPage) and measuring.roster.find_box.hasFocus()


def test_a_lock_keeps_what_was_typed(signed_in: Run) -> None:
    signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    note = page.view.note.edit
    note.setFocus()
    write(signed_in.qtbot, note, "头晕3天")
    lock = signed_in.lock_page()
    assert not note.isVisible()
    signed_in.qtbot.waitUntil(lock.password.field.hasFocus)
    write(signed_in.qtbot, lock.password.field, PASSWORD)
    enter(signed_in.qtbot, lock.password.field)
    signed_in.qtbot.waitUntil(lambda: not signed_in.desktop.window.covered)
    assert page is signed_in.desktop.window.page("encounter") and note.toPlainText() == "头晕3天" and note.hasFocus()


def test_whoever_takes_over_gets_own_pages_and_saves_nothing_of_the_one_before(signed_in: Run) -> None:
    """H33: the doctor's words are kept in the doctor's name, and are not on the nurse's screen."""
    visit = signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    page.view.note.edit.setFocus()
    write(signed_in.qtbot, page.view.note.edit, "头晕3天")
    doctor = signed_in.clinic.desk.who
    lock = signed_in.lock_page()
    lock._switch()
    lock.tiles.chosen.emit(NURSE)
    signed_in.qtbot.waitUntil(lambda: lock.password.field.isEnabled())
    lock.password.field.setFocus()
    write(signed_in.qtbot, lock.password.field, PASSWORD)
    with signed_in.qtbot.waitSignal(signed_in.desktop.seated, timeout=20_000):
        enter(signed_in.qtbot, lock.password.field)
    window = signed_in.desktop.window
    assert window.current == "measuring" and not window.has("encounter") and window.page("encounter") is None
    acts = signed_in.clinic.desk.store.read(_acts_on(visit))
    assert acts and {account for account, _ in acts} == {doctor.account}
    assert Drafting(signed_in.clinic.desk).find("encounter", visit) is None
    assert window.status.texts()[0].startswith("李小燕")


def _acts_on(visit: str):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    return lambda conn: [tuple(row) for row in conn.execute(text("SELECT account, action FROM audit WHERE ref = :ref"), {"ref": visit})]


def test_the_screen_locks_by_itself_and_any_key_counts_as_presence(signed_in: Run) -> None:
    desktop, clock = signed_in.desktop, signed_in.clock
    clock.forward(4 * 60)
    handle = desktop.window.windowHandle()
    assert handle is not None
    signed_in.qtbot.keyClick(handle, Key.Key_Shift)
    clock.forward(4 * 60)
    desktop.idle.look()
    assert not desktop.window.covered
    clock.forward(2 * 60)
    desktop.idle.look()
    assert desktop.window.covered and isinstance(signed_in.page(LockPage), LockPage)
    signed_in.qtbot.waitUntil(lambda: signed_in.clinic.desk.session.locked)


def test_the_lock_disarms_nobody(signed_in: Run) -> None:
    """safety.md §2: a lock hides the values and keeps the arming until its time-out."""
    person = signed_in.grown()[0]
    birth = signed_in.clinic.residents.get(person.id).birth.isoformat()
    visit = signed_in.clinic.intake.open_visit(person.id, "name+birth", evidence=birth)
    cuff = next(card for card in signed_in.clinic.devices.known() if "blood_pressure" in card.kinds)
    signed_in.clinic.arming.arm(cuff.id, person.id, visit.id, "name+birth", birth)
    signed_in.lock_page()
    assert [one.person for one in signed_in.clinic.arming.armed()] == [person.id]


def test_f12_says_what_to_do_on_the_lock_screen_too(signed_in: Run) -> None:
    signed_in.lock_page()
    signed_in.key(Key.Key_F12)
    notice = signed_in.page(EmergencyNotice)
    assert isinstance(notice, EmergencyNotice) and notice.isVisible()
    signed_in.qtbot.keyClick(notice, Key.Key_Escape)
    assert not notice.isVisible() and signed_in.desktop.window.covered


def test_the_status_line_and_the_rail_follow_the_news(signed_in: Run) -> None:
    window, clinic = signed_in.desktop.window, signed_in.clinic
    assert "未设置上传" in window.status.texts()
    card = next(one for one in clinic.devices.known() if "blood_pressure" in one.kinds)
    clinic.devices.heard(DeviceNews(card.hub_id, DeviceState.DRAINED, None, 80, signed_in.clock.now(), 0.0, None))
    signed_in.qtbot.waitUntil(lambda: "红1 可以测" in window.status.texts())
    signed_in.arrive()
    signed_in.arrive(1)
    signed_in.qtbot.waitUntil(lambda: window._buttons["encounter"]._badge == "2")


def test_another_language_and_size_make_the_window_anew_on_the_same_page(signed_in: Run) -> None:
    signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    page.view.note.edit.setFocus()
    write(signed_in.qtbot, page.view.note.edit, "头晕3天")
    before = signed_in.desktop.window
    signed_in.clinic.preferences.choose("language", "en")
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window is not before)
    window = signed_in.desktop.window
    assert window.isVisible() and window.current == "encounter" and window._buttons["measuring"].text() == "Measure"
    signed_in.clinic.preferences.choose("text_percent", 140)
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.percent == 140)
    again = signed_in.call_first()
    assert again.view is not None and again.view.note.edit.toPlainText() == "头晕3天"


def test_closing_says_what_is_not_uploaded_and_ends_everything(signed_in: Run) -> None:
    from app.store import sync_state

    store = signed_in.clinic.desk.store
    store.write(lambda uow: sync_state.add_peer(uow, "hub", "hub", "http://127.0.0.1:9/fhir")).result()
    signed_in.arrive()
    with signed_in.qtbot.waitSignal(signed_in.desktop.ended, timeout=10_000):
        signed_in.desktop.window.close()
        cover = signed_in.page(WaitingCover)
        assert isinstance(cover, WaitingCover)
        assert "数据已保存,可以关机" in cover.title.text() and "未上传" in cover.details.text()
        assert signed_in.desktop.window.isVisible()
    assert signed_in.station.closed and not signed_in.desktop.window.isVisible()


def test_closing_before_anybody_signed_in_is_at_once(run: Run) -> None:
    run.begin()
    with run.qtbot.waitSignal(run.desktop.ended):
        run.desktop.window.close()
    assert run.desktop.is_over


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: folder.database.write_bytes(b"\0" * 8192), "数据"),
        (lambda folder: folder.database.unlink(), "数据"),
    ],
    ids=["corrupt", "missing"],
)
@pytest.mark.expect_log(".*")
def test_a_database_that_does_not_open_is_told_on_the_sign_in_page(run: Run, folder: DataFolder, harm, words: str) -> None:  # type: ignore[no-untyped-def]
    for left in folder.root.glob("clinic.db-*"):
        left.unlink()
    harm(folder)
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(run.qtbot, page.password.field, PASSWORD)
    enter(run.qtbot, page.password.field)
    run.qtbot.waitUntil(page._notice.isVisible, timeout=20_000)
    assert words in page._notice.accessibleName() and run.desktop.window.covered


@pytest.mark.expect_log("could not be loaded")
def test_a_workstation_that_cannot_be_loaded_is_told_too(qtbot: QtBot, folder: DataFolder, clock: SetClock) -> None:
    run = Run(qtbot, folder, clock)

    def fail() -> SmallStation:
        raise RuntimeError("a library is missing")

    run.desktop._occasion = Occasion(folder, clock, fail)
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(qtbot, page.password.field, PASSWORD)
    enter(qtbot, page.password.field)
    qtbot.waitUntil(page._notice.isVisible, timeout=20_000)
    assert run.desktop.window.covered
    run.desktop.end()


def test_the_first_run_leads_to_the_sign_in_page(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    run = Run(qtbot, DataFolder(tmp_path / "fresh").make(), clock)
    run.begin()
    page = run.page(WizardPage)
    assert isinstance(page, WizardPage)
    prepare_by_wizard(page)
    qtbot.waitUntil(lambda: bool(page._model.recovery_code), timeout=30_000)
    page.finished.emit("wang")
    signin = run.page(SignInPage)
    assert isinstance(signin, SignInPage) and [tile.view.name for tile in signin.tiles.buttons] == ["王建国"]
    run.desktop.end()


def prepare_by_wizard(page: WizardPage) -> None:
    """All fields, as they would be typed."""
    values = {
        "organization_code": "PDY00000141010211A1001",
        "organization_name": "柳树村卫生室",
        "seat": "A1",
        "name": "王建国",
        "staff_no": "001",
        "licence_no": "110410200012345",
        "login": "wang",
        "password": "correct horse",
        "repeat": "correct horse",
    }
    for key, value in values.items():
        page._model.type(key, value)
    for _ in range(3):
        assert page._model.forward()


def test_a_site_file_out_of_order_is_shown_and_nothing_is_opened(run: Run) -> None:
    from app.errors import KnownError

    run.desktop.refuse(KnownError("setting_bad", key="lock_minutes", found="99", wanted="1–60"))
    cover = run.page(WaitingCover)
    assert isinstance(cover, WaitingCover) and "lock_minutes" in cover.notice.accessibleName()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_second_start_brings_the_window_to_the_front(signed_in: Run) -> None:
    signed_in.desktop.window.showMinimized()
    signed_in.desktop.raise_window()
    signed_in.qtbot.waitUntil(lambda: not signed_in.desktop.window.isMinimized())
    assert signed_in.desktop.window.isVisible()


def test_from_the_chair_to_the_signed_sheet_by_keyboard(signed_in: Run) -> None:
    """The day's whole chain on the real window: find, recognise, type, save, call, diagnose, prescribe, sign."""
    qtbot, window, clinic = signed_in.qtbot, signed_in.desktop.window, signed_in.clinic
    person = clinic.residents.get(signed_in.grown()[0].id)
    signed_in.key(Key.Key_F5)
    measuring = window.page("measuring")
    assert isinstance(measuring, MeasuringPage)
    write(qtbot, measuring.roster.find_box, person.name)
    enter(qtbot, measuring.roster.find_box)
    said = measuring.subject.arm_line.said
    qtbot.waitUntil(said.hasFocus)
    write(qtbot, said, f"{person.birth:%Y%m%d}")
    enter(qtbot, said)
    qtbot.waitUntil(lambda: bool(measuring._model.subject and measuring._model.subject.identified_by))
    from app.domain.measurement import MeasurementKind

    field = measuring.subject.cards[MeasurementKind.WEIGHT].field
    field.setFocus()
    write(qtbot, field, "61.5")
    signed_in.key(Key.Key_F2)
    qtbot.waitUntil(lambda: measuring._model.subject is None)
    page = signed_in.call_first()
    visit = page.model.current
    assert visit is not None and visit.person == person.id
    page.model.add_diagnosis(page.model.find_diagnosis("I10")[0])
    qtbot.waitUntil(lambda: not page.model.busy)
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING):
        clinic.charting.answer(person.id, kind, Answer.NO, "本人")
    signed_in.key(Key.Key_F6)
    sheet = window.page("prescription")
    assert isinstance(sheet, PrescriptionPage)
    qtbot.waitUntil(lambda: sheet.model.draft is not None and not sheet.model.busy)
    sheet.lines.search.setFocus()
    write(qtbot, sheet.lines.search, "alzp")
    while sheet.lines.search.highlighted() < 0 or "amlodipine" not in sheet.lines.search.rows()[sheet.lines.search.highlighted()].key:
        qtbot.keyClick(sheet.lines.search, Key.Key_Down)
    enter(qtbot, sheet.lines.search)
    row = sheet.lines.rows[-1]
    row.days.setFocus()
    row.days.selectAll()
    qtbot.keyClicks(row.days, "7")
    enter(qtbot, row.days)
    qtbot.waitUntil(lambda: sheet.model.current_review is not None and not sheet.model.busy)
    assert sheet.model.why_not() is None
    signed_in.key(Key.Key_Return, Control)
    qtbot.waitUntil(lambda: sheet.strip.listening)
    signed_in.key(Key.Key_Return, Control)
    qtbot.waitUntil(lambda: bool(clinic.prescribing.of_encounter(visit.encounter)))
    sheet.left.emit()
    assert window.current == "encounter"
    signed_in.key(Key.Key_F4)
    qtbot.waitUntil(lambda: clinic.intake.state(visit.encounter).encounter.status is EncounterStatus.FINISHED)


def test_the_ecg_page_asks_for_the_signal_only_while_it_is_seen(signed_in: Run) -> None:
    signed_in.key(Key.Key_F8)
    radio = signed_in.station.devices
    assert radio is not None
    patch = next(card for card in signed_in.clinic.devices.known() if "ecg" in card.kinds)
    assert radio.asked == [("start_ecg", patch.hub_id)]
    signed_in.key(Key.Key_F3)
    assert radio.asked[-1] == ("stop_ecg", patch.hub_id)
    assert Act.ECG.key == "F8"


def test_a_chart_is_opened_from_the_residents(signed_in: Run) -> None:
    row = signed_in.grown()[0]
    signed_in.key(Key.Key_F10)
    residents = signed_in.desktop.window.page("residents")
    assert isinstance(residents, ResidentsPage)
    residents.chart_asked.emit(row.id)
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window.current == "encounter")
    page = signed_in.desktop.window.page("encounter")
    assert isinstance(page, EncounterPage)
    signed_in.qtbot.waitUntil(lambda: page.model.current is not None and page.model.current.person == row.id)
