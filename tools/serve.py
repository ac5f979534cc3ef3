"""`make serve`: migrate, collect static files, write the schedule, then run web server and worker until Ctrl-C.

Settings come from the environment (docs/reference/settings.md). In production a service manager runs the two last commands
apart: `granian …` and `manage.py qcluster`.
"""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def web(host: str, port: int, workers: int = 2, threads: int = 4) -> list[str]:
    """The command of the web server: WSGI, since synchronous views with persistent connections fail under ASGI."""
    return [str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
            "--blocking-threads", str(threads), "--log-level", "warning", "--no-ws", "openpar.config.wsgi:application"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}
    for command in (("migrate", "--noinput"), ("collectstatic", "--noinput", "-v", "0"), ("schedule",)):
        if code := subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=False).returncode:
            return code
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in (
        web(options.host, options.port, options.workers), [sys.executable, "manage.py", "qcluster"])]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        print(f"http://{options.host}:{options.port}", flush=True)
        running[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)
    return running[0].returncode or 0


if __name__ == "__main__":
    raise SystemExit(main())
