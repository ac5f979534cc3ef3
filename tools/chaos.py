"""`make chaos`: kill -9 the web server in the middle of its work, again and again, and check that nothing is lost or doubled.

    python -m tools.chaos                          # every scenario, 50 kills, on SQLite and on PostgreSQL where it is there
    python -m tools.chaos --kills 5 --only issue --database sqlite

A scenario is a class in chaos/*.py (see `Scenario`). For each database: a fresh installation is made, the server started, and
client threads fire the scenario's requests. At random moments the whole server group is killed with SIGKILL and restarted. What
a client was told is kept ("promised": it saw the answer; "unknown": it never got one). A client whose connection breaks sends
the same act again. At the end `check` compares the database with that: what was promised is there exactly once, what is
unknown at most once.
"""

import argparse
import contextlib
import http.client
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tools import pgcluster
from tools.serve import web

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Ledger:
    """What clients were told, by a key of their own that the server stores with the act."""

    promised: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    cut: int = 0  # requests that were under way when the server died; refused connections while it is down do not count
    kill: int = 0  # the kill that is happening or was the last
    hit: set[int] = field(default_factory=set)  # the kills that cut at least one request
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, key: str) -> None:
        with self.lock:
            getattr(self, kind).append(key)

    def broke(self) -> None:
        """A request that was under way got no answer."""
        with self.lock:
            self.cut += 1
            self.hit.add(self.kill)


class Scenario:
    """One kind of work under fire. Subclass it in chaos/NAME.py as `class Chaos(Scenario)`.

    `prepare(folder)` sets data up through the services (Django is ready in this process, the server is not yet running), keeps
    what `act` needs on self, and returns the user who signs in. `act(client, key)` does one thing by HTTP with a `Client`, in
    a way that can be sent again; it returns True if the answer promised success, False for a plain refusal, and lets
    connection errors rise.
    `check(ledger)` reads the database after the last restart and returns a list of sentences about what is wrong.
    """

    name = "scenario"
    pause = 0.02  # seconds between the acts of one client

    def prepare(self, folder: Path):
        raise NotImplementedError

    def act(self, client, key: str) -> bool:
        raise NotImplementedError

    def check(self, ledger: Ledger) -> list[str]:
        raise NotImplementedError


class Server:
    """The web server as a process group of its own, so that a kill takes workers along as a power cut would."""

    def __init__(self, environment: dict, port: int, log: Path):
        self.environment, self.port, self.log = environment, port, log
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(web("127.0.0.1", self.port, workers=1, threads=4), cwd=ROOT, env=self.environment,
                                            stdout=log, stderr=log, start_new_session=True)
        self.wait()

    def wait(self, seconds: int = 180) -> None:
        """Until it answers; a start may be slow on a busy machine. One that does not start is ended, not left behind."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/")
                connection.getresponse()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.kill()
        raise SystemExit(f"the server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Answer(NamedTuple):
    """What the server said."""

    status: int
    text: str
    location: str


class Client:
    """A signed-in browser without a browser: cookies, CSRF token, forms. Connection errors rise to the caller."""

    def __init__(self, server: Server, user):
        from django.conf import settings
        from django.test import Client as Django

        signed = Django()
        signed.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.server = server
        self.cookies = {settings.SESSION_COOKIE_NAME: signed.cookies[settings.SESSION_COOKIE_NAME].value, "csrftoken": "c" * 32}

    def send(self, method: str, path: str, data=None, files=None) -> "Answer":
        """One request; redirects are answers, not followed."""
        body, kind = encode(data or {}, files or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "X-CSRFToken": "c" * 32,
                   "Origin": self.server.url, "Referer": self.server.url + "/"}
        if method != "GET":
            headers["Content-Type"] = kind
        connection.request(method, path, body if method != "GET" else None, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read().decode(errors="replace"), answer.headers.get("Location", ""))

    def get(self, path: str):
        return self.send("GET", path)

    def post(self, path: str, data=None, files=None):
        return self.send("POST", path, data, files)


def encode(data: dict, files: dict) -> tuple[bytes, str]:
    """A multipart body: plain fields, and files as name → (file name, bytes)."""
    edge = f"edge{random.getrandbits(64):x}"
    parts = []
    for name, values in data.items():
        for value in values if isinstance(values, (list, tuple)) else [values]:
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (filename, content) in files.items():
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def fire(scenario: Scenario, client_for, ledger: Ledger, stop: threading.Event, label: str) -> None:
    """One client: act after act until told to stop; after a broken connection it asks for the same act again, as people do."""
    number = 0
    while not stop.is_set():
        number += 1
        key = f"{label}-{number}"
        while True:
            try:
                promised = scenario.act(client_for(), key)
            except (OSError, http.client.HTTPException) as error:
                if stop.is_set():
                    ledger.note("unknown", key)
                    break
                if not isinstance(error, ConnectionRefusedError):
                    ledger.broke()
                time.sleep(0.05)
            else:
                ledger.note("promised" if promised else "refused", key)
                break
        time.sleep(scenario.pause)


def attack(scenario: Scenario, server: Server, user, kills: int, clients: int, seed: int) -> Ledger:
    """Fire and kill; the ledger of what the clients were told."""
    chance, ledger, stop = random.Random(seed), Ledger(), threading.Event()
    server.start()
    failed: list[BaseException] = []
    local = threading.local()

    def client_for():
        if not hasattr(local, "client"):
            local.client = Client(server, user)
        return local.client

    def guarded(label):
        try:
            fire(scenario, client_for, ledger, stop, label)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(f"{scenario.name}-{n}",)) for n in range(clients)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.05, 1.2))
            ledger.kill += 1
            server.kill()
            server.start()
        time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
        server.kill()
    if failed:
        raise failed[0]
    return ledger


def scenarios() -> list[Scenario]:
    folder = ROOT / "chaos"
    found = [importlib.import_module(f"chaos.{f.stem}") for f in sorted(folder.glob("*.py")) if not f.stem.startswith("_")]
    return [m.Chaos() for m in found if hasattr(m, "Chaos")]


def one_database(url: str, options) -> int:
    """Run in a process of its own per database, since Django is bound to one for its life."""
    folder = Path(tempfile.mkdtemp(prefix="openpar-chaos-"))
    os.environ.update(OPENPAR_DATABASE_URL=url or f"sqlite:///{folder / 'chaos.sqlite3'}", OPENPAR_DATA=str(folder),
                      OPENPAR_TESTING="1", DJANGO_SETTINGS_MODULE="openpar.config.settings")
    subprocess.run([sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"], cwd=ROOT, check=True)
    import django
    django.setup()
    kind = "postgresql" if url else "sqlite"
    wrong = 0
    try:
        for scenario in scenarios():
            if options.only and scenario.name not in options.only.split(","):
                continue
            user = scenario.prepare(folder)
            server = Server(dict(os.environ), pgcluster.free_port(), folder / "server.log")
            began = time.monotonic()
            ledger = attack(scenario, server, user, options.kills, options.clients, options.seed)
            problems = scenario.check(ledger)
            problems += [f"{key} was refused" for key in ledger.refused[:3]]
            if len(ledger.hit) * 2 < options.kills:
                problems.append(f"only {len(ledger.hit)} of {options.kills} kills met a request under way, so little was tried")
            if not ledger.promised:
                problems.append("no act succeeded, so nothing was tried")
            print(f"{'FAILED' if problems else 'ok    '} {kind:10} {scenario.name:10} {options.kills} kills, "
                  f"{len(ledger.hit)} of them cut {ledger.cut} requests, {len(ledger.promised)} promised, {len(ledger.unknown)} unknown, "
                  f"{len(ledger.refused)} refused, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
            for problem in problems[:20]:
                print(f"       {problem}")
            wrong += bool(problems)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="names of scenarios with commas")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here is not None:
        return one_database(options.here, options)
    if not scenarios():
        print("There is no scenario yet (chaos/*.py).")
        return 0
    again = [sys.executable, "-m", "tools.chaos", *sys.argv[1:]]
    code = 0
    if options.database != "postgresql":
        code |= subprocess.run([*again, "--here="], cwd=ROOT, check=False).returncode
    if options.database != "sqlite":
        if pgcluster.find_binaries() is None:
            print("*** SKIPPED: no PostgreSQL on this machine (apt-get install postgresql)")
        else:
            with pgcluster.cluster() as url:
                code |= subprocess.run([*again, f"--here={url}"], cwd=ROOT, check=False).returncode
    return code


if __name__ == "__main__":
    raise SystemExit(main())
