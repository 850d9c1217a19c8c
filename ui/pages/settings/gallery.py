"""Settings on show: a doctor who keeps the workstation, a new account, and a nurse."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import iso
from app.domain.county_file import CountyFile, CountyKind
from app.errors import KnownError
from app.rules.pack import Pack
from app.rules.pack_difference import Change, Difference
from app.services.certificates import Certificates
from app.services.county_files import CountyFileNow, CountyFiles
from app.services.insurance_list import InsuranceList, KeptList, Limit, ListPlan
from app.services.issuers import Issuer
from app.services.list_rows import Columns, Refusal
from app.services.pdf_signing import PdfSignature, PdfSigning, PdfVerdict, Trust
from app.services.preferences import Preferences
from app.services.printers import Printers
from app.services.rule_packs import Inspected, Offered, RulePacks
from app.services.site_policy import PolicyNow, SitePolicies
from app.services.table_file import Row
from app.store.rule_packs import KeptPack
from ui import tokens as t
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.encounter.gallery import pack
from ui.pages.page_model import at_once
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.model import Services, SettingsModel
from ui.pages.settings.page import SettingsPage
from ui.practice_desk import MORNING, PracticeDesk, open_practice
from ui.widgets.frames import Scroll, column


@cache
def clinic() -> PracticeDesk:
    """One clinic for all pictures."""
    return open_practice(1)


@cache
def rules() -> Pack:
    """The program's own under a hash of pictures, which would all change with every row of data."""
    return replace(pack(), sha256="3f9a" * 16)


def services(practice: PracticeDesk) -> Services:
    """The page's services over a practice clinic."""
    preferences = Preferences(practice.desk, practice.folder.site_file)
    packs = RulePacks(practice.desk, rules(), preferences.now)
    return Services(
        preferences, Printers(practice.desk), practice.accounts, practice.keeping, packs, practice.desk.who, practice.folder.backups
    )


def policies_of(practice: PracticeDesk) -> SitePolicies:
    """The policy the practice county signed."""
    return SitePolicies(practice.desk, Preferences(practice.desk, practice.folder.site_file).now)


def made_page(practice: PracticeDesk) -> SettingsPage:
    """A page over a practice clinic; everything happens at once."""
    bridge = Bridge()
    model = SettingsModel(services(practice))
    files = CountyFiles(practice.desk, Preferences(practice.desk, practice.folder.site_file).now)
    county = CountyModel(PdfSigning(practice.desk), InsuranceList(practice.desk), policies_of(practice), practice.desk.who, files)
    page = SettingsPage(model, bridge, county)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    model.rules.attach(page.rules.refresh, at_once)
    county.attach(page._refresh_county, at_once)
    county.load()
    page.keeping._where.setText("D:/备份")
    return page


def whole() -> QWidget:
    """As whoever keeps the workstation sees it."""
    return made_page(clinic())


def adding() -> QWidget:
    """The form of a new account without a role."""
    page = made_page(clinic())
    page._model.add(True)
    page._model.save_account()
    page.accounts.new.setFocus()
    page.keeping._where.setText("D:/备份")
    return page


OTHERWISE = Difference(
    (
        Change("limit", "辛伐他汀片（simvastatin-tab）", True, "max_daily", "40", "80"),
        Change("rule_changed", "DDI-017", True, old="override", new="warn"),
        Change("limit", "格列本脲片（glibenclamide-tab）", False, "max_daily", "15", "10"),
        Change("rule_new", "DDI-301", False, new="block"),
    ),
    ("formulary.csv", "rx_pairs.csv"),
)
"""What the county changed."""


def newer_rules() -> QWidget:
    """A rule pack on a stick that may be used."""
    page = made_page(clinic())
    names = (("赵明（县医院药师）", ""), ("钱慧（县医院药师）", ""))
    kept = KeptPack("", "liuhe-rules", "2026.3.1", "柳河县用药规则", "2026-03-01", names)
    page.rules._model.seen = Inspected(kept, replace(rules(), version="liuhe-rules-2026.3.1"), b"", 214, 886, 272, OTHERWISE)
    page.rules.refresh()
    return page


def offered_rules() -> QWidget:
    """The county published newer rules, and a pack that somebody changed on its way."""
    page = made_page(clinic())
    bad = Offered("b", "外县规则", "other-rules-7", "2026-03-05", KnownError("pack_signature_bad"))
    page.rules._model.offers = [Offered("a", "柳河县用药规则", "liuhe-rules-2026.3.1", "2026-03-05"), bad]
    page.rules.refresh()
    return page


COUNTY = (
    CountyFileNow(
        CountyFile("b", CountyKind.INSURANCE, "柳医保〔2026〕9号", "2026-03-04", ""), "", trouble=KnownError("county_signature_bad")
    ),
    CountyFileNow(CountyFile("a", CountyKind.INSURANCE, "柳医保〔2026〕7号", "2026-03-01", ""), "l.csv", ("柳树县医疗保障局",), True),
)
"""One that is followed, and a newer one that somebody changed on its way."""


def county_papers() -> QWidget:
    """A policy that has run out, a signed copy from the county that was checked, its issuer, and a list with two rows in error."""
    page = made_page(clinic())
    county, issuer = page._county, Issuer(Certificates(clinic().desk).institution())
    county.issuers = (issuer,)
    told = PdfSignature("赵芳", "县人民医院", issuer.name, iso(MORNING), "", Trust.LISTED, True, "", "2034-05-22")
    county.policy = PolicyNow(None, trouble=KnownError("policy_expired", number="柳卫〔2025〕12号", day="2026-02-28"))
    page.policy.refresh()
    county.about, county.checked, county.verdict = county.SIGNATURES, "处方 0007.pdf", PdfVerdict((told,), True)
    page.signatures.refresh()
    county.county = COUNTY
    county.about, county.kept = county.INSURANCE, KeptList("柳河县限定支付2025.csv", "2025-12-30", (Limit("氯吡格雷", "", ("I20",)),) * 214)
    county.plan = ListPlan(
        Path("柳河县限定支付2026.csv"),
        Columns(Row(1, ()), {}, ()),
        (Limit("氯吡格雷", "", ("I20",)),) * 221,
        (Refusal(Row(3, ()), ()),) * 2,
    )
    page.insurance.refresh()
    cards = Scroll(QWidget())
    cards.widget().setLayout(column(page.policy, page.signatures, page.insurance, 0, gap=t.M))
    page.setParent(cards)
    page.hide()
    return cards


ENTRIES = [
    Entry("settings", whole),
    Entry("settings-account", adding),
    Entry("settings-rules", newer_rules),
    Entry("settings-offered", offered_rules),
    Entry("settings-county", county_papers),
]
