"""What a driver holds in its hands: messages and forms, with what a person reads off them."""

from dataclasses import dataclass
from typing import Any

from sandbox.buttons import pressable, words
from sandbox.model import Json
from sandbox.reading import readable


@dataclass(frozen=True)
class Message:
    json: Json

    @property
    def ts(self) -> str:
        return self.json["ts"]

    @property
    def channel(self) -> str:
        return self.json["channel"]

    @property
    def thread_ts(self) -> str:
        return self.json.get("thread_ts", "")

    @property
    def root_ts(self) -> str:
        return self.thread_ts or self.ts

    @property
    def user(self) -> str:
        return self.json.get("user", "")

    @property
    def text(self) -> str:
        return self.json["text"]

    @property
    def blocks(self) -> list[Json]:
        return self.json.get("blocks", [])

    @property
    def files(self) -> list[Json]:
        return self.json.get("files", [])

    @property
    def metadata(self) -> Json:
        return self.json.get("metadata", {})

    @property
    def words(self) -> str:
        """All that can be read on it, the text for notifications first."""
        return "\n".join([self.text, *readable(self.blocks)])

    @property
    def buttons(self) -> list[str]:
        return [words(element) for _, element in pressable(self.blocks)]

    @property
    def actions(self) -> list[str]:
        return [element["action_id"] for _, element in pressable(self.blocks)]

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


@dataclass(frozen=True)
class Form:
    """A modal or a Home tab."""

    json: Json

    @property
    def id(self) -> str:
        return self.json["id"]

    @property
    def callback_id(self) -> str:
        return self.json["callback_id"]

    @property
    def title(self) -> str:
        return self.json["title"]["text"]

    @property
    def blocks(self) -> list[Json]:
        return self.json["blocks"]

    @property
    def values(self) -> Json:
        return self.json["state"]["values"]

    @property
    def labels(self) -> list[str]:
        return [one["label"]["text"] for one in self.blocks if one["type"] == "input"]

    @property
    def words(self) -> str:
        return "\n".join(readable(self.blocks))

    @property
    def buttons(self) -> list[str]:
        return [words(element) for _, element in pressable(self.blocks)]

    def __getitem__(self, name: str) -> Any:
        return self.json[name]
