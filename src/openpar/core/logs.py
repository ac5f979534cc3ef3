"""Logs for machines: one JSON object a line, tied to the request by its id, without personal data.

A line names the route, never the address (which may hold a code), and no person. The request id leads to the audit trail, where who
did what is kept under its own rules.
"""

import json
import logging
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

REQUEST: ContextVar[str] = ContextVar("openpar_request_id", default="")
access = logging.getLogger("openpar.access")
ADDRESSES = {"django.request", "django.server"}  # their messages hold the address, which our own line tells as a route


class JsonFormatter(logging.Formatter):
    """time (UTC), level, logger, message, request_id, and what the line was given as `extra={"data": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname,
                "logger": record.name, "message": self._message(record), "request_id": REQUEST.get(), **getattr(record, "data", {})}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps({k: v for k, v in line.items() if v != ""}, ensure_ascii=False)

    def _message(self, record):
        return f"HTTP {getattr(record, 'status_code', '')}".strip() if record.name in ADDRESSES else record.getMessage()

    def formatException(self, ei) -> str:
        """Where it happened and the kinds of error, the first cause last; an error's own words may quote what somebody typed."""
        parts, error = [], ei[1]
        while error is not None:
            kind = type(error)
            parts.append("".join(traceback.format_tb(error.__traceback__)) + f"{kind.__module__}.{kind.__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)


class AccessLogMiddleware:
    """One line a request: method, route, status, milliseconds. The outermost, so that it sees what every other answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        access.info("request", extra={"data": {
            "method": request.method, "route": match.route if match else "", "status": response.status_code,
            "ms": round((time.perf_counter() - start) * 1000, 1), "request_id": response.headers.get("X-Request-Id", ""),
            "client": getattr(request, "api_client", "")}})
        return response
