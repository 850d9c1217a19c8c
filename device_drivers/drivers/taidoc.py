"""TaiDoc meters, also sold as FORA, GlucoRx, GlucoMen and through advmeds: over Bluetooth and, the TD-42xx, on a cable.

Supported: the whole memory (pressure, glucose, ketone, uric acid, cholesterol, haemoglobin, haematocrit, lactate,
temperature), saturation of this moment, the last weighing, several users, the clock, control solution.
Not supported: clearing the memory (never), weighings before the last one, averages.
Quirks: no record numbers, no "since", no seconds; the clock is set last or the memory stays silent.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.taidoc_results import of_dual, of_oximeter, of_pressure, of_strip, of_temperature
from device_drivers.protocols.taidoc_session import SERVICE, TaiDocSession, Talk
from device_drivers.readings import Kind, KnownDevice

_FOUR = (1, 2, 3, 4)
TALKS: dict[str, Talk] = {
    "pressure": Talk(of_pressure),
    "pressure-users": Talk(of_pressure, users=_FOUR),
    "dual": Talk(of_dual, users=_FOUR),
    "strip": Talk(of_strip),
    "thermometer": Talk(of_temperature),
    "oximeter-live": Talk(of_oximeter, live=True),
    "scale": Talk(None),
}

# by the first two digits of the model number a meter tells
FAMILIES: dict[str, Talk] = {
    "31": TALKS["pressure-users"],
    "32": TALKS["dual"],
    "41": TALKS["strip"],
    "42": TALKS["strip"],
    "10": TALKS["thermometer"],
    "12": TALKS["thermometer"],
    "82": TALKS["oximeter-live"],
    "25": TALKS["scale"],
}

_ADVMEDS = "advmeds bluetooth library: commands and decoders of the model"
_UTILS = "glucometerutils td4277/td42xx and its test frames"


_KINDS: dict[str, tuple[Kind, ...]] = {
    "pressure": (Kind.BLOOD_PRESSURE,),
    "pressure-users": (Kind.BLOOD_PRESSURE,),
    "dual": (Kind.BLOOD_PRESSURE, Kind.GLUCOSE),
    "strip": (Kind.GLUCOSE, Kind.LABORATORY),
    "thermometer": (Kind.TEMPERATURE,),
    "oximeter-live": (Kind.SPO2,),
    "scale": (Kind.WEIGHT,),
}


def _model(name: str, profile: str, *adverts: str) -> Model:
    return Model(name, Proof.PEER_TEST, _ADVMEDS, adverts, profile, kinds=_KINDS[profile])


RADIO = Manifest(
    id="taidoc",
    kinds=(Kind.BLOOD_PRESSURE, Kind.GLUCOSE, Kind.LABORATORY, Kind.TEMPERATURE, Kind.SPO2, Kind.WEIGHT),
    transport=Transport.BLE,
    models=(
        _model("FORA P30 Plus", "pressure-users", "FORA P30"),
        _model("TaiDoc TD-3140", "pressure-users", "TAIDOC TD3140"),
        _model("TaiDoc TD-3128", "pressure", "TAIDOC TD3128"),
        _model("FORA D40b", "dual", "FORA D40"),
        _model("FORA GD40b", "strip", "FORA GD40"),
        _model("TaiDoc TD-4272", "strip", "TAIDOC TD4272"),
        _model("TaiDoc TD-4257", "strip", "TAIDOC TD4257"),
        _model("TaiDoc TD-4216", "strip", "TAIDOC TD4216"),
        _model("TaiDoc TD-4206", "strip", "TAIDOC TD4206", "TAIDOC METER"),
        _model("TaiDoc TD-4141", "strip", "TAIDOC TD4141"),
        _model("FORA MD6", "strip", "FORA MD6"),
        _model("TaiDoc TD-4172", "strip", "TAIDOC TD4172"),
        _model("TaiDoc TD-1241", "thermometer", "TAIDOC TD1241"),
        _model("TaiDoc TD-1261", "thermometer", "TAIDOC TD1261"),
        _model("TaiDoc TD-1035", "thermometer", "TAIDOC TD1035"),
        _model("FORA IR40", "thermometer", "FORA IR40"),
        _model("FORA IR42", "thermometer", "FORA IR42"),
        _model("TaiDoc TD-8201", "oximeter-live", "TAIDOC TD8201"),
        _model("TaiDoc TD-8255", "oximeter-live", "TAIDOC TD8255"),
        _model("TaiDoc TD-2555", "scale", "TAIDOC TD2555"),
        Model(
            "FORA W310b", Proof.CAPTURED, "one frame of a real scale in a public program", ("FORA W310",), "scale", kinds=_KINDS["scale"]
        ),
    ),
    services=frozenset({SERVICE}),
)

CABLE = Manifest(
    id="taidoc-cable",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.SERIAL,
    models=(
        Model("TaiDoc TD-4277", Proof.PEER_TEST, _UTILS, profile="strip"),
        Model("TaiDoc TD-4235B", Proof.PEER_TEST, _UTILS, profile="strip"),
        Model("GlucoRx Nexus", Proof.PEER_TEST, _UTILS, profile="strip"),
        Model("Menarini GlucoMen Nexus", Proof.PEER_TEST, _UTILS, profile="strip"),
        Model("aktivmed GlucoCheck XL", Proof.PEER_TEST, _UTILS, profile="strip"),
    ),
    baud=19200,
)


def _talk(manifest: Manifest, known: KnownDevice) -> Talk | None:
    """Of the model that was taken on, else of the one its name tells; None = its model number will tell."""
    model = manifest.model_of(known.name)
    profile = manifest.profile(known.model) or (model.profile if model else "")
    return TALKS[profile] if profile else None


def over_radio(known: KnownDevice, opening: Opening) -> Machine:
    """Over Bluetooth."""
    return TaiDocSession(known.device, known.driver, opening.token, _talk(RADIO, known), FAMILIES)


def on_cable(known: KnownDevice, opening: Opening) -> Machine:
    """On its cable."""
    return TaiDocSession(known.device, known.driver, opening.token, _talk(CABLE, known), FAMILIES)


DRIVERS = (Driver(RADIO, over_radio), Driver(CABLE, on_cable))
