"""Tags of lists: links that keep the query, sorting, filters as chips, page numbers. Loaded with `{% load openpar %}` too."""

from django.http import QueryDict
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

# Where in a list we are: a page number or the cursor of core.listing; every change of filter or order starts again.
PLACE = ("trang", "sau", "truoc")


def _params(context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def query(context, *pairs, **changes) -> str:
    """The page's query with some parameters replaced; None or empty removes one. Starts with "?".

    A name with a hyphen is given as a pair: `{% query "don-vi" pk trang=None %}`.
    """
    params = _params(context)
    for name, new in {**dict(zip(pairs[::2], pairs[1::2], strict=True)), **changes}.items():
        if new in (None, ""):
            params.pop(name, None)
        else:
            params[name] = new
    return "?" + params.urlencode()


def without(context, *names) -> str:
    """The page's query without some parameters (a removable filter chip); it starts again at the first page."""
    return query(context, **dict.fromkeys((*names, *PLACE)))


def hidden_query(context, *left_out) -> SafeString:
    """The query as hidden fields, so that a filter form keeps what it does not show."""
    skip = {n for part in left_out for n in ([part] if isinstance(part, str) else part or ())}
    pairs = [(k, v) for k, values in _params(context).lists() if k not in skip for v in values]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


def page_range(rows) -> list:
    """Page numbers with gaps: 1 2 3 … 22."""
    return list(rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1))


def sorting(context, column) -> dict:
    """Where a column head leads and how it is sorted now: ?xep=han sorts up, ?xep=-han down."""
    now = _params(context).get("xep") or context.get("default_sort", "")
    up, down = now == column.key, now == f"-{column.key}"
    return {"href": query(context, xep=f"-{column.key}" if up else column.key, **dict.fromkeys(PLACE)),
            "aria": "ascending" if up else "descending" if down else "", "icon": "up" if up else "down" if down else ""}


def filter_names(selects) -> list[str]:
    """The query parameters that the filter bar itself shows."""
    return [s.name for s in selects or ()]


def active_filters(context, selects) -> list[dict]:
    """What narrows the list now, one chip each: the words searched for, and each select that is set."""
    words = _params(context).get("q", "").strip()
    chips = [{"name": "q", "label": f"“{words}”"}] if words else []
    return chips + [{"name": s.name, "label": o.label} for s in selects or () for o in s.options if o.chosen and o.value != ""]


def options(choices) -> SafeString:
    """The options of a filter select (web.faces.Option). A list may offer hundreds of organisations."""
    return SafeString("".join(
        f'<option value="{conditional_escape(o.value)}"{" selected" if o.chosen else ""}>{conditional_escape(o.label)}</option>' for o in choices))


def clear_filters(context, selects) -> str:
    """The page without any filter; sorting stays."""
    return without(context, "q", *filter_names(selects))


def is_number(value) -> bool:
    """Whether a page range entry is a page rather than a gap."""
    return isinstance(value, int)


def add_to(register):
    """Put these tags into a template library."""
    for function in (query, without, hidden_query, sorting, active_filters, clear_filters):
        register.simple_tag(function, takes_context=True)
    for function in (page_range, filter_names, options):
        register.simple_tag(function)
    register.filter("is_number", is_number)
