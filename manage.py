#!/usr/bin/env python
"""The platform's commands: manage.py demo, tick, verify_audit, migrate, …"""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
    if sys.argv[1:2] and sys.argv[1].startswith("demo"):  # the demo needs no set-up: it has its own folder and its own day
        os.environ.setdefault("OPENPAR_DEMO", "1")
        os.environ.setdefault("OPENPAR_DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "var", "demo"))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
