"""What is said of the county's review policy, and why a sheet waits; the command, the settings page and the sheet say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.rx_document import DocumentError, read
from app.services.site_policy import PolicyNow, SeenPolicy

if TYPE_CHECKING:
    from app.domain.prescription import Prescription
    from app.services.policy_file import SitePolicy
    from app.texts import Texts


def told_now(words: Texts, now: PolicyNow) -> list[str]:
    """What holds, until when and by whose word, or why the strictest way does; line by line."""
    if now.trouble is not None:
        why = words.error(now.trouble)
        return [words.say("policy.strict"), f"{why.what}{why.advice}"]
    if now.policy is None:
        return [words.say("policy.strict")]
    one = now.policy
    facts = {"first": one.valid_from.isoformat(), "last": one.valid_until.isoformat(), "names": "、".join(now.names), "on": now.taken_on}
    return [_allows(words, one), words.say("policy.until", facts)]


def told_seen(words: Texts, seen: SeenPolicy) -> list[str]:
    """What a policy would allow, and what speaks for it."""
    one = seen.policy
    facts = {"first": one.valid_from.isoformat(), "last": one.valid_until.isoformat(), "names": "、".join(seen.names)}
    return [_allows(words, one), words.say("policy.offered", facts)]


def held_words(words: Texts, sheet: Prescription) -> str:
    """Why a pharmacist had to look first when it was signed; '' where nothing was to tell."""
    held, urgent = begun(sheet)
    why = words.word("rx_held", held) if held else ""
    return words.say("policy.urgent", {"why": why}) if urgent and why else why


def begun(sheet: Prescription) -> tuple[str, bool]:
    """(why it waits for a pharmacist, whether it is 紧急调配) by its signed document; of a damaged one nothing is told here."""
    if sheet.document is None:
        return "", False
    try:
        told = read(sheet.document)
    except DocumentError:
        return "", False
    return str(told.get("held", "")), told.get("urgent") is True


def _allows(words: Texts, one: SitePolicy) -> str:
    said = words.say(f"policy.{one.mode.value}", {"number": one.number, "by": one.issued_by})
    return said + (words.say("policy.local") if one.local_stock_only and one.mode.value == "after" else "")
