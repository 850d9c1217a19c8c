"""Care plans, critical values, agreements with the family doctor, health education, the care of devices: each written once."""

from __future__ import annotations

from typing import Any

from app.domain.care_plan import CareRole, PlanPart, PlanText
from app.domain.contract import Contract, ContractEnd, ContractStep
from app.domain.critical_value import CriticalAct, CriticalStep
from app.domain.health_education import EducationKind, HealthEducation
from app.store.device_checks import CHECKS
from app.store.once import Once
from app.store.tables.public_health import contract, contract_step, critical_step, health_education, plan_text

PLAN_TEXTS = Once(plan_text, PlanText, {"part": PlanPart, "role": CareRole}, frozenset({"lines", "replaces"}))
CRITICAL_STEPS = Once(critical_step, CriticalStep, {"act": CriticalAct})
CONTRACTS = Once(contract, Contract, parts=frozenset({"packages", "consents"}))
CONTRACT_STEPS = Once(contract_step, ContractStep, {"end": ContractEnd})
EDUCATION = Once(health_education, HealthEducation, {"kind": EducationKind}, frozenset({"filed"}))
ALL: tuple[Once[Any], ...] = (PLAN_TEXTS, CRITICAL_STEPS, CONTRACTS, CONTRACT_STEPS, EDUCATION, CHECKS)
