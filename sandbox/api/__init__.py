"""The Web API: every method the sandbox knows."""

from sandbox.api import apps, chat, conversations, files, reactions, users, views

METHODS = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **users.METHODS,
    **views.METHODS,
}

__all__ = ["METHODS"]
