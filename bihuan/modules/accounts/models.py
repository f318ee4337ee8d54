"""Nouns of getting in: the first password somebody was handed, the sign-in of one device."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Account, Place, Term, Unit
from bihuan.kernel.trace.models import Matter


def kinds_titled() -> list[tuple[str, str]]:
    """Return the kinds of unit with what people call them."""
    return [(kind.key, kind.title) for kind in KINDS.values()]


class FirstPassword(models.Model):
    """That an account's password was made for its person and not yet replaced by her own.

    Good for one sign-in until ``until``; replacing it removes the row.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="first_password"
    )
    made_at = models.DateTimeField()
    until = models.DateTimeField("有效期至")

    def __str__(self) -> str:
        return str(self.account)


class SignIn(models.Model):
    """One sign-in on one device (登录), from its beginning to its end; what a session is shown as.

    ``stamp`` ties it to the password and epoch it began with: once they change it has ended.
    ``way`` is how the person proved who she is: ``password``, or the key of a sign-on.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins")
    key = AsciiField(max_length=40, db_index=True)
    stamp = AsciiField(max_length=64)
    way = models.CharField(max_length=32)
    factor = models.BooleanField("动态码", default=False)
    address = models.CharField("网络地址", max_length=64)
    device = models.CharField("设备", max_length=64)
    at = models.DateTimeField("登录时间")
    used_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "at"], name="sign_in_of_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.device}"


class SecondFactor(models.Model):
    """The one-time codes of a person's phone beside her password (动态码, RFC 6238).

    ``secret`` is encrypted with a key of the installation; until ``confirmed_at`` it is proposed
    only. ``step`` is the last interval a code was taken of: none is taken twice.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.account)


class RecoveryCode(models.Model):
    """A code on paper that stands in for the phone once (备用码); kept as its digest only."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = AsciiField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.account)


class Enrolment(models.Model):
    """An enterprise asking for its first sign-in by its credit code, or a person for one in a unit
    that has some (申请开户).

    ``known`` is the registered unit with this code; ``same_as`` a registered one that whoever
    decides says it is. ``digest`` is that of the receipt by which the applicant comes back.
    """

    class As(models.TextChoices):
        PRINCIPAL = "enterprise_principal", "主要负责人"
        SAFETY = "safety_officer", "安全管理人员"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="enrolment"
    )
    decider = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="受理单位", related_name="+"
    )
    known = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="已登记的单位（代码相同）", related_name="+"
    )
    credit_code = AsciiField("统一社会信用代码", max_length=18, db_index=True)
    name = models.CharField("单位全称", max_length=128)
    kind = models.CharField("类别", max_length=32, choices=kinds_titled)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="所在地", related_name="+")
    applicant = models.CharField("申请人", max_length=32)
    phone = models.CharField("手机", max_length=20)
    acts_as = models.CharField("身份", max_length=32, choices=As.choices)
    alike = models.TextField("核对提示", blank=True)
    address = models.CharField(max_length=64)
    digest = AsciiField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)
    same_as = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="就是这个已登记的单位", related_name="+",
        help_text="代码没有登记过，但您确认是同一家的填；不填就新登记。只名称相近的不算。",
    )  # fmt: skip
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return str(self.name)


class SubjectLink(models.Model):
    """That who a sign-on calls by a name of its own is this account (关联).

    ``subject`` is the identifier the provider never gives to anybody else; names match nobody.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="subject_links")
    provider = models.CharField(max_length=32)
    subject = models.CharField("对方的用户标识", max_length=255)
    at = models.DateTimeField("关联时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "subject"], name="subject_once"),
            models.UniqueConstraint(fields=["provider", "account"], name="linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.subject}"


class Invitation(models.Model):
    """A one-time way in for a person appointed to a post (邀请), until she takes it or it lapses.

    Only the digest of its key is kept. ``way`` says how the key was handed over.
    """

    class Way(models.TextChoices):
        SMS = "sms", "发短信"
        EMAIL = "email", "发邮件"
        PRINT = "print", "打印二维码当面给"

    term = models.ForeignKey(Term, models.CASCADE, related_name="invitations")
    inviter = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    digest = AsciiField(max_length=64, unique=True)
    at = models.DateTimeField("邀请时间")
    until = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True)
    revoked_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term"], name="invited_once",
                condition=models.Q(accepted_at=None, revoked_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.term)
