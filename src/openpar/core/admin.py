"""What operators manage: people with their roles, and the register of organisations."""

from axes.utils import reset as unlock
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openpar.engine.errors import OpenParError

from . import accounts, audit, grants, opening, organisations, roles, second_factor, sign_on
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
from .pages import retold, whole


class Inline(ByAct, admin.TabularInline):
    extra = 0


class MembershipRows(forms.BaseInlineFormSet):
    """A role is given and ended, never turned into another one; nobody gives one to themselves."""

    actor = None  # who works here: set by the page

    def clean(self):
        super().clean()
        for row in self.forms:
            if row.has_changed() and row.is_valid():
                if "role" in row.changed_data and roles.ROLES[row.instance.role].machine:
                    row.add_error("role", _("Vai trò của phần mềm chỉ dành cho phần mềm khai ở trang Phần mềm kết nối."))
                    continue
                try:
                    grants.check(row.instance, set(row.changed_data), by=self.actor)
                except OpenParError as error:
                    row.add_error(error.where if error.where in row.fields else None, error.message)


class Memberships(ByAct, admin.StackedInline):
    """Beside its label each field can be read aloud, and a long row does not widen the page."""

    model, act, extra, formset = Membership, "people.manage", 0, MembershipRows
    autocomplete_fields = ("organisation",)
    fieldsets = ((None, {"fields": (("organisation", "role"), ("title", "field"), ("valid_from", "valid_until"))}),)

    def get_formset(self, request, obj=None, **kwargs):
        rows = super().get_formset(request, obj, **kwargs)  # made anew for each request
        rows.actor = request.actor
        return rows


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
    actions = ("forget_second_factor", "forget_sign_on", "unlock")

    def user_change_password(self, request, id, form_url=""):
        """Password, trail and notice are one transaction; the row is locked, so that no role is proposed in between."""
        with transaction.atomic():
            user = User.objects.select_for_update().filter(pk=whole(str(id))).first()
            if user is not None:
                grants.guard_account(user, by=request.actor)
            if asked := second_factor.wanted(request):
                return asked
            before = user.password if user else ""
            answer = super().user_change_password(request, id, form_url)
            if user is not None and request.method == "POST":
                user.refresh_from_db()
                if user.password != before:
                    opening.password_given(user, by=request.actor, at=request.at)
            return answer

    def save_model(self, request, obj, form, change):
        """Whoever adds a person knows the first password; whoever changes the name or address to sign in with is no secret either."""
        if not change:
            obj.must_change_password = obj.has_usable_password()
        super().save_model(request, obj, form, change)
        if change and obj.pk != request.actor.user_id and {"username", "email"} & set(form.changed_data):
            grants.told_of_access(obj, opening.NAME_SET, by=request.actor, at=request.at)

    def get_readonly_fields(self, request, obj=None):
        """Whoever changes the address or the name to sign in with could have a new password sent to themselves."""
        fixed = super().get_readonly_fields(request, obj)
        far = obj is not None and obj.pk != request.actor.user_id and grants.reaches_far(obj, request.actor.on)
        return (*fixed, "username", "email") if far else fixed

    def save_formset(self, request, form, formset, change):
        """New roles go the way of every grant; what is left of the rows (an end, a title) is saved as it stands."""
        if formset.model is not Membership:
            return super().save_formset(request, form, formset, change)
        formset.save(commit=False)
        for row in formset.new_objects:
            if grants.give(row, by=request.actor, at=request.at):
                continue
            messages.warning(request, _("Vai trò “%(role)s” đang chờ người vận hành khác duyệt; chưa có hiệu lực.") % {
                "role": row.get_role_display()})
        for row, fields in formset.changed_objects:
            grants.amend(row, fields, by=request.actor, at=request.at)

    @admin.action(description=_("Gỡ xác thực hai lớp (mất điện thoại)"))
    def forget_second_factor(self, request, queryset):
        for user in queryset:
            grants.guard_account(user, by=request.actor)
        with transaction.atomic():
            for user in queryset:
                opening.take_second_factor(user, by=request.actor, at=request.at)
        messages.success(request, _("Đã gỡ. Lần đăng nhập tới, người dùng đăng ký lại."))

    @admin.action(description=_("Gỡ liên kết đăng nhập một lần"))
    def forget_sign_on(self, request, queryset):
        for user in queryset:
            grants.guard_account(user, by=request.actor)
        done = sum(sign_on.unbind(user, by=request.actor, at=request.at) for user in queryset)
        messages.success(request, ngettext("Đã gỡ %(n)s liên kết.", "Đã gỡ %(n)s liên kết.", done) % {"n": done})

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
        fields = ("code", "name", "short_name", "kind", "parent", "valid_from", "valid_until", "gso_code", "exchange_code", "confidence")


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
    list_display = ("name", "started_at", "finished_at", "ok", "said")
    list_filter = ("name", "ok")

    @admin.display(description=_("Kết quả"))
    def said(self, row):
        """What the run said, in the reader's language."""
        return retold(row.message)

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_add_permission


def hide_foreign_pages():
    """Libraries' own admin pages show secrets (second factors) or content (results of jobs): they are taken down."""
    for model in list(admin.site._registry):
        if not model.__module__.startswith("openpar."):
            admin.site.unregister(model)
