"""Building the demo province: register, people, a directive and half a year of its history. Deterministic, labelled made-up."""

import time
from datetime import date, timedelta

from django.core.management import call_command

from openpar.apps.demo import earlier_rounds, history, issuing, people, programs, registers
from openpar.core import clock, jobs, new_database, organisation_file, sealing
from openpar.core.actor import actor_for, system_actor
from openpar.core.models import DemoClock, Notice, Organisation, User

TODAY = history.TODAY


def built() -> bool:
    """Whether the demo stands already."""
    return User.objects.filter(username="chutich").exists() and DemoClock.objects.exists()


def build(say=print) -> dict:
    """Everything, from an empty database; returns people by user name."""
    began = time.monotonic()
    new_database.lay_out()
    call_command("migrate", verbosity=0, interactive=False)
    installed, opening = clock.at_time(date(2021, 1, 4), 7), clock.at_time(date(2022, 6, 15), 9)
    with clock.fixed(installed):
        organisation_file.load("lai-chau", by=system_actor(installed.date()), at=installed)
        made = people.build()
        say(f"Danh mục cơ quan và người dùng: {Organisation.objects.count()} đơn vị, {len(made)} người.")
    past = history.History(made)
    earlier_rounds.play(past)
    say("Kết quả đánh giá năm 2020, 2021 (số liệu mô phỏng).")
    with clock.fixed(opening):
        root = Organisation.objects.get(code="ubnd_tinh")
        lan = actor_for(made["lan"], opening.date())
        _paper, directive = registers.issue_directive(made, (issuing.TEXTS / "chi-thi-15-2022.txt").read_text(encoding="utf-8"))
        issuing.settle(directive, made, by=lan, at=clock.at_time(date(2022, 6, 15), 14))
    given = clock.at_time(date(2022, 6, 16), 8)
    with clock.fixed(given):
        issued = issuing.issue_all(directive, by=actor_for(made["lan"], given.date()), at=given)
    say(f"Đã giao {len(issued.tasks)} nhiệm vụ, {issued.parts} phần việc cho {issued.organisations} đơn vị.")
    done = past.play(issued)
    say(f"Nửa năm thực hiện: {done} lượt xử lý.")
    lately = clock.at_time(date(2022, 12, 12), 15)
    with clock.fixed(lately):
        issuing.take_in(
            "ke-hoach-92-2022", by=actor_for(made["lan"], lately.date()), at=lately, issuer=root
        )
        programs.build(made, lately)
    DemoClock.objects.update_or_create(pk=1, defaults={"today": TODAY})
    with clock.fixed(clock.at_time(TODAY, 9)):
        jobs.tick(clock.now(), everything=True)
    sealing.seal()  # also what the last of these jobs wrote: a demo, or its dump, that stands unserved has no loose end
    Notice.objects.filter(at__lt=clock.at_time(TODAY, 0) - timedelta(days=3)).update(read_at=clock.at_time(TODAY, 8))
    say(f"Dựng xong trong {time.monotonic() - began:.0f} giây.")
    return made
