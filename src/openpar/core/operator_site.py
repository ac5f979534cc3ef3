"""The operators' back office: Django's own admin, behind our login and second factor, for registers and people only.

An operator has no content: no task, evidence, message, notice or rule text is shown here.
"""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext_lazy as _

from . import audit, second_factor
from .searching import words_of


class OperatorSite(admin.AdminSite):
    site_header = site_title = _("Quản trị hệ thống")
    index_title = _("Danh mục và người dùng")

    def has_permission(self, request):
        """Rights come from memberships; the staff flag opens nothing."""
        actor = getattr(request, "actor", None)
        return bool(actor and request.user.is_active and (actor.can("people.manage") or actor.can("organisation.manage")))

    def login(self, request, extra_context=None):
        """There is one login, with its lock-out and second factor."""
        if request.user.is_authenticated:
            from openpar.engine.errors import Refused

            from .pages import answer
            return answer(request, Refused(str(_("Trang quản trị dành cho người vận hành hệ thống và người quản lý danh mục."))))
        return redirect_to_login(request.get_full_path())


class ByAct:
    """An admin page whose every permission is one act of core.roles; changes go into the trail, personal fields as
    digests."""

    act = "organisation.manage"
    personal: tuple[str, ...] = ()

    def has_module_permission(self, request):
        return request.actor.can(self.act)

    has_view_permission = has_change_permission = lambda self, request, obj=None: request.actor.can(self.act)

    def has_add_permission(self, request, obj=None):
        return request.actor.can(self.act)

    def has_delete_permission(self, request, obj=None):
        return False  # what has been referred to is ended by a date, not deleted

    def changeform_view(self, request, *args, **kwargs):
        """Who is who and what became of whom is changed by somebody who gave a one-time code a short while ago."""
        return second_factor.wanted(request) or super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        asked = second_factor.wanted(request) if request.method == "POST" else None
        return asked or super().changelist_view(request, *args, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        """Searched as everywhere: without accents, few words; thousands of words are no search but a broken query."""
        return super().get_search_results(request, queryset, " ".join(words_of(search_term)))

    def save_model(self, request, obj, form, change):
        before = type(obj)._default_manager.filter(pk=obj.pk).values().first() if change else {}
        super().save_model(request, obj, form, change)
        after = {f: getattr(obj, f"{f}_id", getattr(obj, f,
                                                    None)) for f in form.changed_data if f in {x.name for x in obj._meta.fields}}
        old = {f: (before or {}).get(f"{f}_id", (before or {}).get(f)) for f in after}
        audit.record("operator.change" if change else "operator.add", f"core.{obj._meta.model_name}", obj,
                     by=request.actor, at=request.at,
                     reference=str(obj)[:120] if not self.personal else "",
                     changes=audit.changed(old, after, (*self.personal, "password")))

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for kind, rows in (("add", formset.new_objects), ("change", [o for o, _fields in formset.changed_objects]),
                           ("delete", formset.deleted_objects)):
            for row in rows:
                audit.record(f"operator.{kind}", f"core.{row._meta.model_name}", row, by=request.actor, at=request.at,
                             reference=str(row)[:120])
