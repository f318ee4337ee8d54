"""Nouns of telling: the notice in the inbox and its delivery over a channel."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Viewer


class Notice(models.Model):
    """A message to a unit or one of its posts (通知). The row itself is the in-app inbox.

    ``key`` names the cause (``o42:2:holder``) and is unique, so that no cause tells anybody twice.
    ``template`` names the wording (``notices.wording``), ``facts`` fill it in; both are fixed when
    the notice is written. Urgent ones go out at once, others in the daily digest.
    """

    key = AsciiField(max_length=96, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices")
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    chain = AsciiField(max_length=24, db_index=True)
    template = models.CharField(max_length=32)
    subject = models.CharField(max_length=240)
    facts = models.JSONField(default=dict)
    due = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - the sealed manager is the default one

    class Meta:
        base_manager_name = "unscoped"
        indexes: ClassVar = [
            models.Index(fields=["unit", "created_at"], name="notice_unit"),
            models.Index(
                fields=["created_at"], name="notice_unrouted", condition=Q(routed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """Addressed to one's post, or to one's unit as such."""
        return Q(unit=viewer.unit_id) & (Q(post=viewer.post_id) | Q(post__isnull=True))


class Reading(models.Model):
    """That a person opened a notice, and when."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "person"], name="read_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.at}"


class Delivery(models.Model):
    """One attempt-able message over one channel to one address; may carry several notices.

    Until it is first sent more notices may join it; ``body`` is written then and stays.
    ``not_before`` is when it may go, and while it is being sent, when its lease runs out. Without a
    ``person`` it goes to somebody who is not registered, at the address he gave.

    ``uncertain`` is a message whose sending was cut off after it was handed over: it is never sent
    again by itself, it waits for a person, and the inbox has it anyway.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已送达"
        FAILED = "failed", "发送失败"
        UNCERTAIN = "uncertain", "送达存疑"

    key = AsciiField(max_length=128, unique=True)
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    notices = models.ManyToManyField(Notice, related_name="deliveries")
    title = models.CharField(max_length=240)
    body = models.TextField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                name="delivery_due",
                condition=Q(state__in=["queued", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.title}"


class Preference(models.Model):
    """How a person wants to be told: channels, hour of the digest, quiet hours."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="notice_preference")
    channels = models.JSONField(default=list)
    digest_hour = models.PositiveSmallIntegerField(default=8)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.person)
