"""Taking hold of one part of work, locked, before something beside its state changes; and the one row of an act over a set."""

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.core import roles, two_people
from openpar.core.actor import Actor
from openpar.core.moving import Moved, may
from openpar.core.prepared_conditions import Conditioned
from openpar.engine.errors import Conflict, Refused

from .. import rules
from ..models import Assignment

HELD = Conditioned(lambda guard: Assignment.objects.select_for_update(of=("self",)).filter(guard).select_related(*Assignment.MOVE_WITH))


def held(assignment, act: str, *, by: Actor, states=None, what: str = "") -> Assignment:
    """The part's fresh row, locked. Refused where the right does not reach it, Conflict where it moved on."""
    fresh = by.again()
    rows = HELD.objects(may(fresh, Assignment, act) & Q(pk=assignment.pk))
    if not rows:
        if act in rules.DECIDING and Assignment.objects.filter(Assignment.reach(fresh, act), pk=assignment.pk).exists():
            raise Refused(two_people.own_thing_words(), where=act)
        raise Refused(_("Không làm được: việc “%(act)s” thuộc về %(who)s của đơn vị có trách nhiệm.") % {
                        "act": roles.ACTS[act].title, "who": roles.titles_with(act)}, where=act)
    [row] = rows
    if states is not None and row.state not in states:
        raise Conflict(_("Chưa lưu được. Việc này đang ở trạng thái “%(state)s”, không %(act)s được; có thể người khác vừa xử "
                         "lý. Tải lại để xem bản mới.") % {
                         "state": row.get_state_display(), "act": what or roles.ACTS[act].title}, where=act, state=row.state)
    return row


def only(moved: Moved, obj):
    """The single row that moved; otherwise the Refused or Conflict that says why."""
    if not moved.rows:
        raise (Conflict if obj.pk in moved.outrun else Refused)(moved.refused.get(obj.pk, ""), where=type(obj).__name__)
    return moved.rows[0]
