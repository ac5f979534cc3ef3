"""The nouns that every room shares."""

from .api import ApiAnswer, ApiClient, ApiToken, ApiWindow
from .audit import AccessEntry, AccessSeal, AuditEntry, AuditHead, AuditSeal
from .clock import DemoClock
from .deadline import Deadline, Due
from .evidence import Blob, Evidence, FilesKept, FilesUploaded
from .feed import CalendarFeed
from .grant import RoleGrant
from .identity import Identity
from .imports import ImportBatch, ImportedRow
from .organisation import Group, GroupMember, GroupWording, Organisation, OrganisationAlias, Succession
from .outbox import Firing, JobRun, Notice, OutboxMessage
from .paper import NumberSeries, Paper, PaperNumber, Signature
from .people import Counter, Membership, User
from .rule import RuleConfirmation, RuleEntry
from .sign_on import SignOnIdentity
from .standing import Absence, Delegation
from .webhook import Webhook, WebhookDelivery

__all__ = [
    "Absence", "AccessEntry", "AccessSeal", "AuditEntry", "AuditHead", "AuditSeal", "Blob", "CalendarFeed", "Counter", "Deadline", "Delegation", "DemoClock",
    "Due", "Evidence", "Firing", "Group", "GroupMember", "GroupWording", "Identity", "ImportBatch", "ImportedRow", "JobRun", "Membership", "Notice",
    "NumberSeries", "Organisation", "OrganisationAlias", "OutboxMessage", "Paper", "PaperNumber", "RoleGrant", "RuleConfirmation", "RuleEntry",
    "SignOnIdentity", "Signature", "Succession", "User", "Webhook", "WebhookDelivery",
]
__all__ += ["FilesKept", "FilesUploaded"]
__all__ += ["ApiAnswer", "ApiClient", "ApiToken", "ApiWindow"]
