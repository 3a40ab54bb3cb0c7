"""What a turn proposes, and how an execution went, as they come over the wire."""

from typing import Literal, Self

from pydantic import Field, model_validator

from bot.rules.turn import ActionRequest, Alternative, Reply
from handlers.gateway.texts import Data, Id, Said, Shape, Words, misfit


class ReplyIn(Shape):
    """Words for the customer."""

    text: Said = Field(examples=["I have refunded €129.00."])

    def to_reply(self) -> Reply:
        return Reply(text=self.text)


class ActionIn(Shape):
    """A tool to call, with exactly these arguments."""

    name: Id = Field(examples=["issue_refund"])
    args: Data = Field(default_factory=dict, examples=[{"order": "A1", "amount": 129.0}])
    description: Words = ""

    def to_action(self) -> ActionRequest:
        return ActionRequest(name=self.name, args=self.args, description=self.description)


class AlternativeIn(Shape):
    """Another reply or action that the agent considered; a reviewer takes it with one click."""

    label: Id = Field(examples=["Offer a voucher"])
    reply: ReplyIn | None = None
    action_request: ActionIn | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.reply is None) == (self.action_request is None):
            raise misfit("Give exactly one of `reply` and `action_request`.", "reply")
        return self

    def to_alternative(self) -> Alternative:
        return Alternative(
            label=self.label,
            reply=self.reply.to_reply() if self.reply else None,
            action_request=self.action_request.to_action() if self.action_request else None,
        )


class NothingIn(Shape):
    """What comes with a call that takes no fields: none, or a field that somebody misses."""


class FinishIn(Shape):
    """How the run went."""

    token: Id = Field(description="From the claim's answer.")
    status: Literal["succeeded", "failed", "unknown"]
    detail: Words = Field(default="", description="Shown in the thread.")
