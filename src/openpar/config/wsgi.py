"""The WSGI door: granian or gunicorn serve `openpar.config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")


def behind(proxies: str, served):
    """The same application, which believes these proxies (addresses or networks, with commas) about who is asking, and nobody else."""
    if not proxies:
        return served
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    return wrap_wsgi_with_proxy_headers(served, [p.strip() for p in proxies.split(",")])


application = behind(os.environ.get("OPENPAR_PROXIES", ""), get_wsgi_application())
# What is loaded now stays for the life of the process: looked through again and again, it would hold up a page for a tenth of a second.
gc.collect()
gc.freeze()
