"""What is said of the rules in use and of a rule pack that was looked at; the command and the settings page say the same."""

from __future__ import annotations

from app.rules.pack_difference import Change
from app.services.rule_packs import Inspected, Offered, RulesInUse
from app.store.rule_packs import KeptPack
from app.texts import Texts


def told_in_use(words: Texts, now: RulesInUse) -> list[str]:
    """What is in use, since when and by whose word, and what going back leads to; line by line."""
    if not now.label:
        return [words.say("rule_pack.none")]
    if now.kept is None:
        return [words.say("rule_pack.shipped", {"label": now.label})]
    if now.trouble is not None:
        why = words.error(now.trouble)
        return [words.say("rule_pack.trouble"), f"{why.what}{why.advice}", words.say("rule_pack.shipped", {"label": now.label})]
    since = {"day": now.kept.taken_at[:10], "names": names(now.kept)}
    return [
        words.say("rule_pack.in_use", {"title": now.kept.title, "label": now.label}),
        words.say("rule_pack.since", since),
        told_before(words, now),
    ]


def told_before(words: Texts, now: RulesInUse) -> str:
    """What going back leads to."""
    if now.before is None:
        return words.say("rule_pack.before_shipped")
    return words.say("rule_pack.before", {"version": f"{now.before.pack}-{now.before.version}"})


def told_pack(words: Texts, one: Inspected) -> list[str]:
    """That a pack may be used, and what speaks for it."""
    facts = {"names": names(one.kept), "cases": one.cases, "products": one.products, "pairs": one.pairs}
    return [
        words.say("rule_pack.sound", {"title": one.kept.title, "label": one.pack.label}),
        words.say("rule_pack.holds", facts),
    ]


def told_difference(words: Texts, one: Inspected) -> list[str]:
    """What it has otherwise than the rules in use: how much, then line by line what lets more through, then the rest."""
    found = one.against
    if not found.files and not found.changes:
        return [words.say("rule_pack.same")]
    facts = {"looser": len(found.looser), "other": len(found.changes) - len(found.looser), "files": "、".join(found.files)}
    return [words.say("rule_pack.differs", facts), *(_told_change(words, each) for each in found.changes)]


def _told_change(words: Texts, one: Change) -> str:
    def said(value: str) -> str:
        if one.code.startswith("rule_"):
            return words.word("severity", value) if value else ""
        return value or words.say("rule_pack.nothing")

    field = words.word("pack_field", one.field) if one.field else ""
    what = words.say(f"pack_change.{one.code}", {"what": one.what, "field": field, "old": said(one.old), "new": said(one.new)})
    return words.say("rule_pack.looser" if one.looser else "rule_pack.other", {"change": what})


def told_offer(words: Texts, one: Offered) -> str:
    """What a server publishes, or why that is kept out."""
    facts = {"title": one.title, "version": one.version, "day": one.day}
    if one.trouble is None:
        return words.say("rule_pack.offered", facts)
    why = words.error(one.trouble)
    return words.say("rule_pack.offer_kept_out", facts | {"why": f"{why.what}{why.advice}"})


def names(kept: KeptPack) -> str:
    """Who signed."""
    return "、".join(name for name, _ in kept.signed_by)
