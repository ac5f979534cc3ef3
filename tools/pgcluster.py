"""A throw-away PostgreSQL cluster for tests: made in a temporary folder, owned by an ordinary user, gone at the end.

    python -m tools.pgcluster                      # start one, print its URL, stop with Ctrl-C
    python -m tools.pgcluster run -- pytest -q     # run a command with OPENPAR_DATABASE_URL set to it
    python -m tools.pgcluster run --if-present -- pytest -q

PostgreSQL refuses to run as root, so root hands the folder to the user `postgres` (or `nobody`). It listens on a socket in
its own folder and on one free loopback port, and never syncs to disk: fast, and worthless after a power cut.
"""

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100",
    "shared_buffers": "256MB", "work_mem": "16MB", "max_wal_size": "2GB", "jit": "off", "log_min_messages": "error",
    "logging_collector": "off", "timezone": "'UTC'",
}
ENDING = 15  # seconds that a command has to end what it started


def find_binaries() -> Path | None:
    """The folder of initdb and postgres, the newest version there is, or None."""
    def version(folder):
        name = folder.parent.name
        return float(name) if name.replace(".", "", 1).isdigit() else 0.0

    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.append(Path(answer))
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def ordinary_user() -> pwd.struct_passwd | None:
    """Who runs the server when we are root; None when we are somebody ordinary already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL does not run as root, and there is neither a user postgres nor nobody. Run it as another user.")


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A running server. `url` is its database as OPENPAR_DATABASE_URL wants it."""

    def __init__(self, binaries: Path, folder: Path, port: int, identity: dict):
        self.binaries, self.folder, self.port, self._identity = binaries, folder, port, identity
        self.url = f"postgresql://openpar@127.0.0.1:{port}/openpar"
        self.process: subprocess.Popen | None = None

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self._identity)
        if done.returncode:
            raise SystemExit(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")

    def create(self) -> None:
        """Lay the files of the cluster."""
        self._run(str(self.binaries / "initdb"), "-D", str(self.folder / "data"), "-U", "openpar", "-A", "trust",
                  "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as conf:
            conf.writelines(f"{key} = {value}\n" for key, value in SETTINGS.items())

    def start(self) -> None:
        """Start the server and make the database `openpar`."""
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
                 "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}"],
                cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **self._identity)
        self._wait()
        self._run(str(self.binaries / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "openpar", "openpar")

    def _wait(self, seconds: int = 30) -> None:
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        end = time.monotonic() + seconds
        while subprocess.run(ready, cwd=self.folder, check=False, **self._identity).returncode:
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once; the files are thrown away anyway."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def running():
    """A running Cluster for the length of a `with` block."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("No PostgreSQL programs here (looked in /usr/lib/postgresql/*/bin, pg_config, initdb). "
                         "On Debian: apt-get install postgresql.")
    folder = Path(tempfile.mkdtemp(prefix="openpar-pg-"))
    user = ordinary_user()
    identity = {}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "env": {**os.environ, "HOME": str(folder)}}
    it = Cluster(binaries, folder, free_port(), identity)
    try:
        it.create()
        it.start()
        yield it
    finally:
        it.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster():
    """The URL of a database on a cluster that lives for the length of the `with` block.

    with cluster() as url: connect(url)
    """
    with running() as it:
        yield it.url


def new_database(url: str, name: str, *, copy_of: str = "template1") -> str:
    """Make one more database on the cluster of this URL, empty or a copy of one to which nobody is connected; its own URL."""
    binaries = find_binaries()
    subprocess.run([str(binaries / "createdb"), "--maintenance-db", url, "--template", copy_of, name], check=True, cwd="/")
    return url.rsplit("/", 1)[0] + f"/{name}"


def run(command: list[str]) -> int:
    """Run a command with OPENPAR_DATABASE_URL pointing at a fresh cluster; its exit code."""
    with cluster() as url, subprocess.Popen(command, env={**os.environ, "OPENPAR_DATABASE_URL": url}) as child:
        try:
            return child.wait()
        except BaseException:  # told to stop: the command ends what it started itself, which a kill would leave behind
            child.terminate()
            try:
                child.wait(ENDING)
            except subprocess.TimeoutExpired:
                child.kill()
            raise


def _told_to_stop(*_) -> None:
    """End in good order; whoever is impatient and says it again does not break that off."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", nargs="?", choices=("start", "run"), default="start")
    parser.add_argument("--if-present", action="store_true", help="where PostgreSQL is absent, say so loudly and succeed")
    own, _, command = _split(sys.argv[1:] if argv is None else argv)
    options = parser.parse_args(own)
    signal.signal(signal.SIGTERM, _told_to_stop)
    if options.if_present and find_binaries() is None:
        print("\n*** SKIPPED: no PostgreSQL on this machine, so nothing was tried on it. Debian: apt-get install postgresql.\n")
        return 1 if "postgresql" in required() else 0
    if options.act == "run":
        return run(command)
    with running() as it:
        print(it.url, flush=True)
        try:
            it.process.wait()
        except KeyboardInterrupt:
            print("stopped")
    return 0


def required() -> set[str]:
    """The tools that OPENPAR_REQUIRE says must be there."""
    names = {n.strip() for n in os.environ.get("OPENPAR_REQUIRE", "").split(",") if n.strip()}
    return names | {"postgresql"} if "all" in names else names


def _split(argv: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" in argv:
        at = argv.index("--")
        return argv[:at], "--", argv[at + 1:]
    return argv, "", []


if __name__ == "__main__":
    raise SystemExit(main())
