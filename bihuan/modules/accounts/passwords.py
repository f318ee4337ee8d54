"""What a password must be, said in sentences a person can act on."""

from django.contrib.auth import password_validation as django


class Length(django.MinimumLengthValidator):
    """Long enough; length counts for more than odd signs."""

    def get_error_message(self) -> str:
        """Say how long a password must be."""
        return f"密码太短，至少要 {self.min_length} 位。"


class Unlike(django.UserAttributeSimilarityValidator):
    """Not the login over again."""

    def get_error_message(self) -> str:
        """Say what the password is too close to."""
        return "密码和登录名太相近。"


class Uncommon(django.CommonPasswordValidator):
    """None that thousands of people have, and every attacker tries first."""

    def get_error_message(self) -> str:
        """Say why it is no good."""
        return "这个密码太常见，别人一猜就中。"


class NotDigitsAlone(django.NumericPasswordValidator):
    """More than a telephone number or a birthday."""

    def get_error_message(self) -> str:
        """Say what is missing."""
        return "密码不能全是数字。"
