"""The policy file: one YAML file, checked whole, versioned by its content, read again when it
changes."""

from bot.policy_file.load import Loaded, examine, load, load_file
from bot.policy_file.problem import PolicyErrors, Problem
from bot.policy_file.shelf import Shelf

__all__ = ["Loaded", "PolicyErrors", "Problem", "Shelf", "examine", "load", "load_file"]
