"""How gunicorn serves the portal. Numbers come from the environment."""

import os

wsgi_app = "mot_portal.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "4"))
timeout = 120
graceful_timeout = 10
keepalive = 5
max_requests = 5_000
max_requests_jitter = 500
limit_request_line = 8_190
loglevel = os.environ.get("LOG_LEVEL", "warning")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112
