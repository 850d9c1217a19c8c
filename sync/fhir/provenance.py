"""What was signed, on the wire: a Provenance over the lines of a sheet, with the canonical bytes of the signed document.

The bytes are those the store keeps (architecture.md, "Signed bytes"), never a FHIR bundle; the hash and the signature over them are
extensions, so that anybody can check them with the document alone.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import Any

from app.domain.prescription import Prescription
from sync.fhir.build import Json, coding, group, octets, reference, resource, wire_instant
from sync.fhir.codes import SIGNATURE_TYPE
from sync.fhir.element import Element, marked, needed

TYPE = "Provenance"
AUTHOR = "1.2.840.10065.1.12.1.1"
"""ASTM E1762: author's signature."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed document of a prescription; ``public_key`` of the signer where it is told."""

    prescription: str
    document: bytes
    hash: str
    prev_hash: str | None
    signature: str | None
    public_key: str | None = None

    def onto(self, sheet: Prescription) -> Prescription:
        """The sheet with what was signed."""
        return replace(
            sheet,
            document=self.document,
            hash=self.hash,
            prev_hash=self.prev_hash,
            signature=self.signature,
            public_key=self.public_key,
        )


def to_fhir(prescription: Prescription) -> Json | None:
    """Its id is the prescription's, which has no resource of its own. None where nothing was signed."""
    if prescription.document is None or prescription.signed_at is None or prescription.prescriber is None:
        return None
    signed_at, who = wire_instant(prescription.signed_at), reference("Practitioner", prescription.prescriber)
    return resource(
        TYPE,
        prescription.id,
        extension=[
            group(
                "signed",
                octets("sha256", prescription.hash),
                octets("previous", prescription.prev_hash),
                octets("signature", prescription.signature),
                octets("publicKey", prescription.public_key),
            )
        ],
        target=[reference("MedicationRequest", line.id) for line in prescription.lines],
        recorded=signed_at,
        agent=[{"who": who}],
        signature=[
            {
                "type": [coding(SIGNATURE_TYPE, AUTHOR, "Author's Signature")],
                "when": signed_at,
                "who": who,
                "targetFormat": "application/json",
                "sigFormat": "application/json",
                "data": base64.b64encode(prescription.document).decode("ascii"),
            }
        ],
    )


def signed_of(body: Any) -> Signed:
    """Raises NotOurs for a Provenance of anything else. Whether the hash fits is for the reader to check."""
    found, told = marked(body, TYPE, "signed", "not a prescription of this program")
    return Signed(
        prescription=found.need("id"),
        document=next(iter(found.each("signature")), Element({}, TYPE + ".signature")).binary("data"),
        hash=needed(told.part("sha256").octets(), TYPE + ".extension.sha256"),
        prev_hash=told.part("previous").octets() or None,
        signature=told.part("signature").octets() or None,
        public_key=told.part("publicKey").octets() or None,
    )
