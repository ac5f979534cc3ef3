"""`python -m openpar`: the same as the command `openpar`."""

import sys

from .cli import main

sys.exit(main())
