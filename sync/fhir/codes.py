"""Names on the wire: systems, LOINC, UCUM and MDC codes, Chinese identifier URIs, and our own extensions (clinical.md §4, §8)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OWN = "urn:xiangyi:"
EXTENSION = OWN + "ext:"

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
MDC = "urn:iso:std:iso:11073:10101"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICD10_CN = OWN + "cs:icd10-cn"
"""Codes of the national clinical edition such as ``I10.x00x002``; it has no URI of its own in public use."""
UUID_SYSTEM = "urn:ietf:rfc:3986"

_V3 = "http://terminology.hl7.org/CodeSystem/v3-"
ACT_CODE = _V3 + "ActCode"
ACT_PRIORITY = _V3 + "ActPriority"
INTERPRETATION = _V3 + "ObservationInterpretation"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
DATA_ABSENT = _HL7 + "data-absent-reason"
OBSERVATION_CATEGORY = _HL7 + "observation-category"
CONDITION_CLINICAL = _HL7 + "condition-clinical"
CONDITION_VERIFICATION = _HL7 + "condition-ver-status"
CONDITION_CATEGORY = _HL7 + "condition-category"
ALLERGY_CLINICAL = _HL7 + "allergyintolerance-clinical"
ALLERGY_VERIFICATION = _HL7 + "allergyintolerance-verification"
PARTICIPATION = _V3 + "ParticipationType"
COURSE_OF_THERAPY = _HL7 + "medicationrequest-course-of-therapy"
REQUEST_CATEGORY = _HL7 + "medicationrequest-category"
ABSENT_UNKNOWN = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
SIGNATURE_TYPE = "urn:iso-astm:E1762-95:2013"

_OID = "urn:oid:2.16.156.10011."
RESIDENT_ID = _OID + "1.3"
HEALTH_RECORD_NO = _OID + "1.2"
STAFF_NO = _OID + "1.4"
ORGANIZATION_CODE = _OID + "1.5"
PRESCRIPTION_NO = _OID + "1.20"
SEX = _OID + "2.3.3.4"
"""GB/T 2261.1."""

ORGANIZATION_TYPE = OWN + "cs:ws218"
DIVISION = OWN + "cs:division"
LICENCE_NO = OWN + "id:licence"
SETTLEMENT_NO = OWN + "id:settlement"
"""Of the insurance's transaction, or of a receipt."""
DOCUMENT_NO = OWN + "id:document:"
"""Numbers of identity papers without a URI of their own; the CV02.01.101 code follows."""
READING_KEY = OWN + "id:reading-key"
DEVICE_HUB_ID = OWN + "id:device"
DEVICE_SERIAL = OWN + "id:device-serial"
BLUETOOTH = "http://hl7.org/fhir/sid/eui-48/bluetooth"
FORMULARY = OWN + "cs:formulary"
GTIN = "https://www.gs1.org/gtin"
"""The digits under the bar code of a box."""
BAG_SOURCE = OWN + "cs:medicine-source"
CATALOGUE_ITEM = OWN + "id:catalogue"
CLASSIFICATION = OWN + "cs:classification"
INSURANCE_CLASS = OWN + "cs:insurance-class"
"""医保目录类别: 甲, 乙, 自费."""
CONTROL_CLASS = OWN + "cs:control-class"
"""管制类别: 麻, 精一, 精二, 毒."""
ROUTE = OWN + "cs:route"
FREQUENCY = OWN + "cs:frequency"
ALLERGY_TOKEN = OWN + "cs:allergy"
VALUE_NAME = OWN + "cs:value"
ECG_LEAD = OWN + "cs:ecg-lead"
FACT = OWN + "cs:fact"
ANSWER = OWN + "cs:answer"
ARM = OWN + "cs:arm"
FLAG = OWN + "cs:flag"
PRESCRIPTION_STATE = OWN + "cs:prescription-state"
RX_COMMENT = OWN + "cs:rx-comment"
"""处方点评 (2010): 1-x, 2-x, 3-x."""
RX_FINDING = OWN + "cs:rx-finding"
REVIEW_ACT = OWN + "cs:review-act"
TASK_KIND = OWN + "cs:task"
LIST_KIND = OWN + "cs:list"
SKIN_TEST = OWN + "cs:skin-test"
SHEET_KIND = OWN + "cs:sheet-kind"
DEVICE_KIND = OWN + "cs:device-kind"
PROGRAMME = OWN + "cs:programme"
CONTACT_ABOUT = OWN + "cs:contact-about"
CONTACT_WAY = OWN + "cs:contact-way"
PLAN_PART = OWN + "cs:plan-part"
EDUCATION_KIND = OWN + "cs:education"
PLAN_DEFINITION_TYPE = _HL7 + "plan-definition-type"
USAGE_CONTEXT = _HL7 + "usage-context-type"
CONSENT_SCOPE = _HL7 + "consentscope"
CONSENT_CATEGORY = OWN + "cs:consent"
MEASURE = OWN + "measure:"
"""Canonical addresses of numbers: the key of the number follows."""
POPULATION = _HL7 + "measure-population"
FORM = OWN + "form:"
"""Canonical addresses of forms: the code, ``|`` and the version follow."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "mmHg": "mm[Hg]",
        "mm[Hg]": "mm[Hg]",
        "kPa": "kPa",
        "/min": "/min",
        "bpm": "/min",
        "次/分": "/min",
        "mmol/L": "mmol/L",
        "mg/dL": "mg/dL",
        "%": "%",
        "Cel": "Cel",
        "℃": "Cel",
        "degF": "[degF]",
        "[degF]": "[degF]",
        "℉": "[degF]",
        "cm": "cm",
        "m": "m",
        "kg": "kg",
        "g": "g",
        "lb": "[lb_av]",
        "[lb_av]": "[lb_av]",
        "kg/m2": "kg/m2",
        "mL/min/1.73m2": "mL/min/{1.73_m2}",
        "mL/min/{1.73_m2}": "mL/min/{1.73_m2}",
        "ms": "ms",
        "mV": "mV",
        "d": "d",
        "mg": "mg",
        "ug": "ug",
        "mL": "mL",
        "L": "L",
        "[iU]": "[iU]",
        "{tbl}": "{tbl}",
        "{cap}": "{cap}",
        "{pill}": "{pill}",
    }
)
"""Unit as a device or a field gives it → UCUM code. The first name of a code is the one shown for a stranger's quantity."""


def ucum_of(unit: str) -> str:
    """The UCUM code of a unit, '' where it has none (片, 支 …): then ``unit`` stands alone."""
    return UNITS.get(unit, "")


def unit_of(unit: str, code: str) -> str:
    """Our word for a stranger's unit: theirs where it is one of ours for that code, else the first of ours, else the code."""
    if not code or UNITS.get(unit) == code:
        return unit
    return next((ours for ours, ucum in UNITS.items() if ucum == code), code)


VITAL_SIGNS, LABORATORY = "vital-signs", "laboratory"

BLOOD_PRESSURE = "85354-9"
CUFF_MDC = "150020"
ECG_PANEL, ECG_MDC = "11524-6", "131328"

# Value name → LOINC codes, MDC code, shown name. 2708-6 is what the R4 vital-signs profile asks for, 59408-5 the method.
VALUES: Mapping[str, tuple[tuple[str, ...], str, str]] = MappingProxyType(
    {
        "systolic": (("8480-6",), "150021", "收缩压"),
        "diastolic": (("8462-4",), "150022", "舒张压"),
        "mean": ((), "150023", "平均压"),
        "pulse": (("8867-4",), "149546", "脉率"),
        "heart_rate": (("8867-4",), "147842", "心率"),
        "temperature": (("8310-5",), "150364", "体温"),
        "spo2": (("2708-6", "59408-5"), "150456", "血氧饱和度"),
        "weight": (("29463-7",), "188736", "体重"),
        "height": (("8302-2",), "188740", "身高"),
        "waist": (("8280-0",), "", "腰围"),
        "egfr": (("69405-9",), "", "估算肾小球滤过率"),
        "glucose": ((), "", "血糖"),
    }
)

FASTING, POSTPRANDIAL = "fasting", "postprandial"

# (fasting, two hours after a meal, any other time); molar and mass codes are never mixed up (clinical.md §8).
_CAPILLARY = {False: ("14770-2", "14760-3", "14743-9"), True: ("41604-0", "41653-7", "41653-7")}
_VENOUS = {False: ("14771-0", "15074-8", "15074-8"), True: ("1558-6", "1521-4", "2339-0")}


def glucose_code(unit: str, context: str, venous: bool = False) -> str:
    """LOINC code of a glucose value by its unit (molar or mass), the meal and the specimen."""
    codes = (_VENOUS if venous else _CAPILLARY)[ucum_of(unit) == "mg/dL"]
    return codes[{FASTING: 0, POSTPRANDIAL: 1}.get(context, 2)]


METER_CODES: Mapping[str, str] = MappingProxyType(
    {"14770-2": FASTING, "41604-0": FASTING, "14760-3": POSTPRANDIAL, "14743-9": "", "41653-7": ""}
)
"""Capillary meter codes → the meal they tell. Venous ones are laboratory results, which a meter's reading must not pass for."""
GLUCOSE_MDC = "160184"

LEADS: Mapping[str, str] = MappingProxyType(
    {
        "ECG": ECG_MDC,  # one channel whose electrodes the patch does not name
        "I": "131329",
        "II": "131330",
        "III": "131389",
        "aVR": "131390",
        "aVL": "131391",
        "aVF": "131392",
        **{f"V{number}": str(131330 + number) for number in range(1, 7)},
    }
)
