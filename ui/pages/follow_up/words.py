"""How the sheet says what it knows: a value, where it came from, a verdict."""

from __future__ import annotations

from datetime import datetime

from app.domain.filled_form import FormValue
from app.rules.forms.checking import FormFinding, Weight
from app.rules.forms.definition import FormField
from app.rules.forms.joining import Place
from app.rules.public_health.follow_up import Control, FollowUpVerdict
from app.services.form_sheet import Sheet
from app.services.form_sources import Origin
from app.texts import chosen_language, load_texts, text
from ui import tokens as t
from ui.pages.wording import when

WEIGHTS = {Weight.WRONG: t.Mark.DANGER, Weight.MISSING: t.Mark.ATTENTION, Weight.WANTED: t.Mark.INFO, Weight.DOUBT: t.Mark.ATTENTION}
_TONES = {Weight.WRONG: "danger", Weight.MISSING: "warn", Weight.WANTED: "info", Weight.DOUBT: "warn"}


def name(sheet: Sheet, place: Place) -> str:
    """What a field is called; where every form has its own value, of which form."""
    form, _, own = place.key.partition(".")
    if not own or not any(own in other.fields for other in sheet.forms if other.code != form):
        return place.label
    return f"{place.label}（{form_name(form)}）"


def form_name(form: str) -> str:
    """A form in a word or two; one that has none here by its code."""
    return load_texts(chosen_language()).word("form_short", form)


def told(label: str, one: FormField, value: FormValue) -> str:
    """``收缩压 138 mmHg``."""
    return " ".join(part for part in (label, one.shown(value), one.unit) if part)


def finding(one: FormFinding) -> str:
    """A sentence."""
    return text(f"form_finding.{one.code}", one.facts)


def tone(one: FormFinding) -> str:
    """Its ink."""
    return _TONES[one.weight]


def source(origin: Origin, now: datetime) -> str:
    """Where a value came from."""
    at = when(origin.at, now) if origin.at else ""
    said = text(f"form_source.{origin.kind}", {"at": at, "by": origin.by, "about": origin.about}).strip()
    more = [] if origin.kind != "measurement" or not origin.by_hand else ["by_hand"]
    return "".join([said, *(text(f"follow_up_source.{key}") for key in (*more, *([] if origin.stands else ["taken_back"])))])


def verdict_class(one: FollowUpVerdict) -> str:
    """1–4, urgent, or what is missing for it."""
    if one.urgent:
        return text("follow_up_class.urgent")
    if one.control is not None:
        return text(f"follow_up_class.{one.control.value}")
    return "；".join(text(f"follow_up_missing.{key}") for key in one.missing)


def verdict_mark(one: FollowUpVerdict) -> t.Mark:
    """Its shape."""
    if one.urgent:
        return t.Mark.DANGER
    if one.control is None:
        return t.Mark.WAITING
    return t.Mark.OK if one.control is Control.SATISFIED else t.Mark.ATTENTION


def reasons(one: FollowUpVerdict) -> tuple[str, ...]:
    """Why."""
    return tuple(text(f"follow_up.{each.key}", each.facts) for each in one.reasons)


def step(one: FollowUpVerdict) -> str:
    """What to do, '' while it is open."""
    return text(f"follow_up_step.{one.step.value}") if one.step is not None else ""
