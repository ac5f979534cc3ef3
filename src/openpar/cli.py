"""The `openpar` command: the engine at the terminal. Each room of the engine adds its own subcommands in `command.py`."""

import argparse
import importlib
import os
import sys

from . import __version__
from .engine.errors import OpenParError

ROOMS = {
    "deadline": "worktime", "calendar": "worktime",
    "directive": "directive",
    "index": "index", "rulebook": "index",
}


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; an error in words goes to stderr with exit code 2."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="openpar", description="Tính hạn, đọc chỉ thị, chấm chỉ số từ dòng lệnh.")
    parser.add_argument("--version", action="version", version=f"openpar {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="LỆNH")
    # Only the room that is asked for is imported, so that help stays quick.
    asked = next((a for a in argv if not a.startswith("-")), None)
    for name, room in ROOMS.items():
        if name == asked:
            importlib.import_module(f"openpar.engine.{room}.command").register(name, commands)
        else:
            commands.add_parser(name, help={"deadline": "cộng, đo thời hạn", "calendar": "lịch làm việc",
                                            "directive": "đọc văn bản chỉ đạo", "index": "chấm điểm chỉ số",
                                            "rulebook": "kiểm tra, so sánh quy tắc"}[name])
    args = parser.parse_args(argv)
    if not getattr(args, "run", None):
        parser.print_help()
        return 0
    try:
        code = args.run(args) or 0
        sys.stdout.flush()
        return code
    except OpenParError as error:
        print(f"openpar: {error.message}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. What is left would fail again when Python closes its output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
