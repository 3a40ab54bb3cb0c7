"""Quick in `make test`, the same each time; deep in `make fuzz`, where the seed is told."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("fast", max_examples=200, deadline=None, database=None, derandomize=True)
settings.register_profile(
    "deep",
    max_examples=5_000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
