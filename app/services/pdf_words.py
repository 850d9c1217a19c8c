"""What is said of a signed PDF: by the command that checks one and by the preview that has just saved one."""

from __future__ import annotations

from app.clock import instant, local
from app.services.pdf_signing import PdfSignature, PdfVerdict, Trust
from app.texts import Texts


def told_verdict(words: Texts, verdict: PdfVerdict) -> list[str]:
    """One line for each signature, and whether something came after the last."""
    if not verdict.signatures:
        return [words.say("pdf_signature.none")]
    lines = [_told(words, one) for one in verdict.signatures]
    untouched = all(one.untouched for one in verdict.signatures)
    return [*lines, words.say("pdf_signature.added")] if untouched and not verdict.whole else lines


def _told(words: Texts, one: PdfSignature) -> str:
    facts = {"name": one.name, "organization": one.organization, "issuer": one.issuer, "fingerprint": one.fingerprint[:16]}
    facts |= {"at": _minute(one.at), "until": one.until, "since": one.since, "listed": one.listed}
    if not one.untouched:
        return words.say("pdf_signature.touched", facts)
    if not one.known:
        return words.say(f"pdf_signature.{one.trust.value}", facts)
    listed = words.say("pdf_signature.not_revoked" if one.listed else "pdf_signature.no_list", facts) if one.trust is Trust.LISTED else ""
    return words.say("pdf_signature.signed", facts) + words.say("pdf_signature.issued", facts) + listed


def _minute(at: str) -> str:
    return local(instant(at)).strftime("%Y-%m-%d %H:%M") if at else ""
