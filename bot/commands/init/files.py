"""Files that are there whole or not at all, and never in the place of another unasked."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from bot.commands.init.choices import Choices

POLICY = Path(__file__).parent / "policy.yaml"
FOR_ALL, FOR_ME = 0o644, 0o600


class Occupied(Exception):
    """A file that is there already would be written over."""

    def __init__(self, names: list[str]) -> None:
        there = " and ".join(names)
        super().__init__(
            f"There {'is' if len(names) == 1 else 'are'} already {there} here; nothing was "
            "written. With --force both files are written anew: what .env sets is kept, and the "
            "old policy stays beside the new one as handrail.yaml.old."
        )


def policy(choices: Choices) -> str:
    kinds = {"S": "usergroup"}
    people = [f"{kinds.get(id[0], 'user')}: {id}" for id in choices.approvers]
    return Template(POLICY.read_text(encoding="utf-8")).substitute(
        channel=choices.channel,
        approvers="\n".join(f"        - {each}" for each in people),
        first=people[0],
        timeout=choices.timeout,
    )


def refuse_occupied(paths: list[Path]) -> None:
    if there := [path.name for path in paths if os.path.lexists(path)]:
        raise Occupied(there)


def keep_aside(path: Path) -> None:
    """A copy beside it, so that the file itself is never away."""
    shutil.copy2(path, path.with_name(f"{path.name}.old"))


def place(folder: Path, files: Mapping[Path, tuple[str, int]]) -> None:
    """Each text with its mode; all are on disk before the first is put in place."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".handrail-init-") as drafts:
        for name, (text, mode) in files.items():
            _write(Path(drafts, name), text, mode)
        for name in files:
            Path(drafts, name).replace(folder / name)


def _write(path: Path, text: str, mode: int) -> None:
    with path.open("w", encoding="utf-8") as draft:
        os.fchmod(draft.fileno(), mode)
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
