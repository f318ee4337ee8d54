"""Mail to people, by the SMTP server of the installation."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from bihuan.kernel.notices.channels import Message, NotSent, Rejected, Unclear
from bihuan.kernel.orgs.models import Person


@dataclass(frozen=True)
class Email:
    """Mail by the SMTP server of the installation; its Message-ID is made of the message's key."""

    name: str
    repeatable: bool = False

    def address(self, person: Person) -> str:
        return person.email

    def send(self, message: Message) -> None:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers = {"Message-ID": f"<{message.key.replace(':', '.')}@{domain}>"}
        mail = EmailMessage(message.title, message.body, to=[message.address], headers=headers)
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(str(error)) from error
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refused(code, words) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            raise Unclear(str(error)) from error
        finally:
            connection.close()


def _refused(code: int, words: bytes | str) -> NotSent | Rejected:
    """Read an SMTP answer: 4xx is for later, 5xx is for good."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    says = f"{code} {text}"
    return NotSent(says) if code < 500 else Rejected(says)
