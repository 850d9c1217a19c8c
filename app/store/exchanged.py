"""What may be exchanged with peers: the records that :mod:`app.store.exchange` reads and writes."""

from __future__ import annotations

from app.domain.care_plan import PlanText
from app.domain.clinical import Allergy, Condition, Fact
from app.domain.contract import ContractRecord
from app.domain.county_file import CountyFile
from app.domain.critical_value import CriticalStep
from app.domain.device_check import DeviceRecord
from app.domain.dispensing import Dispense, StockMove
from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm
from app.domain.health_education import HealthEducation
from app.domain.indicators import MeasureReport
from app.domain.measurement import Measurement
from app.domain.outside_medicine import OutsideMedicine
from app.domain.person import Person
from app.domain.programme import Contact, Enrolment
from app.domain.rx_comment import CommentRecord
from app.domain.rx_template import RxTemplate
from app.domain.settlement import Settlement
from app.domain.skin_test import SkinRecord
from app.domain.staff import Organization, Practitioner
from app.domain.supplying import SupplyRequest, SupplyStep
from app.domain.trip import TripRecord

Record = (
    Person
    | Organization
    | Practitioner
    | DeviceRecord
    | Encounter
    | Measurement
    | Condition
    | Allergy
    | Fact
    | Dispense
    | Settlement
    | SupplyRequest
    | SupplyStep
    | Enrolment
    | FilledForm
    | Contact
    | PlanText
    | CriticalStep
    | ContractRecord
    | MeasureReport
    | HealthEducation
    | RxTemplate
    | TripRecord
    | SkinRecord
    | CommentRecord
    | StockMove
    | OutsideMedicine
    | CountyFile
)
