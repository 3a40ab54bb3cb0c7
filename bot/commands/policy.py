"""Try a policy before it judges anybody: check the file, replay past turns through it."""

import gzip
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import give_up, out
from bot.policy_file import PolicyErrors, load
from bot.policy_report import show_check, show_replay
from bot.policy_report import replay as replay_turns

app = typer.Typer(no_args_is_help=True)
