"""What operators manage: people with their roles, and the register of organisations."""

from axes.utils import reset as unlock
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from . import accounts, audit, organisations
from .models import (
    Group,
    GroupMember,
    GroupWording,
    JobRun,
    Membership,
    Organisation,
    OrganisationAlias,
    Succession,
    User,
)
from .operator_site import ByAct


class Inline(ByAct, admin.TabularInline):
    extra = 0


class Memberships(ByAct, admin.StackedInline):
    """Beside its label each field can be read aloud, and a long row does not widen the page."""

    model, act, extra = Membership, "people.manage", 0
    autocomplete_fields = ("organisation",)
    fieldsets = ((None, {"fields": (("organisation", "role"), ("title", "field"), ("valid_from", "valid_until"))}),)


@admin.register(User)
class People(ByAct, UserAdmin):
    act, personal = "people.manage", ("full_name", "email", "phone", "username")
    form, add_form = UserChangeForm, AdminUserCreationForm
    list_display = ("full_name", "username", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("name_fold", "username")
    ordering = ("name_key", "id")
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "full_name", "email", "phone", "language",
                                    "digest_by_mail", "is_active")}),)
    add_fieldsets = ((None, {"fields": ("username", "full_name", "email", "usable_password", "password1", "password2")}),)
    inlines = (Memberships,)
    actions = ("forget_second_factor", "unlock")

    @admin.action(description=_("Gỡ xác thực hai lớp (mất điện thoại)"))
    def forget_second_factor(self, request, queryset):
        for user in queryset:
            accounts.forget_second_factor(user)
            audit.record("people.forget_second_factor", "core.user", user, by=request.actor, at=request.at)
        messages.success(request, _("Đã gỡ. Lần đăng nhập tới, người dùng đăng ký lại."))

    @admin.action(description=_("Mở khóa đăng nhập"))
    def unlock(self, request, queryset):
        for user in queryset:
            unlock(username=accounts.name_tried(None, {"username": user.username}))
            audit.record("people.unlock", "core.user", user, by=request.actor, at=request.at)
        messages.success(request, _("Đã mở khóa."))


class Aliases(Inline):
    model = OrganisationAlias


class PassedOn(Inline):
    model, fk_name = Succession, "predecessor"
    autocomplete_fields = ("successor",)


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ("code", "name", "short_name", "kind", "parent", "valid_from", "valid_until", "gso_code", "confidence")


@admin.register(Organisation)
class Organisations(ByAct, admin.ModelAdmin):
    form = OrganisationForm
    list_display = ("name", "code", "kind", "parent", "valid_from", "valid_until")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name_fold", "code")
    autocomplete_fields = ("parent",)
    inlines = (Aliases, PassedOn)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        organisations.replant(obj)


class Wordings(Inline):
    model = GroupWording


class Members(Inline):
    model = GroupMember
    autocomplete_fields = ("organisation",)


@admin.register(Group)
class Groups(ByAct, admin.ModelAdmin):
    list_display = ("name", "code", "valid_from", "valid_until")
    inlines = (Wordings, Members)


@admin.register(JobRun)
class Runs(ByAct, admin.ModelAdmin):
    act = "jobs.view"
    list_display = ("name", "started_at", "finished_at", "ok", "message")
    list_filter = ("name", "ok")

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_add_permission


def hide_foreign_pages():
    """Libraries' own admin pages show secrets (second factors) or content (results of jobs): they are taken down."""
    for model in list(admin.site._registry):
        if not model.__module__.startswith("openpar."):
            admin.site.unregister(model)
