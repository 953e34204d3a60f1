"""What is there and what was done: neighbourhoods and their people, community groups and assets, fieldwork, issues."""

from neighbourhoods.models.assets import Asset, Grant, GrantScheme, Project
from neighbourhoods.models.baselines import BaselineDuty, BaselineFreeze, BaselinePart, RegisterConfirmation
from neighbourhoods.models.contacts import Contact, PersonRequest
from neighbourhoods.models.fieldwork import FieldworkEntry
from neighbourhoods.models.files import RegisterFile
from neighbourhoods.models.groups import (
    CommunityGroup,
    DistinctGroups,
    GroupIdentifier,
    GroupMerge,
    GroupPlace,
    GroupProfile,
    tell_figures,
)
from neighbourhoods.models.issues import AgencyReply, CommunityIssue
from neighbourhoods.models.learning import AnchorsDiscussion, AnchorsPosition, CaseStudy, Effect, MethodStep
from neighbourhoods.models.links import Agency, GroupLink, LinkConfirmation
from neighbourhoods.models.places import (
    AreaFile,
    AreaStatistic,
    KpiPlace,
    Neighbourhood,
    PopulationGroup,
    SmallArea,
)
from neighbourhoods.models.records import CohortChoice, KeptRecord, LocalIntelligence, RecordIsKept
from neighbourhoods.models.registers import RegisterEntry, RegisterRules
from neighbourhoods.models.support import Deployment

__all__ = [
    "Agency",
    "AgencyReply",
    "AnchorsDiscussion",
    "AnchorsPosition",
    "AreaFile",
    "AreaStatistic",
    "Asset",
    "BaselineDuty",
    "BaselineFreeze",
    "BaselinePart",
    "CaseStudy",
    "CohortChoice",
    "CommunityGroup",
    "CommunityIssue",
    "Contact",
    "Deployment",
    "DistinctGroups",
    "Effect",
    "FieldworkEntry",
    "Grant",
    "GrantScheme",
    "GroupIdentifier",
    "GroupLink",
    "GroupMerge",
    "GroupPlace",
    "GroupProfile",
    "KeptRecord",
    "KpiPlace",
    "LinkConfirmation",
    "LocalIntelligence",
    "MethodStep",
    "Neighbourhood",
    "PersonRequest",
    "PopulationGroup",
    "Project",
    "RecordIsKept",
    "RegisterConfirmation",
    "RegisterEntry",
    "RegisterFile",
    "RegisterRules",
    "SmallArea",
    "tell_figures",
]
