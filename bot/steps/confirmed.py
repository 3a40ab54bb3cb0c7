"""What somebody did is confirmed to them alone, in the thread that it is about."""

from bot.ports import Memory
from bot.rules.escalation import Escalation
from bot.rules.owing import whisper
from bot.rules.press import Press


def confirm(memory: Memory, escalation: Escalation, press: Press, sentence: str) -> None:
    """In mrkdwn of our own making; once for each press."""
    thread = escalation.thread
    memory.owe(
        whisper(
            escalation,
            user=press.user,
            channel=thread.channel if thread else press.channel,
            thread_ts=thread.root_ts if thread else "",
            text=sentence,
            once=f"done:{press.key}",
        )
    )
