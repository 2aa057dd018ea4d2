"""One event, one line: signs that steer a terminal or begin a new line are written as escapes."""

import logging


class OneLine(logging.Formatter):
    """Keeps tracebacks readable, and what came from outside on its line."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        record.msg = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in message)
        record.args = None
        return super().format(record)
