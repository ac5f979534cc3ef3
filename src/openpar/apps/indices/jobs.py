"""Work of the room that nobody has to ask for; safe to run twice."""

from django.utils.translation import gettext_lazy as _

from openpar.core.jobs import job

from .services import rounds_gap


@job("indices.propose_completion", _("Đề nghị hoàn thành nhiệm vụ đã đạt mục tiêu số liệu"), at="06:30")
def propose_completion(at) -> int:
    """Tasks born from gaps whose metric reached its target."""
    return rounds_gap.propose_completion(at)
