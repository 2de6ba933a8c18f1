from tickets.areas.rows import ProgrammeArea, ProgrammeAreaChange, TicketArea
from tickets.change_calendar.rows import CalendarFeed, FreezePeriod, ServiceWindow
from tickets.deviations.details import DeviationDetail
from tickets.models.affected import AffectedRegion, AffectedService
from tickets.models.article import Article
from tickets.models.article_hidden import HiddenArticlePart
from tickets.models.article_rows import ArticleEvent, ArticleText, ArticleUse
from tickets.models.attachment import Attachment
from tickets.models.ballot import Ballot, BallotSeat, Vote
from tickets.models.ballot_rule import BallotRule
from tickets.models.breach import BreachExplanation
from tickets.models.bulk import BulkRow, BulkRun
from tickets.models.clock import Clock, ClockRebuild
from tickets.models.decision import Decision
from tickets.models.details import IncidentDetail
from tickets.models.event import Event
from tickets.models.grant import TicketGroupGrant, TicketUserGrant
from tickets.models.handoff import Handoff
from tickets.models.hidden import HiddenPart
from tickets.models.ledger import LedgerRow
from tickets.models.leg import PARTED, RegionLeg
from tickets.models.link import Link, Task, Watch
from tickets.models.note import Note
from tickets.models.notice import Notice, NoticePreference
from tickets.models.number import NumberSeries
from tickets.models.proposal import SolutionProposal
from tickets.models.reading import Reading
from tickets.models.record import DiaryNumber, Disclosure
from tickets.models.report_rule import ReportRule
from tickets.models.saved_view import FirstView, SavedView
from tickets.models.text import TextVersion
from tickets.models.ticket import Ticket
from tickets.processes.change.details import (
    AskedAssessor,
    Assessment,
    ChangeDetail,
    OwnInfrastructure,
    RegionAnswer,
)
from tickets.processes.change.risk_rows import RiskQuestions
from tickets.processes.change_template.details import ChangeTemplateDetail, ChangeTemplateVersion, TemplateUse
from tickets.processes.known_error.details import KnownErrorDetail
from tickets.processes.major_incident.details import MajorIncidentDetail
from tickets.processes.major_incident.drafting import MiReviewDraft
from tickets.processes.major_incident.duties import MiDuty, MiOffer
from tickets.processes.major_incident.messages import MiMessage, MiSuffix
from tickets.processes.major_incident.region_row import MiRegionRow
from tickets.processes.major_incident.review import MiAction
from tickets.processes.major_incident.timeline import MiEntry
from tickets.processes.need.details import NeedDetail, NeedVoice
from tickets.processes.problem.details import ProblemDetail
from tickets.processes.regulatory.track import RegulatoryReport, RegulatoryTrack
from tickets.processes.release.acceptance.rows import (
    AcceptanceCase,
    AcceptanceDefect,
    AcceptanceResult,
    DefectWaiver,
)
from tickets.processes.release.deployments.row import RegionDeployment
from tickets.processes.release.deployments.rows import DeploymentSpell, VendorReport
from tickets.processes.release.details import ReleaseDetail, ReleaseItem, ReleaseSign
from tickets.processes.service_request.bulk.details import OrderRow
from tickets.processes.service_request.catalogue.models import (
    CatalogueGroup,
    CatalogueItem,
    CatalogueRetirement,
    CatalogueVersion,
)
from tickets.processes.service_request.details import OrderSign, ServiceRequestDetail
from tickets.processes.service_request.experts.details import ExpertOpinion, TemplateRecord, TemplateRetirement
from tickets.processes.service_request.quoting.details import Quote, QuoteAllocation, QuoteShare
from tickets.refused_numbers.rows import RefusedNumber
from tickets.safety.rows import SafetyWarning
from tickets.solidarity.rows import SolidarityRow, SolidarityShare

__all__ = [
    "PARTED",
    "AcceptanceCase",
    "AcceptanceDefect",
    "AcceptanceResult",
    "AffectedRegion",
    "AffectedService",
    "Article",
    "ArticleEvent",
    "ArticleText",
    "ArticleUse",
    "AskedAssessor",
    "Assessment",
    "Attachment",
    "Ballot",
    "BallotRule",
    "BallotSeat",
    "BreachExplanation",
    "BulkRow",
    "BulkRun",
    "CalendarFeed",
    "CatalogueGroup",
    "CatalogueItem",
    "CatalogueRetirement",
    "CatalogueVersion",
    "ChangeDetail",
    "ChangeTemplateDetail",
    "ChangeTemplateVersion",
    "Clock",
    "ClockRebuild",
    "Decision",
    "DefectWaiver",
    "DeploymentSpell",
    "DeviationDetail",
    "DiaryNumber",
    "Disclosure",
    "Event",
    "ExpertOpinion",
    "FirstView",
    "FreezePeriod",
    "Handoff",
    "HiddenArticlePart",
    "HiddenPart",
    "IncidentDetail",
    "KnownErrorDetail",
    "LedgerRow",
    "Link",
    "MajorIncidentDetail",
    "MiAction",
    "MiDuty",
    "MiEntry",
    "MiMessage",
    "MiOffer",
    "MiRegionRow",
    "MiReviewDraft",
    "MiSuffix",
    "NeedDetail",
    "NeedVoice",
    "Note",
    "Notice",
    "NoticePreference",
    "NumberSeries",
    "OrderRow",
    "OrderSign",
    "OwnInfrastructure",
    "ProblemDetail",
    "ProgrammeArea",
    "ProgrammeAreaChange",
    "Quote",
    "QuoteAllocation",
    "QuoteShare",
    "Reading",
    "RefusedNumber",
    "RegionAnswer",
    "RegionDeployment",
    "RegionLeg",
    "RegulatoryReport",
    "RegulatoryTrack",
    "ReleaseDetail",
    "ReleaseItem",
    "ReleaseSign",
    "ReportRule",
    "RiskQuestions",
    "SafetyWarning",
    "SavedView",
    "ServiceRequestDetail",
    "ServiceWindow",
    "SolidarityRow",
    "SolidarityShare",
    "SolutionProposal",
    "Task",
    "TemplateRecord",
    "TemplateRetirement",
    "TemplateUse",
    "TextVersion",
    "Ticket",
    "TicketArea",
    "TicketGroupGrant",
    "TicketUserGrant",
    "VendorReport",
    "Vote",
    "Watch",
]
