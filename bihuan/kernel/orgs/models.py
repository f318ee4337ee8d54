"""Nouns of who and where: places, units, people, posts, terms, roles, accounts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from .fields import AsciiField


class Place(models.Model):
    """A node of the region tree (区划), with the code of GB/T 2260 or of the statistics bureau.

    ``path`` joins the codes of all ancestors and its own, each followed by ``/``
    (``230000/230900/230902/``); a subtree is the range of one indexed column.
    Functional zones (开发区) have codes of our own that begin with their county's.
    """

    class Level(models.TextChoices):
        NATION = "nation", "国家"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县（市、区）"
        TOWN = "town", "镇（街道）"
        VILLAGE = "village", "村（社区）"
        ZONE = "zone", "功能区"

    code = AsciiField("区划代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=64)
    level = models.CharField("层级", max_length=16, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = AsciiField("路径", max_length=120, unique=True)
    since = models.DateField("启用日期", null=True)
    until = models.DateField("停用日期", null=True)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """Whoever can hold a duty (单位): committee, office, department, town, enterprise, project…

    ``place`` is where it is, ``supervisor`` who answers for it; both can be transferred, with a
    reason. ``kind`` names a registered kind (see ``bihuan.kernel.orgs.kinds``); attributes that
    only one kind has live in ``attributes`` and are never filtered on.
    """

    class Status(models.TextChoices):
        OPERATING = "operating", "正常"
        STOPPED = "stopped", "停产停业"
        CLOSED = "closed", "已关闭"

    name = models.CharField("名称", max_length=128)
    initials = AsciiField("拼音首字母", max_length=400, blank=True, default="")
    kind = models.CharField("类别", max_length=32)
    place = models.ForeignKey(Place, models.PROTECT, related_name="units")
    place_path = AsciiField("区划路径", max_length=120)
    supervisor = models.ForeignKey("self", models.PROTECT, null=True, related_name="supervised")
    credit_code = AsciiField("统一社会信用代码", max_length=18, null=True, unique=True)
    industry = AsciiField("行业代码", max_length=8, blank=True, default="")
    headcount = models.PositiveIntegerField("从业人数", null=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPERATING)
    since = models.DateField("成立日期", null=True)
    until = models.DateField("终止日期", null=True)
    invented = models.BooleanField("虚构", default=False)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place_path", "name", "id"], name="unit_in_order"),
            models.Index(fields=["kind", "place_path"], name="unit_kind_place"),
            models.Index(fields=["supervisor"], name="unit_supervisor"),
            models.Index(fields=["name"], name="unit_named"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "place"], condition=Q(until__isnull=True), name="unit_name_in_place"
            ),
            models.CheckConstraint(
                condition=~Q(supervisor=F("id")), name="unit_not_its_own_supervisor"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The address of this unit's chain of entries."""
        return f"u{self.pk}"


class UnitName(models.Model):
    """A name a unit bore from one day to another; old papers keep the name of their day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=128)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name"], name="unit_former_name")]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another spelling of a unit in the documents of one jurisdiction (市国土局)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    place = models.ForeignKey(Place, models.CASCADE)
    alias = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alias", "place"], name="alias_once_in_place")
        ]

    def __str__(self) -> str:
        return self.alias


class UnitTag(models.Model):
    """A category a unit belongs to from one day to another (非煤矿山, 规模以上, 人员密集场所)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=48)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tag", "unit"], name="unit_tag")]

    def __str__(self) -> str:
        return self.tag


class Succession(models.Model):
    """What becomes of a unit or place on a day: renamed, merged, split, re-coded, transferred.

    ``subject`` is the unit that moved or got another supervisor; ``old_unit`` and ``new_unit`` are
    then the supervisors. Of the parts of a split one takes the ``rest``; the others take the units
    whose ids are in ``takes``. Written ahead of its day, applied on it (``applied_at``).
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", "更名"
        MERGED = "merged", "合并"
        SPLIT = "split", "拆分"
        RECODED = "recoded", "变更代码"
        MOVED = "moved", "变更属地"
        TRANSFERRED = "transferred", "变更监管单位"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    on = models.DateField("生效日期")
    subject = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="changes")
    old_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="succeeded_by")
    new_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="succeeds")
    old_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="succeeded_by")
    new_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="succeeds")
    before = models.CharField("原值", max_length=160, blank=True)
    after = models.CharField("新值", max_length=160, blank=True)
    rest = models.BooleanField(default=True)
    takes = models.JSONField(default=list)
    reason = models.CharField("依据", max_length=400)
    by = models.ForeignKey("Person", models.PROTECT, null=True)
    applied_at = models.DateTimeField("办理时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["on"], name="succession_due", condition=Q(applied_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()} {self.before}→{self.after}"


class Role(models.Model):
    """What holders of a kind of post see and may do. Data, shipped with the kernel.

    ``sees``: ``subtree`` (the place of the unit and all below), ``supervised`` (units that the
    unit answers for) or ``own`` (the unit alone). What is assigned to a unit or post is always
    seen on top of that. ``may`` lists capabilities, e.g. ``["review", "sign"]``; the words are in
    ``bihuan.kernel.orgs.roles``. A role with ``reads`` false sees no case content at all.
    """

    key = models.CharField(primary_key=True, max_length=32)
    title = models.CharField(max_length=32)
    sees = models.CharField(max_length=16)
    reads = models.BooleanField(default=True)
    may = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.title


class Person(models.Model):
    """A human being; what she may do comes from the posts she holds."""

    name = models.CharField("姓名", max_length=32)
    initials = AsciiField("拼音首字母", max_length=200, blank=True, default="")
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    invented = models.BooleanField("虚构", default=False)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post (岗位) in a unit. Duties stick to posts; a vacant post shows as vacant."""

    class Lead(models.TextChoices):
        NONE = "", "—"
        PARTY = "party", "党委主要负责人"
        GOVERNMENT = "government", "政府主要负责人"
        PRINCIPAL = "principal", "主要负责人"
        PORTFOLIO = "portfolio", "分管负责人"
        CONTROLLER = "controller", "实际控制人"
        SAFETY = "safety", "安全管理负责人"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField("岗位", max_length=48)
    role = models.ForeignKey(Role, models.PROTECT)
    lead = models.CharField(max_length=16, choices=Lead.choices, blank=True, default="")
    signs = models.BooleanField("签发文书", default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_in_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.title}"


class Term(models.Model):
    """A person in a post from ``since`` until (and without) ``until``.

    A substitute (代理) holds the post beside its absent holder and acts in his place.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, models.PROTECT, related_name="terms")
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True)
    substitute = models.BooleanField("代理", default=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "since"], name="term_post_since")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="term_ends_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.post.title}）"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login; accounts are made by ``orgs.accounts`` only."""


class Account(AbstractBaseUser):
    """A sign-in. It has no rights of its own; they come from the terms of its person."""

    login = models.CharField("登录名", max_length=64, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField("会话批次", default=0)

    USERNAME_FIELD = "login"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.login

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password, as Django does, and to ``epoch``, which ends them all."""
        value = f"{self.password}/{self.epoch}"
        return salted_hmac("orgs.Account", value, secret=secret, algorithm="sha256").hexdigest()


class GlassBreak(models.Model):
    """Timed access to a place outside one's scope, with a written reason, told to its owner."""

    term = models.ForeignKey(Term, models.PROTECT)
    place = models.ForeignKey(Place, models.PROTECT)
    reason = models.CharField(max_length=400)
    since = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.term} → {self.place}"
