"""The leader's page: where work is late, who, and what to decide today. Each number opens its list."""

from functools import lru_cache
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from openpar.core import clock
from openpar.core.pages import DOCX, download, whole
from openpar.core.roles import Scope
from openpar.web import charts, wording
from openpar.web.charts import heat
from openpar.web.charts.columns import Column

from .. import papers
from ..models import Directive
from ..selectors import leader, spans
from ..selectors.lists import FORTNIGHT_AGO, NONE

SHOWN_SECTIONS, SHOWN_UNITS = 10, 14
WHOLE_TABLE = "day-du"  # in the address: every organisation and section of the heat table


def _scope(request) -> tuple[leader.Scope, object, object]:
    if not request.actor.can("leader.view"):
        raise Http404
    seen = Directive.objects.filter(Directive.reach(request.actor, "directive.view"), state="issued").order_by(
        "-issued_at", "-id"
    )
    chosen = whole(request.GET.get("van-ban", ""))
    directive = seen.filter(pk=chosen).first() if chosen else None
    return (
        leader.Scope(
            request.actor,
            request.at,
            directive.pk if directive else None,
            request.GET.get("cua-toi") == "1",
            request.GET.get("ten-don-vi") == "hien-nay",
        ),
        directive,
        seen,
    )


def _list_url(scope, to="tasks:tasks", **names) -> str:
    """The list of what a number counts: within the page's own scope, whatever the state unless one is asked for."""
    names = {"trang-thai": "tat-ca", **names, "phia": "giao"}
    if scope.directive:
        names["van-ban"] = scope.directive
    if scope.mine:
        names.setdefault("lanh-dao", scope.actor.hand_id)
    if scope.today:
        names["ten-don-vi"] = "hien-nay"
    asked = "&".join([f"{k}={quote(str(v))}" for k, v in names.items() if v not in ("", None)])
    return f"{_address(to, get_script_prefix())}?{asked}"


@lru_cache(16)
def _address(name: str, _prefix: str) -> str:
    """Looked up once: the page has some hundred links to the list."""
    return reverse(name)


@login_required
def leader_page(request):
    """One page, phone too, in a fixed number of queries."""
    scope, directive, seen = _scope(request)
    counted = leader.board(scope)
    return render(
        request,
        "tasks/leader.html",
        {
            "figures": counted.figures,
            "heat": heat_markup(scope, counted.heat, whole_table=request.GET.get("bang") == WHOLE_TABLE),
            "xlsx_url": _list_url(scope, "tasks:tasks_xlsx", **{"trang-thai": "open"}),
            "unruled": [o.label for o in counted.heat["organisations"] if o.pk in counted.heat["unruled"]],
            "directive": directive,
            "issuer": ", ".join(m.organisation_name for m, s in request.actor.held("leader.view") if s != Scope.PUBLISHED),
            "directives": seen[:50],
            "scope": scope,
            "blocks": (
                (
                    "l",
                    _("Theo lãnh đạo chỉ đạo"),
                    _("Lãnh đạo"),
                    _rows(scope, "lanh-dao", ((p and p.pk, p or _("Chưa phân công lãnh đạo"), v) for p, v in counted.leaders)),
                ),
                (
                    "f",
                    _("Theo lĩnh vực"),
                    _("Lĩnh vực"),
                    _rows(scope, "linh-vuc", ((f, f or _("Chưa xếp lĩnh vực"), v) for f, v in counted.fields)),
                ),
            ),
            "weeks": weeks_markup(scope, counted.weeks),
            "decisions": leader.decisions(scope),
            "urls": {
                name: _list_url(scope, **{"trang-thai": name})
                for name in (
                    "overdue",
                    "due_soon",
                    "due_week",
                    "returned",
                    "awaiting_appraisal",
                    "contested",
                    "not_received",
                    "done_on_time",
                    "extension",
                    "open",
                )
            },
            "links": {
                "undated": _list_url(scope, **{"loai-han": "none", "trang-thai": "open"}),
                "cycle": _list_url(scope, **{"loai-han": "cycle", "trang-thai": "open"}),
                "full": _list_url(scope, ky="du"),
                "short": _list_url(scope, ky="thieu"),
                "late_before": _list_url(scope, **{"qua-han-luc": FORTNIGHT_AGO}),
                **{code.replace("-", "_"): _list_url(scope, xong=code) for code in spans.DONE},
            },
            "decide": request.actor.can("assignment.extend"),
            "settle": request.actor.can("assignment.settle"),
        },
    )


def _rows(scope, name, counted) -> list[dict]:
    """One line per leader or field: its numbers, each with its list; what has no leader or field is a line too."""
    out = []
    for key, label, v in counted:
        asked = {name: key or NONE}
        cells = [
            (v[of], _list_url(scope, **asked, **more), of == "before", said)
            for of, said, more in (
                ("open", _("Chưa xong"), {"trang-thai": "open"}),
                ("late", _("Quá hạn"), {"trang-thai": "overdue"}),
                ("soon", _("Sắp đến hạn"), {"trang-thai": "due_soon"}),
                ("now", _("Xong (kỳ này)"), {"xong": "hai-tuan"}),
                ("before", _("Kỳ trước"), {"xong": "hai-tuan-truoc"}),
            )
        ]
        out.append({"label": label, "named": bool(key), "cells": cells})
    return out


def heat_markup(scope, data, *, whole_table: bool = False) -> dict:
    """The heat table with the worst rows and columns, the others counted; or all of them. Nothing where nothing is open."""
    names = [s for s, _n in sorted(data["sections"].items(), key=lambda kv: -kv[1])][: None if whole_table else SHOWN_SECTIONS]
    names.sort(key=_clause_order)
    late = [o for o in data["organisations"] if data["units"][o.pk]]
    shown = data["organisations"] if whole_table else late[:SHOWN_UNITS]
    rows = []
    for o in shown:
        cells = []
        for s in names:
            n_late, n = data["cells"].get((o.pk, s), (0, 0))
            cells.append(
                heat.Cell(n_late, n, _list_url(scope, **{"don-vi": o.pk, "phan": s or NONE, "trang-thai": "overdue"}))
                if n
                else None
            )
        url = _list_url(scope, **{"don-vi": o.pk, "trang-thai": "overdue"})
        rows.append(
            heat.Row(o.label, cells, url, data["units"][o.pk], url, data["units"][o.pk] - data["before"].get(o.pk, 0))
        )
    if not rows:
        return {"table": "", "clean": len(data["organisations"]), "more": 0, "whole": whole_table}
    total = sum(data["units"].values())
    foot = heat.Row(
        _("Toàn bộ"),
        [heat.Cell(data["sections"][s], 1, _list_url(scope, **{"phan": s or NONE, "trang-thai": "overdue"})) for s in names],
        total=total,
        total_url=_list_url(scope, **{"trang-thai": "overdue"}),
        change=total - sum(data["before"].values()),
    )
    return {
        "table": charts.heat_table(
            [s or _("Việc khác") for s in names],
            rows,
            caption=_("Số việc quá hạn theo đơn vị và phần của văn bản"),
            unit=_("Đơn vị"),
            foot=foot,
            change_label=_("So hai tuần trước"),
        ),
        "legend": heat.legend(),
        "clean": len([o for o in data["organisations"] if o not in shown]) - max(0, len(late) - len(shown)),
        "more": max(0, len(late) - len(shown)),
        "whole": whole_table,
        "hidden": max(0, len(data["sections"]) - len(names)),
    }


def _clause_order(section: str):
    import re

    return [int(p) for p in re.findall(r"\d+", section.split(" ")[0])] or [999], section


def weeks_markup(scope, data) -> dict:
    """Late work at the end of each week as columns, with the same numbers as a table."""
    points = [
        Column(
            wording.official_date(end, year=False),
            n,
            _late_url(scope, end),
            _("Đến hết %(day)s") % {"day": wording.full_date(end)},
        )
        for end, n in data
    ]
    sentence = _("Số việc quá hạn chưa xong vào cuối mỗi tuần: %(first)s lúc đầu, %(last)s hiện nay") % {
        "first": data[0][1],
        "last": data[-1][1],
    }
    return {"chart": charts.columns(points, sentence=sentence), "rows": [(end, n, _late_url(scope, end)) for end, n in data]}


def _late_url(scope, end) -> str:
    """What was late at the end of a day, or now."""
    if end == scope.now:
        return _list_url(scope, **{"trang-thai": "overdue"})
    return _list_url(scope, **{"qua-han-luc": f"{clock.timezone.localtime(end):%d/%m/%Y}"})


@login_required
def follow_docx(request):
    """The follow-up report as a Word file."""
    scope, directive, _seen = _scope(request)
    data = papers.follow_up_report(scope, directive)
    return download(data, f"bao-cao-theo-doi-{request.at:%Y%m%d}.docx", DOCX)
