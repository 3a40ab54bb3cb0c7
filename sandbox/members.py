"""People, bots and user groups, as Slack's JSON shows them."""

from dataclasses import dataclass

from sandbox.cast import Member
from sandbox.model import Json


@dataclass
class User:
    member: Member
    team_id: str
    deleted: bool = False

    @property
    def id(self) -> str:
        return self.member.id

    def to_json(self, *, with_email: bool) -> Json:
        who = self.member
        profile: Json = {
            "real_name": who.real_name,
            "display_name": who.display_name,
            "real_name_normalized": who.real_name,
            "display_name_normalized": who.display_name,
            "title": who.title,
            "team": self.team_id,
            "avatar_hash": "",
            "status_text": "",
            "status_emoji": "",
            "image_48": "https://example.com/avatar.png",
        }
        if with_email and who.email:
            profile["email"] = who.email
        if who.bot_id:
            profile |= {"bot_id": who.bot_id, "api_app_id": who.app_id, "always_active": True}
        return {
            "id": who.id,
            "team_id": self.team_id,
            "name": who.name,
            "real_name": who.real_name,
            "deleted": self.deleted,
            "tz": who.tz,
            "tz_label": who.tz,
            "tz_offset": who.tz_offset,
            "profile": profile,
            "is_admin": who.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": who.is_restricted,
            "is_ultra_restricted": who.is_ultra_restricted,
            "is_bot": who.is_bot,
            "is_app_user": False,
            "is_stranger": who.is_stranger,
            "updated": 0,
        }


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    members: list[str]
    disabled: bool = False
