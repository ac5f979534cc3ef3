#!/usr/bin/env python
"""The platform's commands: manage.py demo, tick, verify_audit, migrate, …"""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
