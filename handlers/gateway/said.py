"""What comes in besides turns: a wish for a person, the customer's words, a receipt, a wish of
whoever runs the desk.
"""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from bot.flows.customer_says import Said
from bot.rules.files import MOST_FILES, Wanted
from bot.rules.turn import Customer, Message
from bot.steps.request import Request
from handlers.gateway.texts import Address, Id, Line, Name, Shape, Time, Words, misfit
from handlers.gateway.wire import CustomerIn, MessageIn

Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class HandoffIn(Shape):
    """The customer wants a human. What is left out is taken from the agent's last turn."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message": "I want to talk to a person, please."}]}
    )

    message: Words = Field(default="", description="What the customer said.")
    customer: CustomerIn | None = None
    messages: list[MessageIn] = Field(default=[], max_length=2_000, description="Oldest first.")
    topic: Name = Field(default="", examples=["refund"])

    def to_request(self) -> Request:
        return Request(
            message=self.message,
            customer=Customer(**self.customer.__dict__) if self.customer else None,
            messages=tuple(Message(**each.__dict__) for each in self.messages),
            topic=self.topic,
        )


class FileIn(Shape):
    """A file that the customer sent, where it lies: fetched from there and shown in the thread."""

    url: Address = Field(
        description="By https and without a redirect, for an hour or more; as for webhooks.",
        examples=["https://agent.example.com/files/photo.jpg?signature=…"],
    )
    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(examples=["photo.jpg"])
    mimetype: Name = Field(default="", description="Checked against the bytes.")
    size: Annotated[int, Field(ge=0)] = Field(default=0, description="In bytes, if you know it.")

    def to_wanted(self) -> Wanted:
        return Wanted(id="", name=self.name, mimetype=self.mimetype, url=self.url, size=self.size)


class SaidIn(Shape):
    """One message of the customer. The same `id` with other words or files is an edit."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "m-12", "text": "Are you still there?"}]}
    )

    id: Id = Field(description="Yours, unique within the conversation.", examples=["m-12"])
    text: Annotated[str, Field(max_length=100_000)] = ""
    at: Time | None = Field(default=None, description="ISO-8601 with its time zone.")
    deleted: bool = Field(default=False, description="The customer took it back.")
    files: list[FileIn] = Field(
        default=[], max_length=MOST_FILES, description="With words or without; 10 MiB each."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.deleted and not self.files and not self.text.strip():
            words = "Must hold at least one visible character, unless `deleted` or with `files`."
            raise misfit(words, "text")
        return self

    def to_said(self) -> Said:
        files = () if self.deleted else tuple(each.to_wanted() for each in self.files)
        return Said(id=self.id, text=self.text, at=self.at, deleted=self.deleted, files=files)


class FeedbackIn(Shape):
    """Whether an answer was good, in the eyes of whoever got it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"rating": "bad", "comment": "That is not my order.", "category": "wrong"},
                {"rating": "good"},
            ]
        }
    )

    rating: Literal["good", "bad"]
    comment: Words = Field(default="", description="In the customer's own words.")
    category: Name = Field(default="", description="A word of yours.", examples=["wrong"])


class AppliedIn(Shape):
    """Where a correction was put to use."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"in": "prompt v7"}]})

    place: Place = Field(
        alias="in", description="A prompt, an article, a training run: yours to say."
    )


class ReapplyIn(Shape):
    """Where the policy's times of now are put on what is open."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"queue": "refunds"}]})

    queue: Name | None = Field(default=None, description="All queues if left out.")


class ReceiptIn(Shape):
    """The customer did, or did not, get a message."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "msg_01m8…", "status": "delivered"}]}
    )

    message_id: Id = Field(description="The `id` of the stream's message.")
    status: Literal["delivered", "failed"]
    detail: Line = Field(default="", description="Why not; shown to whoever wrote it.")
    at: Time | None = Field(default=None, description="When they got it; left out: just now.")
