"""The policy in force: read again when the file changes; a broken edit keeps the old one."""

from pathlib import Path

import structlog

from bot.policy_file.load import PolicyErrors, load
from bot.rules.judging import RulePolicy

log = structlog.get_logger(__name__)


class Shelf:
    """`current` is swapped whole, so that a turn is judged by one version throughout."""

    def __init__(self, path: Path) -> None:
        """Raises PolicyErrors, or OSError when the file cannot be read."""
        self._path = path
        self._seen = self._stamp()
        self._current = load(path.read_text(encoding="utf-8"), name=path.name)

    @property
    def current(self) -> RulePolicy:
        return self._current

    def reload(self) -> bool:
        """Read the file again if it changed; True when another policy is in force now."""
        try:
            stamp = self._stamp()
            if stamp == self._seen:
                return False
            self._seen = stamp
            policy = load(self._path.read_text(encoding="utf-8"), name=self._path.name)
        except PolicyErrors as errors:
            log.error(  # noqa: TRY400  # what is wrong is in the lines, not in a traceback
                "the edited policy is broken; the old one stays in force",
                version=self._current.version,
                problems=[f"line {each.line}: {each.sentence}" for each in errors.problems],
            )
            return False
        except (OSError, UnicodeDecodeError) as error:
            log.warning(
                "the policy file cannot be read; the old one stays", error=type(error).__name__
            )
            return False
        if policy.version == self._current.version:
            return False
        log.info("policy in force", version=policy.version, before=self._current.version)
        self._current = policy
        return True

    def _stamp(self) -> tuple[int, int]:
        stat = self._path.stat()
        return stat.st_mtime_ns, stat.st_size
