"""Tags and filters of every page: dates, numbers, statuses, icons, links that keep the query."""

from functools import lru_cache

from django import template
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from openpar.core.addresses import address
from openpar.core.once import FIELD, new_word
from openpar.web import lists, retelling, wording
from openpar.web import status as statuses

register = template.Library()
lists.add_to(register)

register.filter("day", wording.official_date)
register.filter("full_date", wording.full_date)
register.filter("weekday", wording.weekday)
register.filter("moment", wording.moment)
register.filter("clock_time", wording.clock_time)
register.filter("number", wording.number)
register.filter("percent", wording.percent)
register.filter("working_days", wording.working_days)
register.filter("days_left", wording.days_left)
register.filter("minutes", wording.minutes)
register.filter("kept", retelling.kept)
register.filter("retold", retelling.retold)
register.filter("file_size", wording.file_size)


@register.filter
def day_short(value):
    """Day and month only: 24/8."""
    return wording.official_date(value, year=False)


@register.filter
def signed(value, decimals=None):
    """A number with its sign, for differences: +6, −2,64."""
    return wording.number(value, decimals, sign=True)


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, silent for screen readers."""
    return format_html('<svg class="i{}{}" viewBox="0 0 16 16" aria-hidden="true"><use href="#{}"/></svg>',
                       " " if css else "", css, name)


@register.simple_tag
def status(value, label="", badge=False) -> SafeString:
    """A status with its shape, colour and words; `label` replaces the words, the shape stays."""
    face = statuses.face(value)
    words = label or face.label
    return _status(face.icon, face.tone, words if isinstance(words, str) else str(words), bool(badge))


@lru_cache(maxsize=512, typed=True)
def _status(shape: str, tone: str, words: str, badge: bool) -> SafeString:
    css = "st" + (f" st-{tone}" if tone else "") + (" badge" if badge else "")
    return format_html('<span class="{}">{}{}</span>', css, icon(shape), words)


@register.simple_tag(takes_context=True)
def trail_link(context, room: str, object_id) -> SafeString:
    """The way from a thing to its entries in the trail, for whoever may look them up; nothing for others."""
    actor = getattr(context.get("request"), "actor", None)
    if not (actor and actor.can("audit.view")):
        return SafeString("")
    return format_html('<a class="small no-print" href="{}?phong={}&amp;so={}">{}</a>', address("core:trail"), room, object_id, gettext("Nhật ký"))


@register.simple_tag
def form_word() -> SafeString:
    """The hidden word of a form that makes something new: sent twice it is taken once (core.once)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_word())


@register.simple_tag
def page_of(name: str) -> str:
    """The address of a page by its URL name; empty where no room offers it."""
    return address(name)


@register.simple_tag
def absent(kind, label="") -> SafeString:
    """Why a value is not there: one of five marks."""
    face = statuses.absent(kind)
    return format_html('<span class="none">{}{}</span>', icon(face.icon), label or face.label)


@register.simple_tag
def value(explained, decimals=None) -> SafeString:
    """An Explained value, or the mark of its absence; an incomplete one says so."""
    if explained is None:
        return absent("not_measured")
    kind = getattr(explained, "absent", None)
    if kind:
        return absent(kind)
    shown = wording.number(getattr(explained, "value", explained), decimals)
    if getattr(explained, "complete", True):
        return format_html("{}", shown)
    return format_html('{} <span class="none">{}{}</span>', shown, icon("open"), gettext("chưa đủ"))


@register.simple_tag
def meter(share, css="", target=None) -> SafeString:
    """A bar of a share (0 to 1); the number always stands beside it in text."""
    from openpar.web.charts import meter as draw
    return draw(share, css, target)


@register.simple_tag
def meter_of(done, total) -> SafeString:
    """The bar of a count out of a total."""
    return meter(done / total if total else 0)


@register.simple_tag
def strip(parts) -> SafeString:
    """The bar of a task shared by many organisations: one part per state, each with `status` and `count`."""
    from openpar.web.charts import status_strip
    return status_strip([(p["status"], p["count"]) if isinstance(p, dict) else (p.status, p.count) for p in parts])


@register.filter
def kind(field) -> str:
    """How a form field is drawn: "check" for one box, "choices" for a set of boxes or buttons, "date", else empty."""
    from django import forms
    widget = field.field.widget
    if "data-date" in widget.attrs:
        return "date"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "choices" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else ""


@register.filter
def typed_day(field):
    """The day that stands in a date field, for its weekday; None while it is empty or not a date."""
    value = field.value()
    try:
        return field.field.to_python(value) if value else None
    except ValidationError:
        return None


@register.simple_tag
def weekday_names() -> str:
    """The seven weekdays from Monday in the reader's language, for the script that follows what is typed."""
    return "|".join(wording.WEEKDAYS_EN if wording.english() else wording.WEEKDAYS)


@register.filter
def error_count(form) -> int:
    """How many mistakes a refused form names."""
    return sum(len(errors) for errors in form.errors.values())

