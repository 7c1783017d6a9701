"""Runs the application: data first, then web server and worker, until it is told to stop."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from kehu.errors import KehuError

_START_WITHIN = 60.0  # seconds
_STOP_WITHIN = 30.0
_MOST_PROCESSES = 4


@dataclass(frozen=True)
class Address:
    """What the web server listens on, and where this machine's browser finds it."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """A host that stands for every address of the machine is asked by one of its own."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def web_command(address: Address) -> list[str]:
    """The web server: a process a core, since each computes on one at a time and holds a book."""
    processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    options = {
        "interface": "wsgi", "host": address.host, "port": address.port, "workers": processes,
        "blocking-threads": 4, "workers-kill-timeout": 20, "log-level": "warning",
    }  # fmt: skip
    given = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "granian", *given, "kehu.desk.wsgi:application"]


def prepare(data: Path, address: Address) -> str | None:
    """Make or bring up to date the data folder: secret key, tables, static files.

    The application answers to the names in KEHU_HOSTS and to the host it listens on. Returns the
    path of the first start while nobody can log in yet. Sets the environment for the processes that
    are started next. Safe to repeat. Raises KehuError `not_prepared`.
    """
    data.mkdir(parents=True, exist_ok=True)
    os.environ["KEHU_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kehu.desk.settings"
    os.environ["KEHU_HOSTS"] = ",".join([os.environ.get("KEHU_HOSTS", ""), address.host])
    if "KEHU_SECRET_KEY_FILE" not in os.environ:
        _make_secret_key(data / "secret-key")
    command = [sys.executable, "-m", "django", "prepare"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise KehuError("not_prepared", path=str(data))
    return done.stdout.strip() or None


def load_demo() -> list[dict[str, str]]:
    """Fill the data that was prepared with the invented exporter, where they are empty.

    Returns who can log in: login, password, role, name. Raises KehuError `not_prepared`.
    """
    data = Path(os.environ["KEHU_DATA"])
    if subprocess.run([sys.executable, "-m", "django", "load_demo"], check=False).returncode:
        raise KehuError("not_prepared", path=str(data))
    logins = data / "demo-logins.json"
    found: list[dict[str, str]] = json.loads(logins.read_text("utf-8")) if logins.exists() else []
    return found


def _make_secret_key(path: Path) -> None:
    """The key that signs sessions, made once and readable by its owner alone."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))


class Processes:
    """The web server and the worker. If one ends, so does the other."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._stopping = False
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Raises KehuError `did_not_start` where the web server does not answer in a minute."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        worker = [sys.executable, "-m", "django", "qcluster"]
        for command in (web_command(self.address), worker):
            # In a group of its own: Ctrl C reaches this process alone, which ends them in order.
            child = subprocess.Popen(command, start_new_session=True)
            self._running.append(child)
        deadline = time.monotonic() + _START_WITHIN
        while not self._answers():
            if time.monotonic() > deadline or self._any_ended():
                self._end()
                raise KehuError("did_not_start", url=self.address.url)
            time.sleep(0.1)

    def wait(self) -> int:
        """Until told to stop (0), or until one of them ends by itself (1)."""
        while not self._stopping and not self._any_ended():
            time.sleep(0.2)
        told = self._stopping
        self._end()
        return 0 if told else 1

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _any_ended(self) -> bool:
        return any(child.poll() is not None for child in self._running)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        """Ask both to finish what they are at, and end by force what does not."""
        for child in self._running:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _STOP_WITHIN
        for child in self._running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
