"""The policy in force: read again when the file changes; a broken edit keeps the old one."""

from pathlib import Path

import structlog

from bot.policy_file.load import Loaded, load_file
from bot.policy_file.problem import PolicyErrors, Problem
from bot.rules.judging import RulePolicy

_MOST_LOGGED = 20
Stamp = tuple[int, int] | None
log = structlog.get_logger(__name__)


class Shelf:
    """`current` is swapped whole, so that a turn is judged by one version throughout."""

    def __init__(self, path: Path) -> None:
        """Raises PolicyErrors, or OSError when the file cannot be read."""
        self._path = path
        self._files: tuple[Path, ...] = ()
        self._loaded = self._load()
        self._refused = False
        _tell(self._loaded)

    @property
    def current(self) -> RulePolicy:
        return self._loaded.policy

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return self._loaded.warnings

    @property
    def is_refused(self) -> bool:
        """The file is not what is in force: it has mistakes, or it cannot be read."""
        return self._refused

    def reload(self) -> bool:
        """Read the file again if it changed; True when another policy is in force now."""
        try:
            stamp = self._stamp()
            if stamp == self._seen:
                return False
            self._refused = True
            loaded = self._load()
        except PolicyErrors as errors:
            log.error(  # noqa: TRY400  # what is wrong is in the lines, not in a traceback
                "the edited policy is broken; the old one stays in force",
                version=self.current.version,
                problems=[
                    f"line {each.place}: {each.sentence}" for each in errors.problems[:_MOST_LOGGED]
                ],
            )
            return False
        except OSError as error:
            self._seen, self._refused = None, True
            log.warning(
                "the policy file cannot be read; the old one stays", error=type(error).__name__
            )
            return False
        self._refused = False
        if loaded.policy.version == self.current.version:
            return False
        log.info("policy in force", version=loaded.policy.version, before=self.current.version)
        self._loaded = loaded
        _tell(loaded)
        return True

    def _load(self) -> Loaded:
        """Stamped before it is read, so that what changes meanwhile is read again. Which other
        files there are is only known then; they are stamped as though never seen, and once more.
        """
        stamp = self._stamp()
        try:
            loaded = load_file(self._path)
            self._files = loaded.files
        except PolicyErrors as errors:
            self._files = errors.files
            raise
        finally:
            self._seen = stamp
        return loaded

    def _stamp(self) -> tuple[Stamp, ...]:
        """Of the policy, which must be there, and of the files that it reads."""
        return (_stamp_of(self._path), *(_stamp_if_there(each) for each in self._files))


def _stamp_of(path: Path) -> Stamp:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _stamp_if_there(path: Path) -> Stamp:
    try:
        return _stamp_of(path)
    except (OSError, ValueError):
        return None


def _tell(loaded: Loaded) -> None:
    for each in loaded.warnings:
        log.warning("the policy may not say what you mean", line=each.line, what=each.sentence)
