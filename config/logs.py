"""One JSON object a log line, from structlog and from the standard library alike."""

import logging
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Formatter used by settings.LOGGING; configures structlog once."""

    def __init__(self) -> None:
        super().__init__(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=SHARED,
        )
        structlog.configure(
            processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and not isinstance(record.msg, dict):
            record.msg = f"{record.getMessage()}\n{self.formatException(record.exc_info)}"
            record.args, record.exc_info, record.exc_text = None, None, None
        return super().format(record)
