"""The prescription page over the services of a clinic: what it listens to, and its templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.clock import Clock
from app.errors import KnownError
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.skin_tests import SOURCES
from ui.bag_pages import give_bag
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.prescription.desks import Services
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.prescription.returned_model import ReturnedModel
from ui.pages.prescription.templates_model import TemplatesModel
from ui.pages.receipt_line import ReceiptLine
from ui.pages.reveal import reveal_on

SHEETS = frozenset({"prescription", "review_step", "dispense", "formulary"})
TEMPLATES = frozenset({"rx_template", "formulary"})


def prescription_page(clinic: Clinic, bridge: Bridge, clock: Clock, say: Callable[[KnownError], None]) -> PrescriptionPage:
    """Follows sheets, receipts and templates, written here or at another seat. ``say``: what went wrong while the search was made ready."""
    services = Services(
        clinic.prescribing,
        clinic.charting,
        clinic.intake,
        clinic.residents,
        clock,
        clinic.corrections.is_unread,
        lambda: clinic.desk.who.name,
        clinic.skin_tests,
    )
    returned = ReturnedModel(clinic.returned, clock)
    page = PrescriptionPage(PrescriptionModel(services), bridge, Printers(clinic.desk), returned)
    on_change(page, clinic, bridge, SHEETS, page.sheets_changed)
    on_change(page, clinic, bridge, SOURCES, page.model.check)
    page.copies = clinic.pdf_signing
    page.tell_supplied(clinic.dispensing.supplied)
    page.tell_receipts(partial(ReceiptLine, clinic.sync.receipts, clock))
    bridge.listen(clinic.sync.news, lambda _: page.arrived(), page)
    bridge.run(clinic.prescribing.shelves.warm, lambda _: None, say, page)
    templates = TemplatesModel(clinic.rx_templates)
    page.offer_templates(templates, bridge)
    on_change(page, clinic, bridge, TEMPLATES, templates.heard)
    bridge.listen(clinic.rule_packs.changed, lambda _: templates.heard(), page)
    give_bag(page, clinic, bridge, clock)
    reveal_on(page, clinic.residents)
    return page
