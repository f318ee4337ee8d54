"""Nouns of the API: the token a program acts with, the answers it was given, what is sent to it."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Account, Term


class Token(models.Model):
    """A key by which a program acts as one person in one of her posts (接口令牌).

    ``may`` are the capabilities chosen when it was made; of them counts what the post still has.
    The key itself is shown once and kept as its SHA-256 only; ``sign`` is its beginning, by which
    people tell tokens apart. It ends with ``until``, with the term, with the account, when it is
    revoked, and when all sessions of the account are ended (``epoch``). ``calls`` were made in
    ``minute``, where several web processes must count them together.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    term = models.ForeignKey(Term, models.PROTECT, related_name="tokens")
    name = models.CharField("名称", max_length=48)
    may = models.JSONField("权限", default=list)
    sign = AsciiField(max_length=12)
    digest = AsciiField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField("到期")
    used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("收回", null=True)
    minute = models.PositiveBigIntegerField(null=True)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a write was answered, by its ``Idempotency-Key``: asked again, nothing is done again."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="answers")
    key = AsciiField(max_length=64)
    digest = AsciiField(max_length=64)
    body = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="answered_once")
        ]

    def __str__(self) -> str:
        return self.key


class Subscription(models.Model):
    """That a program is told what a unit is told (推送订阅): where to, and which kinds of notice.

    Made by a person in one of her posts, whose inbox it follows; ``looked_at`` is up to when the
    inbox was looked through. The key of its signatures is derived from the installation's secret
    and ``salt``; it is shown once and stored nowhere.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions")
    term = models.ForeignKey(Term, models.PROTECT, related_name="subscriptions")
    name = models.CharField("名称", max_length=48)
    url = models.CharField("地址", max_length=200)
    kinds = models.JSONField("通知种类", default=list)
    salt = AsciiField(max_length=32)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    ended_at = models.DateTimeField("停止", null=True)

    def __str__(self) -> str:
        return self.name
