from regions.models.catalogue import CallOff, Contract, ContractOption, Product, ServiceComponent
from regions.models.collaboration import Collaboration, Membership, PriorityRule
from regions.models.figure import ProcessFigure
from regions.models.framework import GoverningDocument, Phase, RegionPhase, Responsibility, SupportFunction
from regions.models.interface import Interface, ProcessDefinition, ProcessEntry, ProcessSetting, Route
from regions.models.measure import RegionMeasure
from regions.models.organisation import Organisation

__all__ = [
    "CallOff",
    "Collaboration",
    "Contract",
    "ContractOption",
    "GoverningDocument",
    "Interface",
    "Membership",
    "Organisation",
    "Phase",
    "PriorityRule",
    "ProcessDefinition",
    "ProcessEntry",
    "ProcessFigure",
    "ProcessSetting",
    "Product",
    "RegionMeasure",
    "RegionPhase",
    "Responsibility",
    "Route",
    "ServiceComponent",
    "SupportFunction",
]
