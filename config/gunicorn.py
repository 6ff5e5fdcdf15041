"""Gunicorn in production; the proxy in front is the only one that reaches it."""

import os

bind = f"{os.environ.get('WEB_HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
control_socket_disable = True
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps an idle connection
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
worker_tmp_dir = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - memory in the container
