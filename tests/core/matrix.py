"""What the matrix test knows: one object of every kind that an address can name, and who may see it by core.roles alone.

A new address with an id in it fails the test until `PARAMETERS` says which kind of object the id names.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from openpar.core import accounts, evidence, roles
from openpar.core.models import (
    Absence,
    Delegation,
    ImportBatch,
    JobRun,
    Notice,
    OutboxMessage,
    RoleGrant,
    RuleEntry,
    Webhook,
)
from openpar.core.roles import Scope
from tests.core import matrix_api
from tests.people import moment

# Addresses that begin like this, with a parameter of this name, name this kind. The longest beginning wins.
PARAMETERS = {
    ("van-ban/", "pk"): "directive", ("van-ban/", "draft"): "draft", ("van-ban/", "addressee"): "addressee",
    ("van-ban/", "act"): "split",
    ("nhiem-vu/", "pk"): "task", ("nhiem-vu/", "act"): "sua", ("phan-viec/", "pk"): "assignment",
    ("minh-chung-phan-viec/", "pk"): "evidence", ("minh-chung/", "pk"): "evidence",
    ("minh-chung/", "room"): "tasks.assignment", ("minh-chung/", "owner"): "proved", ("bao-cao-ky/", "pk"): "report",
    ("gia-han/", "pk"): "extension", ("cong-van-don-doc/", "pk"): "letter", ("thong-bao/", "pk"): "notice",
    ("co-quan/", "pk"): "organisation", ("ket-noi/", "pk"): "webhook", ("lich/", "secret"): "khong-co",
    ("uy-quyen/", "pk"): "delegation", ("uy-quyen/nghi/", "pk"): "absence", ("vai-tro/", "pk"): "grant", ("quy-tac/muc/", "pk"): "rule",
    ("quy-tac/xac-nhan/", "pk"): "rule",
    ("ban-giao/", "pk"): "leaver",
    ("nhap-du-lieu/", "pk"): "import", ("nhap-du-lieu/", "act"): "lua-chon", ("nhap-du-lieu/", "kind"): "co-quan",
    ("quy-tac/", "name"): "deadlines/due_soon",
    ("quan-tri/core/user/", "object_id"): "user", ("quan-tri/core/user/", "id"): "user",
    ("quan-tri/core/organisation/", "object_id"): "organisation", ("quan-tri/core/group/", "object_id"): "group",
    ("quan-tri/core/jobrun/", "object_id"): "jobrun", ("quan-tri/", "app_label"): "core", ("quan-tri/", "url"): "khong-co",
    ("quan-tri/r/", "content_type_id"): "1", ("quan-tri/r/", "object_id"): "1",
    ("tai-khoan/", "key"): "khong-co", ("tai-khoan/", "uidb36"): "1", ("tai-khoan/", "pk"): "1",
    ("papi/", "province"): "lai-chau", ("papi/", "year"): "2021", ("papi/", "code"): "D1.1",
    ("dot-danh-gia/", "pk"): "round", ("dot-danh-gia/", "act"): "tinh", ("phieu-cham/", "pk"): "sheet", ("phieu-cham/", "act"): "du-minh-chung",
    ("phieu-cham/", "code"): "1.1", ("ket-qua-danh-gia/", "pk"): "round",
    ("so-van-ban/", "pk"): "document", ("so-van-ban/", "act"): "trinh", ("so-van-ban/", "file"): "document_file",
    ("so-van-ban/", "relation"): "relation", ("van-ban-cong-bo/", "pk"): "0",
    ("so-lieu/", "code"): "tasks.on_time_share",
    ("chi-so/", "index"): "demo", ("chi-so/", "name"): "department-2022", ("chi-so/", "year"): "2021",
}
PARAMETERS |= matrix_api.PARAMETERS
APPS = ("tasks", "indices", "documents")  # every other address is of the room `core`
OPEN_TO_ALL = {"organisation"}  # the register is read by everybody who is signed in; back-office pages are guarded by their act


@dataclass(frozen=True)
class Address:
    """One address of the platform: its pattern, its name, the names of its parameters."""

    pattern: str
    name: str
    parameters: tuple[str, ...]

    @property
    def room(self) -> str:
        """The room that answers there."""
        return space if (space := self.name.split(":")[0]) in APPS else "core"

    def kinds(self) -> dict[str, str]:
        """{parameter: kind or fixed text}; a KeyError names an unregistered address."""
        out = {}
        for p in self.parameters:
            found = max((k for k in PARAMETERS if k[1] == p and self.pattern.replace("^", "").startswith(k[0])),
                        key=lambda k: len(k[0]), default=None)
            if found is None:
                raise KeyError(f"{self.pattern}: say in tests/core/matrix.py what {p} names")
            out[p] = PARAMETERS[found]
        return out

    def path(self, world: dict) -> str:
        """The address with the ids of a world's objects filled in."""
        text = self.pattern
        for p, kind in self.kinds().items():
            value = str(world[kind].pk) if kind in world else kind
            text = re.sub(rf"<(?:\w+:)?{p}>|\(\?P<{p}>(?:[^()]|\([^()]*\))*\)", lambda m, v=value: v, text, count=1)
        return "/" + text.replace("^", "").replace("$", "").replace("\\", "")


@cache
def changed() -> frozenset[str]:
    """The rooms whose programs or pages the last commit and the working tree changed: the second database walks these with every kind of
    role. None of them where there is no history (a head walks all rooms in any case), all under OPENPAR_MATRIX=full."""
    if os.environ.get("OPENPAR_MATRIX") == "full":
        return frozenset({*APPS, "core"})
    said = subprocess.run(["git", "diff", "--name-only", "HEAD~1", "--", "*.py", "*.html"], cwd=Path(__file__).parents[2], text=True,
                          capture_output=True, check=False).stdout
    return rooms_of(said.split())


def rooms_of(files) -> frozenset[str]:
    """The rooms of these files of the repository; what all rooms stand on is `core`."""
    return frozenset(app if (app := path.split("/")[3]) in APPS else "core" for path in files if path.startswith("src/openpar/") and path.count("/") > 2)


def addresses(patterns=None, prefix="", space="") -> list[Address]:
    """Every address of the URL configuration."""
    out = []
    for p in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + str(p.pattern)
        if hasattr(p, "url_patterns"):
            out += addresses(p.url_patterns, text, p.namespace or space)
        else:
            names = re.findall(r"<(?:\w+:)?(\w+)>", text)
            out.append(Address(text, f"{space}:{p.name}" if space else str(p.name), tuple(dict.fromkeys(names))))
    return out


def make_world(province, mark: str, *, issuer: str, to: str, by: str, handler: str, settings) -> dict:
    """One object of every kind, all bearing the same mark in their words."""
    from openpar.apps.documents.models import Document
    from openpar.apps.tasks.models import Addressee, Directive, Draft, Letter, Report
    from openpar.apps.tasks.services import extensions
    from openpar.apps.tasks.services.create import NewTask, create_tasks
    from tests.apps.indices.round_ground import open_round
    who, chief = province.actor(by, organisation=issuer), province.actor(handler)
    issuing, doing = province.organisations[issuer], province.organisations[to]
    draft_directive = Directive.objects.create(issuer=issuing, title=f"{mark} dự thảo", text=f"{mark} nội dung",
                                               created_at=moment(),
                                               created_by=who.user)
    draft = Draft.objects.create(directive=draft_directive, order=1, title=f"{mark} việc", text=mark, spans=[[0, 5]],
                                 due_type="none")
    addressee = Addressee.objects.create(draft=draft, part="lead", wording=f"{mark} đơn vị")
    issued = Directive.objects.create(issuer=issuing, title=f"{mark} đã giao", text=f"{mark} nội dung đã giao", state="issued",
                                      created_at=moment(), issued_at=moment(), created_by=who.user)
    task = create_tasks([NewTask(title=f"{mark} nhiệm vụ", text=mark, issuer=issuing, leads=[doing], directive=issued, due_type="cycle",
                                 cycle="month",
                                 due_on=date(2022, 12, 1))], by=who, at=moment())[0]
    part = task.assignments.get()
    type(part).objects.filter(pk=part.pk).update(state="in_progress", handler=chief.user)
    part.refresh_from_db()
    extension = extensions.ask(part, by=province.actor(handler if to != "stc" else "dung"), at=moment(),
                               due_on=date(2023, 1, 1),
                               cause=next(iter(extensions.CAUSES)), reason=f"{mark} lý do dài đủ để hiểu")
    proof = evidence.add_file("tasks.assignment", part.pk, SimpleUploadedFile(f"{mark}.txt", mark.encode()), by=chief,
                              at=moment(),
                              organisation_id=doing.pk)
    message = OutboxMessage.objects.create(topic="x", subject=mark, payload={"text": mark}, created_at=moment(),
                                           available_at=moment(),
                                           done_at=moment())
    round_ = open_round(province, units=(to,), by=by, keeper=issuing, title=f"{mark.replace('QZX', 'QZR')} đợt đánh giá", ref="demo/department-2022")
    hook = Webhook.objects.create(organisation=doing, name=doing.code, url=f"https://vd.vn/{doing.code}", secret=b"x", created_by=who.user,
                                  created_at=moment())
    grant = RoleGrant.objects.create(user=chief.user, organisation=doing, role="chairman", valid_from=date(2022, 9, 1), proposed_by=who.user,
                                     proposed_at=moment())
    from openpar.core.absences import substitutes
    later = {"valid_from": date(2022, 9, 1), "valid_until": date(2022, 9, 9), "organisation": doing, "made_by": chief.user, "made_at": moment()}
    instead = substitutes(doing, date(2022, 9, 1), without=chief.user_id).order_by("pk").last()
    absence_mark = mark.replace("QZX", "QZU")  # what the two people concerned see, who may see nothing else of this world
    given = Delegation.objects.create(giver=chief.user, taker=instead, acts=["assignment.work"], mode="KT", giver_office=absence_mark,
                                      taker_office=absence_mark, **later)
    absence = Absence.objects.create(person=chief.user, substitute=instead, kind="leave", note=absence_mark, **later)
    document_mark = mark.replace("QZX", "QZV")
    paper = Document.objects.create(direction="out", organisation=doing, kind="cong_van", title=f"{document_mark} văn bản", author=doing.name,
                                    body=[document_mark], place="Lai Châu", state="draft", created_by=chief.user, created_at=moment())
    from openpar.apps.documents.models import Relation
    scan = evidence.add_file("documents.document", paper.pk, SimpleUploadedFile(f"{document_mark}.txt", document_mark.encode()), by=chief,
                             at=moment(), organisation_id=doing.pk)
    relation = Relation.objects.create(document=paper, kind="implements", named=f"{document_mark} chỉ thị")
    batch = ImportBatch.objects.create(kind="nguoi-dung", organisation=doing, file_name="nguoi-dung.xlsx", digest=mark, created_by=who.user,
                                       created_at=moment(), state="applied", counts={"rows": 1})
    return {"import": batch, "delegation": given, "absence": absence, "document": paper, "document_file": scan, "relation": relation,
            "document_mark": document_mark, "absence_mark": absence_mark,
            "round": round_, "webhook": hook, "grant": grant, "sheet": round_.sheets.get(), "mark": mark, "round_mark": round_.title.split()[0],
            "issuer": issuing, "doing": doing, "handler": chief.user, "directive": draft_directive, "issued": issued,
            "draft": draft,
            "addressee": addressee, "task": task, "assignment": part,
            "report": Report.objects.filter(assignment=part).first(),
            "extension": extension, "evidence": proof, "proved": part,
            "letter": Letter.objects.create(organisation=doing, issuer=issuing, made_at=moment(), made_by=who.user,
                                            content={"note": mark, "lines": []}),
            "notice": Notice.objects.create(user=chief.user, message=message, topic="x", text=mark, at=moment()),
            "rule": RuleEntry.objects.create(name="deadlines/due_soon", value=4, valid_from=date(2022, 1, 1), source="QĐ 1",
                                             entered_by=who.user, entered_at=moment()),
            "user": chief.user, "leaver": chief.user, "organisation": doing, "group": province_group(), "jobrun": JobRun.objects.create(
                name=mark, started_at=moment(), finished_at=moment(), ok=True)}


def province_group():
    from openpar.core.models import Group
    return Group.objects.get(code="g_departments")


def sees(actor, kind: str, world: dict) -> bool:
    """Whether the roles table lets this person see the world's object of a kind; written without the code under test."""
    def held(act, organisation, person=None):
        for m in actor.memberships if actor.within is None or act in actor.within else ():
            scope = roles.ROLES[m.role].rights.get(act)
            inside = organisation.path.startswith(m.path)
            near = organisation.pk == m.organisation_id or (inside and organisation.kind == "division")
            if (scope == Scope.ALL or (scope == Scope.SUBTREE and inside) or (scope == Scope.OWN and near)
                    or (scope == Scope.PERSON and person and person.pk == actor.user_id)):
                return True
        return False
    issuer, doing = world["issuer"], world["doing"]
    published = any(roles.ROLES[m.role].rights.get("task.view") == Scope.PUBLISHED for m in actor.memberships)
    part = held("assignment.view", doing, world["handler"]) or held("task.view", issuer)
    if kind in ("directive", "draft", "addressee"):
        return held("directive.view", issuer)
    if kind == "issued":
        return held("directive.view", issuer) or held("assignment.view", doing, world["handler"]) or any(
            roles.ROLES[m.role].rights.get("directive.view") == Scope.PUBLISHED for m in actor.memberships)
    if kind in ("task", "assignment", "report", "extension"):
        return part or published
    if kind in ("evidence", "proved"):
        return held("assignment.view", doing, world["handler"]) or held("assignment.appraise", issuer)
    if kind == "letter":
        return part
    if kind in ("round", "sheet"):
        return held("round.view", issuer) or held("sheet.view", doing)
    if kind in ("document", "document_file", "relation"):
        return held("document.view", doing)
    if kind in ("delegation", "absence"):
        return actor.user_id in (world["absence"].person_id, world["absence"].substitute_id) or held("standing.oversee", doing)
    if kind == "webhook":
        return held("webhooks.manage", doing)
    if kind in ("program", "api_token"):
        return held("people.manage", doing)
    if kind in ("grant", "leaver", "import"):
        return held("people.manage", doing)
    if kind in ("notice", "personal_token"):
        return world["handler"].pk == actor.user_id
    return kind in OPEN_TO_ALL


def enrol_sensitive(province):
    """People of sensitive roles have their second factor, so that they reach the pages at all."""
    accounts.enrol(province.van_hanh)
