"""What a visitor of the demo should find: work passed down, contested, reminder letters."""

from datetime import date, timedelta

from openpar.apps.tasks.selectors import records
from openpar.apps.tasks.services import contests, pass_down, remind
from openpar.core import clock
from openpar.core.models import Organisation

START = date(2022, 6, 16)
COMMUNES = ("03451", "03433", "03436")  # Mù Cả, where the commune's known person works, and two neighbours


def add(history, issued) -> None:
    """Put these on the calendar of a history."""
    te = history.people["te"]
    district = Organisation.objects.get(code="107")

    def down(at):
        part = records.parts(task__clause="2.13.b", organisation=district).first()
        if part and part.state != "accepted":
            child = pass_down.pass_down(
                part, list(pass_down.below(district, START)), by=history.actor(te, at), at=at, due_on=date(2022, 10, 7)
            )
            for p in child.assignments.select_related("organisation", "task"):
                history.plan(p, clock.timezone.localtime(at).date())

    history.at(date(2022, 8, 22), down)

    def down_again(at):
        """A district asks some communes for their share; nobody there has received it yet."""
        part = records.parts(task__clause="1.e", organisation=district).first()
        if part and part.open:
            some = [o for o in pass_down.below(district, START) if o.code in COMMUNES]
            pass_down.pass_down(part, some, by=history.actor(te, at), at=at, due_on=date(2022, 12, 28))

    history.at(date(2022, 12, 12), down_again)

    def contest(at, clause, code, to, reason):
        part = records.parts(task__clause=clause, organisation__code=code, state__in=("assigned", "received")).first()
        if part:
            contests.contest(
                part,
                by=history.actor(history.who(part.organisation_id, "head"), at),
                at=at,
                reason=reason,
                proposed=Organisation.objects.filter(code=to, valid_until=None).first()
                or Organisation.objects.filter(code=to).first(),
            )

    history.at(
        date(2022, 6, 17),
        lambda at: contest(
            at,
            "2.12.b",
            "qltt",
            "sct",
            "Thủ tục này do Sở Công Thương tiếp nhận; đề nghị giao Sở Công Thương chủ trì.",
        ),
    )
    history.at(
        date(2022, 6, 17),
        lambda at: contest(
            at,
            "2.12.b",
            "nhnn",
            "kbnn",
            "Chi nhánh không có thủ tục hành chính thuộc diện tiếp nhận tại Trung tâm.",
        ),
    )

    def letters(at):
        late = records.late_parts(issued.directive, at - timedelta(days=10))
        remind.letters_for(
            list(late[:60]), by=history.actor(history.lan, at), at=at
        )

    for day in (date(2022, 9, 21), date(2022, 12, 5)):
        history.at(day, letters)
