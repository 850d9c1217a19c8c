"""A session test runs once for every model of its driver, under the model's name and parameters."""

from __future__ import annotations

import pytest

from device_drivers import registry
from device_drivers.manifest import Model


def models_of(driver_id: str) -> pytest.MarkDecorator:
    """Parametrises `model` over the manifest of a driver."""
    models: list[Model] = list(registry.driver(driver_id).manifest.models)
    return pytest.mark.parametrize("model", models, ids=[model.name for model in models])
