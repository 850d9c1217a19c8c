"""All services of one workstation over one desk: made together, handed to whoever needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.rules.pack import Pack
from app.services.accounts import Accounts
from app.services.arming import Arming
from app.services.auditing import Auditing
from app.services.authenticity import Authenticity
from app.services.charting import Charting
from app.services.corrections import Corrections
from app.services.county_files import CountyFiles
from app.services.couriers import Couriers
from app.services.desk import Desk
from app.services.device_checks import DeviceChecks
from app.services.devices import Devices
from app.services.dispensing import Dispensing
from app.services.ecg import EcgRecorder
from app.services.ecg_stored import StoredEcgs
from app.services.fleet import Fleet
from app.services.form_filling import FormFilling
from app.services.formulary import Formulary
from app.services.inbox import Inbox
from app.services.indicators import Indicators
from app.services.insurance_list import InsuranceList
from app.services.intake import Intake
from app.services.keeping import Keeping
from app.services.late_facts import LateFacts
from app.services.lookups import Lookups
from app.services.medicine_bag import MedicineBag
from app.services.pdf_signing import PdfSigning
from app.services.preferences import Preferences
from app.services.prescribing import Prescribing
from app.services.queue import Queue
from app.services.residents import Residents
from app.services.returned import Returned
from app.services.reviewing import Reviewing
from app.services.rule_packs import RulePacks
from app.services.rx_templates import RxTemplates
from app.services.settlement import Settlements
from app.services.site_policy import SitePolicies
from app.services.skin_tests import SkinTests
from app.services.stock import Stock
from app.services.supplying import Supplying
from app.services.sync_status import SyncStatus
from app.services.uplinks import Uplinks
from app.services.urgent import UrgentGiving
from app.services.worklist import Worklist
from app.settings import Settings

if TYPE_CHECKING:
    from device_drivers.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Clinic:
    """Every use case of the workstation. ``hub_couriers``, ``hub_uplinks``: those of the hub inside it, where it is one."""

    desk: Desk
    accounts: Accounts
    arming: Arming
    auditing: Auditing
    authenticity: Authenticity
    charting: Charting
    corrections: Corrections
    county_files: CountyFiles
    couriers: Couriers
    device_checks: DeviceChecks
    devices: Devices
    dispensing: Dispensing
    ecg: EcgRecorder
    ecg_stored: StoredEcgs
    fleet: Fleet
    forms: FormFilling
    formulary: Formulary
    hub_couriers: Couriers
    hub_uplinks: Uplinks
    inbox: Inbox
    indicators: Indicators
    intake: Intake
    keeping: Keeping
    late_facts: LateFacts
    lookups: Lookups
    pdf_signing: PdfSigning
    preferences: Preferences
    prescribing: Prescribing
    queue: Queue
    residents: Residents
    returned: Returned
    reviewing: Reviewing
    rule_packs: RulePacks
    rx_templates: RxTemplates
    site_policies: SitePolicies
    stock: Stock
    settlements: Settlements
    supplying: Supplying
    sync: SyncStatus
    uplinks: Uplinks

    def __post_init__(self) -> None:
        """Whoever judges by rules takes up another pack without a restart."""
        for follow in (
            self.prescribing.follow,
            self.rx_templates.follow,
            self.formulary.follow,
            self.queue.follow,
            self.forms.follow,
            self.late_facts.follow,
        ):
            self.rule_packs.changed.subscribe(follow)

    @property
    def worklist(self) -> Worklist:
        """What came back and waits for whoever is signed in."""
        return Worklist(self.desk, self.supplying, self.returned, self.stock, (self.corrections, self.late_facts))

    @property
    def skin_tests(self) -> SkinTests:
        """皮试: what runs, at this seat and the others."""
        return SkinTests(self.desk, self.prescribing.shelves)

    @property
    def medicine_bag(self) -> MedicineBag:
        """药袋: what residents take from elsewhere."""
        return MedicineBag(self.desk, self.prescribing.shelves)

    @property
    def insurance_list(self) -> InsuranceList:
        """What the insurance pays for by the county's own list."""
        return InsuranceList(self.desk)

    @classmethod
    def over(cls, desk: Desk, pack: Pack | None, site_file: Path, manifests: Iterable[Manifest] = ()) -> Clinic:
        """Make all; nothing runs yet. ``manifests``: what the drivers say of themselves. KnownError ``site_file_bad``, ``setting_bad``."""
        preferences = Preferences(desk, site_file)
        arming, devices = _arming(desk, preferences), Devices(desk, manifests)
        checks = DeviceChecks(desk, lambda: preferences.now().number("qc_interval_days"))
        packs = RulePacks(desk, pack, preferences.now)
        policies = SitePolicies(desk, preferences.now)
        prescribing = _prescribing(desk, packs.pack, preferences.now(), policies)
        return cls(
            desk=desk,
            **{name: made(desk) for name, made in _OF_DESK.items()},
            arming=arming,
            county_files=CountyFiles(desk, preferences.now),
            device_checks=checks,
            devices=devices,
            dispensing=_counter(desk, prescribing, preferences, policies),
            forms=FormFilling(desk, packs.pack),
            formulary=Formulary(desk, packs.pack, prescribing.shelves),
            inbox=Inbox(desk, arming, devices, checks),
            indicators=Indicators(desk, preferences.now()),
            late_facts=LateFacts(desk, packs.pack),
            preferences=preferences,
            queue=Queue(desk, packs.pack),
            prescribing=prescribing,
            returned=Returned(desk, _review_phone(preferences)),
            reviewing=Reviewing(desk, preferences.now().flag("review_bulk")),
            rule_packs=packs,
            rx_templates=RxTemplates(desk, prescribing.shelves, packs.pack),
            site_policies=policies,
            stock=Stock(desk, prescribing.shelves),
            settlements=Settlements(desk, prescribing.shelves),
            supplying=Supplying(desk, prescribing.shelves, preferences.now().text("supply_institution").strip().upper()),
        )


_OF_DESK: Mapping[str, Callable[[Desk], Any]] = {
    "accounts": Accounts,
    "auditing": Auditing,
    "authenticity": Authenticity,
    "charting": Charting,
    "corrections": Corrections,
    "couriers": Couriers,
    "ecg": EcgRecorder,
    "ecg_stored": StoredEcgs,
    "fleet": Fleet,
    "hub_couriers": Couriers,
    "hub_uplinks": Uplinks,
    "intake": Intake,
    "keeping": Keeping,
    "lookups": Lookups,
    "pdf_signing": PdfSigning,
    "residents": Residents,
    "sync": SyncStatus,
    "uplinks": Uplinks,
}
"""Services that stand on nothing but the desk."""


def _prescribing(desk: Desk, pack: Pack | None, now: Settings, policies: SitePolicies) -> Prescribing:
    """As the county lets this site have its sheets reviewed."""
    return Prescribing(desk, pack, policies.in_force, now.text("review_institution").strip().upper())


def _counter(desk: Desk, prescribing: Prescribing, preferences: Preferences, policies: SitePolicies) -> Dispensing:
    urgent = UrgentGiving(desk, policies.in_force, _review_phone(preferences))
    return Dispensing(desk, prescribing.shelves, lambda: _maker_digits(preferences.now()), urgent)


def _review_phone(preferences: Preferences) -> Callable[[], str]:
    """Of the pharmacists who are asked, as it is set now; '' = none was told."""
    return lambda: preferences.now().text("review_phone").strip()


def _maker_digits(now: Settings) -> frozenset[int]:
    """How long makers' own trace codes may be, as the institution has met them."""
    return frozenset(int(one) for one in now.text("maker_code_digits").split())


def _arming(desk: Desk, preferences: Preferences) -> Arming:
    """For as long as the site chose."""
    return Arming(desk, lambda: timedelta(minutes=preferences.now().number("arming_minutes")))
