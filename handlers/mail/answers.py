"""What a mail server answers, as what becomes of the delivery: again, never, or in doubt.

Answers are told by their number alone: their words may quote the letter or an address.
"""

import smtplib
import ssl

from bot.rules.delivery import Failed, Lost, Outcome

TROUBLE = (smtplib.SMTPException, OSError)
FOR_GOOD = 500


def outcome_of(error: Exception) -> Outcome:
    """A refused log-in or a way that is not encrypted is for the operator to mend, so the letter
    waits for that; a letter or an address that is refused for good is not sent again.
    """
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return Failed(error=f"the mail server refuses the log-in ({code})")
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return _refused("address", max(code for code, _ in refused.values()))
        case smtplib.SMTPConnectError(smtp_code=code) | smtplib.SMTPHeloError(smtp_code=code):
            return Failed(error=f"the mail server does not let us in ({code})")
        case smtplib.SMTPResponseException(smtp_code=code):
            return _refused("letter", code)
        case ssl.SSLError():
            return Failed(error="the mail server's certificate or encryption does not fit")
        case smtplib.SMTPServerDisconnected() | TimeoutError():
            return Lost(error=f"no answer of the mail server ({type(error).__name__})")
        case smtplib.SMTPException():
            return Failed(error="the mail server offers no such encryption or log-in")
        case _:
            return Failed(error=f"no connection to the mail server ({type(error).__name__})")


def _refused(what: str, code: int) -> Failed:
    return Failed(error=f"the mail server refuses the {what} ({code})", final=code >= FOR_GOOD)
