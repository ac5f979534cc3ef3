"""Work of the room that nobody has to ask for; safe to run twice."""

from django.utils.translation import gettext_lazy as _

from openpar.core import clock, snapshots
from openpar.core.jobs import job

from .selectors.facts_computed import snapshots_used
from .services import rounds_gap


@job("indices.propose_completion", _("Đề nghị hoàn thành nhiệm vụ đã đạt mục tiêu số liệu"), at="06:30")
def propose_completion(at) -> int:
    """Tasks born from gaps whose metric reached its target."""
    return rounds_gap.propose_completion(at)


@job("indices.snapshot", _("Chụp số liệu để tính chỉ số"), at="03:30")
def take_snapshot(at) -> str:
    """Fact tables as Parquet, only the months that changed; snapshots that no score names go after a while."""
    today = clock.timezone.localtime(at).date()
    taken = snapshots.take(today)
    gone = snapshots.prune(snapshots_used(), today)
    return f"bản chụp {taken.id[:12]}, ghi {taken.written} phần, bỏ {gone} bản cũ"
