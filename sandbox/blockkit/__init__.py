"""What Slack accepts as blocks, in messages, modals and Home tabs."""

from sandbox.blockkit.surfaces import check_message, check_view, finished, length_of

__all__ = ["check_message", "check_view", "finished", "length_of"]
