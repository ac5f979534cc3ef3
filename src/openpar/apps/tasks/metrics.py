"""Which questions the facts of the room answer. Codes and titles are those of the catalogue (rulebook/indices/metrics.yaml)."""

from openpar.engine.index.library import catalogue
from openpar.engine.metrics import Ratio, metric

BY = ("field", "due_type", "part")


def _offered(code, **more):
    return metric(code, title=catalogue()[code]["title"], **more)


@_offered("tasks.on_time_share", table="assignments", on="due_on", dimensions=BY)
def on_time(a):
    """Done on time of those due in the period; unfinished ones that are due count as not on time, withdrawn ones not at all."""
    return Ratio((a.counts & a.in_time).ifelse(1, 0).sum(), a.counts.ifelse(1, 0).sum())


@_offered("tasks.plan_completion", table="assignments", on="due_on", dimensions=BY)
def plan_completion(a):
    """Of the parts that a document gave and that are due in the period, those accepted with evidence."""
    planned = a.counts & a.directive_id.notnull()
    return Ratio((planned & a.done & (a.proofs > 0)).ifelse(1, 0).sum(), planned.ifelse(1, 0).sum())


@_offered("tasks.report_completeness", table="reports", on="sent_on")
def report_completeness(r):
    """Of the result reports sent, those with text and evidence."""
    return Ratio((r.final & r.complete).ifelse(1, 0).sum(), r.final.ifelse(1, 0).sum())


@_offered("tasks.returned_share", table="assignments", on="submitted_on", dimensions=BY)
def returned(a):
    """Of the parts reported, those that were returned at least once."""
    return Ratio((a.counts & (a.returned > 0)).ifelse(1, 0).sum(), a.counts.ifelse(1, 0).sum())


@_offered("tasks.extension_share", table="assignments", on="due_on", dimensions=BY)
def extended(a):
    """Of the parts due, those whose time was extended."""
    return Ratio((a.counts & (a.extended > 0)).ifelse(1, 0).sum(), a.counts.ifelse(1, 0).sum())


@_offered("tasks.missing_evidence_share", table="assignments", on="submitted_on", dimensions=BY)
def missing_evidence(a):
    """Of the parts reported, those without any evidence."""
    return Ratio((a.counts & (a.proofs == 0)).ifelse(1, 0).sum(), a.counts.ifelse(1, 0).sum())


@_offered("tasks.response_days", table="assignments", on="received_on", dimensions=BY)
def response_days(a):
    """Days from giving to receiving, over the parts received."""
    return Ratio(a.counts.ifelse(a.received_days, 0).sum(), a.counts.ifelse(1, 0).sum())


@_offered("tasks.group_coverage", table="assignments", on="assigned_on", kind="distinct", key="organisation_id", organisation="issuer_id")
def group_coverage(a):
    """Of the different organisations that an issuer gave work to in the period, those that have reported on some of it."""
    return Ratio(a.organisation_id.nunique(where=a.counts & a.submitted_on.notnull()), a.organisation_id.nunique(where=a.counts))
