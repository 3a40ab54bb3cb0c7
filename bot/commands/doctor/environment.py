"""Settings as a person gave them: what is missing, what does not fit, what nobody reads."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.commands.init import envfile
from bot.rules.finding import Finding, Level, ok, warning, wrong
from bot.settings import Settings, SettingsError, load, names

OURS = "HANDRAIL_"
THEIRS = "SLACK_"  # other programs use names like these, so only a near miss is told
KNOWN_ELSEWHERE = frozenset({"HANDRAIL_KEY", "HANDRAIL_CI_RUN"})
ALIKE = 0.8


def readable(environ: Mapping[str, str]) -> Settings:
    """The settings without those that do not fit: what remains can still be looked at."""
    return load(
        {name: environ[name] for name in names() if name in environ and not _fault(name, environ)}
    )


def check_environment(environ: Mapping[str, str], env_file: Path) -> Iterator[Finding]:
    faults = {name: fault for name in names() if (fault := _fault(name, environ))}
    missing = list(_missing(readable(environ), faults))
    yield from _env_file(environ, env_file)
    for name, sentence in [*faults.items(), *missing]:
        yield _as_finding(name, sentence)
    yield from _unknown(environ)
    if not faults and not missing:
        by = "Socket Mode" if readable(environ).socket_mode else "HTTP"
        yield ok("settings", f"Nothing is missing; Slack is reached by {by}.")


def _as_finding(name: str, sentence: str) -> Finding:
    """`NAME is not set: set it to …` in two sentences, without saying the name twice."""
    words, _, remedy = sentence.partition(": ")
    if words.startswith(f"{name} "):
        words = f"It{words.removeprefix(name)}"
    return wrong(name, f"{words}.", f"{remedy[:1].upper()}{remedy[1:]}")


def _fault(name: str, environ: Mapping[str, str]) -> str:
    try:
        load({name: environ.get(name, "")})
    except SettingsError as error:
        return str(error)
    return ""


def _missing(settings: Settings, faults: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What serving needs, but for what is there and wrong."""
    try:
        settings.for_serving()
    except SettingsError as error:
        for sentence in error.sentences:
            told = [name for name in names() if name in sentence]
            if not any(name in faults for name in told):
                yield told[0] if len(told) == 1 else "way in", sentence


def _unknown(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name in sorted(environ.keys() - names().keys() - KNOWN_ELSEWHERE):
        if not name.startswith((OURS, THEIRS)):
            continue
        near = get_close_matches(name, names(), n=1, cutoff=ALIKE)
        if near:
            yield warning(name, "Nobody reads it.", f"Did you mean {near[0]}?")
        elif name.startswith(OURS):
            yield warning(name, "Nobody reads it.", "Take it out; see docs/configuration.md.")


def _env_file(environ: Mapping[str, str], path: Path) -> Iterator[Finding]:
    """A .env that nobody loaded is the usual reason why a setting is missing."""
    try:
        held = envfile.read(path)
    except (OSError, envfile.Unreadable):
        yield warning(str(path), "It cannot be read as text.", "See that it is yours, and UTF-8.")
        return
    absent = [name for name in names() if name in held and not environ.get(name, "").strip()]
    if absent:
        words = f"It sets {', '.join(absent)}, and this shell has not loaded it."
        yield Finding(
            name=str(path), level=Level.WARNING, words=words, remedy=f"Run: {envfile.LOAD}"
        )
    if held and path.stat().st_mode & 0o077:
        yield warning(str(path), "Others on this machine can read it.", f"Run: chmod 600 {path}")
