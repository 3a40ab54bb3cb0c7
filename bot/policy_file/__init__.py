"""The policy file: one YAML file, checked whole, versioned by its content, read again when it
changes."""

from bot.policy_file.load import PolicyErrors, Problem, load
from bot.policy_file.shelf import Shelf

__all__ = ["PolicyErrors", "Problem", "Shelf", "load"]
