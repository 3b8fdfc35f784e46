"""How gunicorn serves the portal: `gunicorn -c python:mot_portal.gunicorn`.

Numbers come from the environment: see `.env.example`.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from gunicorn.http import message

from mot_portal import environment

try:
    environment.load()  # once for all workers, so that a refusal is said, and said once
except environment.EnvironmentRefused as refusal:
    sys.exit(str(refusal))

ADDRESS = os.environ.get("BIND") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"

wsgi_app = "mot_portal.wsgi:application"
bind = f"[{ADDRESS}]:{PORT}" if ":" in ADDRESS else f"{ADDRESS}:{PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("THREADS") or 4)
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = os.environ.get("ACCESS_LOG") or None
loglevel = os.environ.get("LOG_LEVEL") or "warning"
# Heartbeats in memory: on a disk they may block a worker.
worker_tmp_dir = next((path for path in ("/dev/shm",) if Path(path).is_dir()), None)
control_socket_disable = True  # it would lie in the home folder
# A visitor may search for a long text, encoded: it gets an answer, not a bare error. gunicorn
# caps its own setting at 8,190 bytes.
limit_request_line = message.MAX_REQUEST_LINE = 65_536


def when_ready(server):
    """End with the process that `serve` is, where the system does not see to it."""
    parent = os.environ.get("SERVE_PROCESS")
    if parent and sys.platform != "linux":
        threading.Thread(target=_watch, args=[int(parent)], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
