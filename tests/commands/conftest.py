"""A command sets up the logs of its own process; in tests that is ours, so it is put back."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import LIBRARIES


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    loggers = [logging.getLogger(), *map(logging.getLogger, LIBRARIES)]
    before = [(list(each.handlers), each.level) for each in loggers]
    yield
    for logger, (handlers, level) in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers
        logger.setLevel(level)
    structlog.reset_defaults()
