"""What can go wrong: Slack refuses the app, a person cannot do a thing, the app fails."""

from typing import Any


class Refused(Exception):
    """Slack says no to an API call, by one of its error codes."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.messages]}
            if self.error == "invalid_blocks":
                body["errors"] = self.messages
        return body


class SandboxError(Exception):
    """A driver could not do what it was asked."""


class NotThere(SandboxError):
    """The person cannot see what they were to use: no such button, message, modal or option."""


class FormRefused(SandboxError):
    """Slack's client does not send this form: a required field is empty or a value too long."""

    block_id = ""


class AppFailed(SandboxError):
    """The person saw Slack's warning sign: the app did not answer in time, or answered badly."""


class TookTooLong(SandboxError):
    """What was waited for did not happen."""


RAISED = {
    one.__name__: one for one in (SandboxError, NotThere, FormRefused, AppFailed, TookTooLong)
}
