"""What the catalogue says of a device: its model, and how well its driver is proven."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.services.devices import DeviceCard
from device_drivers.manifest import Manifest, Model, Proof


class Catalogue:
    """The drivers' manifests, asked about a card."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._manifests = {one.id: one for one in manifests}

    def model(self, card: DeviceCard) -> str:
        """The model's name; '' where only its kind is known."""
        found = self._found(card)
        return card.model or (found.name if found is not None else "")

    def proof(self, card: DeviceCard) -> str:
        """How its driver was proven, in words; '' where the model is not known."""
        found = self._found(card)
        return "" if found is None else proof_word(found.proof)

    def _found(self, card: DeviceCard) -> Model | None:
        manifest = self._manifests.get(card.driver)
        if manifest is None:
            return None
        if card.model:
            return next((one for one in manifest.models if one.name == card.model), None)
        return manifest.model_of(card.name) or (manifest.models[0] if len(manifest.models) == 1 else None)


def proof_word(proof: Proof) -> str:
    """How a model was proven, the strongest first."""
    return {
        Proof.CAPTURED: QCoreApplication.translate("Catalogue", "records of a real device"),
        Proof.PEER_TEST: QCoreApplication.translate("Catalogue", "test records of others"),
        Proof.SPECIFICATION: QCoreApplication.translate("Catalogue", "the maker's document"),
        Proof.COMPUTED: QCoreApplication.translate("Catalogue", "a description only, try it first"),
    }[proof]
