"""What the ground floor tells the house about itself: the register can be searched, and rule entries have files."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openpar.engine.rulebook import parameter as shipped

from . import delegations, handover, rulebook, rules  # noqa: F401  what the ground floor hands over
from .imports import offices, people  # noqa: F401  the ground floor's own kinds of import
from .models import Evidence, ImportBatch, Organisation, User
from .rooms import Hit, Room, register
from .searching import all_in, fits


def rule_files(actor):
    """Files of rule entries, for everybody who may read the rules."""
    return Evidence.objects.filter(room="core.rule") if actor.can("rule.view") else Evidence.objects.none()


def comparison_files(actor):
    """Files that somebody compared a rule with, for everybody who may read the rules."""
    return Evidence.objects.filter(room="core.rule_confirmation") if actor.can("rule.view") else Evidence.objects.none()


def delegation_files(actor):
    """Files of delegations, for who gave them, who has them, and who watches over the organisation."""
    rows = delegations.delegations_for(actor).order_by().values("pk")
    return Evidence.objects.filter(room=delegations.ROOM, owner_id__in=rows)


def import_files(actor):
    """Files that were brought in, for those who may bring in the like."""
    return Evidence.objects.filter(room="core.import", owner_id__in=ImportBatch.objects.filter(ImportBatch.reach(actor)).values("pk"))


def find_organisations(actor, words, limit):
    """The register is open to everybody who is signed in."""
    if not actor.user_id:
        return []
    rows = Organisation.objects.filter(fits("name_fold", words) | fits("aliases__text_fold",
            words)).select_related("parent").distinct()
    return [Hit(o.name, reverse("core:organisation", args=[o.pk]), " · ".join(filter(None, (
        o.code, o.parent.label if o.parent else "",
        _("đến hết %(day)s") % {"day": f"{o.valid_until:%d/%m/%Y}"} if o.valid_until else "")))) for o in rows[:limit]]


def find_people(actor, words, limit):
    """People, for those who manage them."""
    if not actor.can("people.manage"):
        return []
    return [Hit(u.full_name, reverse("admin:core_user_change", args=[u.pk]), u.username)
            for u in User.objects.filter(fits("name_fold", words))[:limit]]


def find_rules(actor, words, limit):
    """Parameters of the rulebook by name or title, for those who may read the rules."""
    if not actor.can("rule.view"):
        return []
    rows = [(name, shipped(name)) for name in rulebook.names()]
    return [Hit(rules.title_words(p), reverse("core:rule", args=[name]), name)
            for name, p in rows if all_in(words, name, p.title, p.title_en)][:limit]


register(Room("core.organisation", _("Cơ quan, đơn vị"), page="core:organisation", search=find_organisations))
register(Room("core.user", _("Người dùng"), search=find_people))
register(Room("core.rule", _("Quy tắc"), search=find_rules, evidence=rule_files))
register(Room("core.rule_confirmation", _("Đối chiếu quy tắc"), evidence=comparison_files))
register(Room(delegations.ROOM, _("Ủy quyền"), evidence=delegation_files))
register(Room("core.import", _("Nhập dữ liệu"), page="core:import", evidence=import_files))
register(Room("core.api_client", _("Phần mềm kết nối"), page="core:api_client", acts={
    "api.declare": _("Khai phần mềm"), "api.narrow": _("Bớt quyền phần mềm"), "api.stop": _("Dừng phần mềm"), "api.secret": _("Đổi khóa phần mềm"),
    "api.token": _("Phần mềm xin thẻ"), "api.token_make": _("Làm thẻ dài hạn"), "api.token_revoke": _("Thu hồi thẻ")},
    keys={"acts": _("được làm"), "token": _("thẻ số"), "purpose": _("dùng để làm gì"), "days": _("số ngày"), "name": _("tên")}))
