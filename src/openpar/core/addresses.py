"""Addresses by URL name. Finding one costs Django more than writing a row of a list; a name leads to the same place as long as the process lives."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

MARK = 10**18 + 7  # a number that is in no address


def address(name: str) -> str:
    """The address of a page that another room may or may not offer; empty when it does not. Found once: the frame asks for seventy."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def address_of(name: str, pk: int) -> str:
    """The address of one thing by its id; NoReverseMatch where no room offers it. The way is found once, the id put in each time."""
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{pk:d}{after}"


@cache
def _address(name: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


@cache
def _around(name: str, urlconf: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(name, urlconf, args=[MARK]).split(str(MARK))
    return before, after
