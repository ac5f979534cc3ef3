"""Messages reach the right people once, in order per subject; failures wait and are tried again; the bell counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.core import delivery, notices, outbox
from openpar.core.models import Notice, OutboxMessage
from openpar.core.outbox import Audience, Told
from tests.people import moment


def tell(province, text="Có việc mới", subject="tasks.assignment/1", who="lan", to="stc", **more):
    outbox.announce([Told("tasks.assigned", subject, text, "/phan-viec/1/", (Audience(province.organisations[to].pk, **more),))],
                    by=province.actor(who), at=moment())
    return OutboxMessage.objects.latest("id")


def test_head_and_clerk_are_told_once(province):
    tell(province)
    assert delivery.deliver() == 1 and delivery.deliver() == 0
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"dung", "van_thu"}
    assert OutboxMessage.objects.get().done_at


def test_who_acted_is_not_told_of_the_own_act(province):
    tell(province, who="dung")
    delivery.deliver()
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"van_thu"}


def test_a_message_that_reaches_nobody_says_so(province):
    message = tell(province, to="ta_tong")
    delivery.deliver()
    message.refresh_from_db()
    assert message.done_at and message.last_error == delivery.NOBODY


@pytest.fixture
def receiver():
    """A receiver outside that can be down."""
    class Receiver:
        down, got = False, []

        def __call__(self, messages):
            if self.down:
                raise ConnectionError("không kết nối được")
            self.got += [m.pk for m in messages if m.pk not in self.got]
    made = Receiver()
    made.got = []
    delivery.channel(made)
    yield made
    delivery.CHANNELS.remove(made)


def test_case_AP_03_down_for_five_minutes_all_arrive_later_in_order(province, receiver):
    messages = [tell(province, f"{i}", subject=f"s{i % 3}") for i in range(9)]
    receiver.down, start = True, timezone.now()
    for minute in range(5):
        delivery.deliver(start + timedelta(minutes=minute))
    assert not receiver.got and not Notice.objects.exists()  # all or nothing per message
    receiver.down = False
    for minute in range(5, 20):
        delivery.deliver(start + timedelta(minutes=minute))
    assert sorted(receiver.got) == [m.pk for m in messages]
    for s in range(3):
        assert [pk for pk in receiver.got if pk in {m.pk for m in messages[s::3]}] == [m.pk for m in messages[s::3]]
    assert Notice.objects.count() == 18


def test_case_AP_03_dead_letters_are_visible_and_can_be_revived(province, receiver):
    first, second = tell(province, subject="a"), tell(province, subject="a")
    receiver.down, moment_ = True, timezone.now()
    for _ in range(delivery.ATTEMPTS):
        moment_ += timedelta(hours=3)
        delivery.deliver(moment_)
    first.refresh_from_db()
    assert first.dead and "ConnectionError" in first.last_error
    receiver.down = False
    delivery.deliver(moment_ + timedelta(hours=3))
    second.refresh_from_db()
    assert second.done_at  # a dead letter does not hold the later ones for ever
    assert delivery.revive(first.pk) and delivery.deliver(timezone.now() + timedelta(minutes=1)) == 1


def test_one_bad_message_does_not_hold_the_others(province, receiver):
    bad, good = tell(province, subject="a"), tell(province, subject="b")
    OutboxMessage.objects.filter(pk=bad.pk).update(payload={"text": "x"})  # no moment: cannot be delivered
    delivery.deliver()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.done_at and not bad.done_at and bad.attempts == 1


def test_two_hundred_messages_take_a_constant_number_of_statements(province, django_assert_max_num_queries):
    for i in range(200):
        tell(province, subject=f"s{i}")
    with django_assert_max_num_queries(14):
        assert delivery.deliver() == 200


def test_the_bell_counts_and_the_page_marks_read(province, client, django_assert_num_queries):
    tell(province)
    tell(province, subject="b")
    delivery.deliver()
    actor = province.actor("van_thu")
    with django_assert_num_queries(1):
        assert notices.unread(actor) == 2
    client.force_login(province.users["van_thu"])
    page = client.get(reverse("core:notices"))
    assert page.status_code == 200 and "Có việc mới" in page.content.decode()
    mine, other = Notice.objects.get(user=actor.user, message__subject="b"), Notice.objects.filter(user__username="dung").first()
    assert client.get(reverse("core:notice", args=[mine.pk])).url == "/phan-viec/1/"
    assert client.get(reverse("core:notice", args=[other.pk])).status_code == 404
    assert notices.unread(actor) == 1
    client.post(reverse("core:notices_read"))
    assert notices.unread(actor) == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_a_batch_of_several_days_reaches_who_held_the_role_on_each_day(province):
    from openpar.core.models import Membership
    Membership.objects.filter(user=province.van_thu).update(valid_until=moment().date())
    tell(province, "hôm nay", subject="a")
    outbox.announce([Told("tasks.assigned", "b", "mai", "/x/", (Audience(province.stc.pk),))], by=province.actor("lan"),
                    at=moment() + timedelta(days=1))
    assert delivery.deliver() == 2
    assert set(Notice.objects.values_list("text", "user__username")) == {("hôm nay", "dung"), ("hôm nay", "van_thu"), ("mai", "dung")}


def test_the_substitute_is_told_only_of_the_days_of_the_absence_in_one_batch(province):
    from openpar.core.models import Absence
    Absence.objects.create(person=province.van_thu, organisation=province.stc, kind="leave", substitute=province.minh, made_by=province.dung,
                           made_at=moment(), valid_from=moment().date(), valid_until=moment().date())
    tell(province, "hôm nay", subject="a")
    outbox.announce([Told("tasks.assigned", "b", "mai", "/x/", (Audience(province.stc.pk),))], by=province.actor("lan"),
                    at=moment() + timedelta(days=1))
    delivery.deliver()
    assert list(Notice.objects.filter(user=province.minh).values_list("text", "instead_of__username")) == [("hôm nay", "van_thu")]


def test_a_longer_backlog_takes_no_more_questions(province):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(days):
        for i in range(days):
            outbox.announce([Told("tasks.assigned", f"s{i}", "x", "/x/", (Audience(province.stc.pk),))], by=province.actor("lan"),
                            at=moment() + timedelta(days=i))
        with CaptureQueriesContext(connection) as found:
            assert delivery.deliver() == days
        return len(found)
    assert asked(2) == asked(9)
