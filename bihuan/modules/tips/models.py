"""Nouns of reporting: the tip, its sealed identity, what is asked, its reward, and its neighbours.

No field of a model but :class:`Vault` can hold who reported; the vault holds it sealed.
"""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Unit
from bihuan.kernel.trace.models import Matter

from . import rules


class PublicKey(models.Model):
    """A public key with which a place seals identities. The private one is with its custodian."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    public = AsciiField(max_length=64)
    fingerprint = AsciiField("钥匙编号", max_length=24)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    def __str__(self) -> str:
        return self.fingerprint


class Tip(models.Model):
    """What was reported (举报) and what became of it; not by whom."""

    class Channel(models.TextChoices):
        PORTAL = "portal", "网上"
        PHONE = "phone", "12350 电话"
        LETTER = "letter", "来信、举报箱"
        APP = "app", "小程序等应用"
        VISIT = "visit", "来访"

    class Category(models.TextChoices):
        HAZARD = "hazard", "重大事故隐患"
        ILLEGAL = "illegal", "非法违法生产经营建设"
        CONCEALED = "concealed", "瞒报、谎报事故"
        ORDINARY = "ordinary", "一般隐患和其他违法行为"

    class Grade(models.TextChoices):
        ORDINARY = "ordinary", "一般事故"
        LARGER = "larger", "较大事故"
        MAJOR = "major", "重大事故"
        EXTRAORDINARY = "extraordinary", "特别重大事故"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="tip")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="受理单位", related_name="+")
    channel = models.CharField("来源", max_length=8, choices=Channel.choices)
    says = models.TextField("举报内容")
    spot = models.CharField("发生在哪里", max_length=200)
    about = models.CharField("被举报的单位（举报人写的）", max_length=160, blank=True)
    seen_on = models.DateField("什么时候看到的", null=True)
    employee = models.BooleanField("是这家单位的职工", default=False)
    named = models.BooleanField("留了姓名（加密保存）", default=False)
    category = models.CharField("类别", max_length=10, choices=Category.choices, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="被举报的单位", related_name="+",
        help_text="登记在册的单位；没有登记的不选。",
    )  # fmt: skip
    refused_because = models.TextField(
        "不予受理的理由", blank=True, help_text="举报人凭查询码看得到。"
    )
    same_number = models.CharField(
        "并入的举报编号", max_length=40, blank=True, help_text="同一件事先收到的那件。"
    )
    same = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    question = models.TextField("问举报人", blank=True, help_text="举报人凭查询码看到，凭码回答。")
    verifier = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="核实单位", related_name="+",
        help_text="这个单位看得到举报内容。只需要去现场看的，由受理单位核实，另行“安排现场检查”。",
    )  # fmt: skip
    verify_by = models.DateField("核实期限", null=True)
    inspector = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="检查单位", related_name="+"
    )
    items = models.TextField(
        "检查的项目", blank=True, help_text="写一次平常检查的项目，把举报的那一项放在里面。"
    )
    visit_by = models.DateField("检查期限", null=True)
    facts = models.TextField(
        "核实的情况", blank=True, help_text="只写查到的事实，不写从哪里知道的。"
    )
    handling = models.TextField("处理结果", blank=True)
    recipient = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="移送给", related_name="+"
    )
    reason = models.TextField("移送理由", blank=True)
    fine = models.DecimalField(
        "行政处罚金额（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="没有处罚的不填。",
    )
    deaths = models.PositiveSmallIntegerField("查实瞒报、谎报的死亡人数", null=True)
    grade = models.CharField("事故等级", max_length=16, choices=Grade.choices, blank=True)
    opinion = models.CharField("审签意见", max_length=400, blank=True)
    reply = models.TextField("给举报人的答复", blank=True, help_text="举报人凭查询码看得到。")

    def __str__(self) -> str:
        return f"举报{self.matter.number}"


class Vault(models.Model):
    """Who reported, sealed; and the digest of the code by which she comes back."""

    tip = models.OneToOneField(Tip, models.PROTECT, primary_key=True, related_name="vault")
    code = AsciiField(max_length=64, unique=True)
    sealed = models.TextField(default="")
    key = models.ForeignKey(PublicKey, models.PROTECT, null=True, related_name="vaults")

    def __str__(self) -> str:
        return self.tip.matter.number


class Message(models.Model):
    """A question to who reported, or an answer or addition by her."""

    tip = models.ForeignKey(Tip, models.PROTECT, related_name="messages")
    reporter = models.BooleanField()
    says = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.says[:40]


class Lead(models.Model):
    """What a tip led to: an inspection, a hazard, a case. Only the tip knows; they do not."""

    class Kind(models.TextChoices):
        VISIT = "visit", "现场检查"
        HAZARD = "hazard", "事故隐患"
        CASE = "case", "移送查处"

    tip = models.ForeignKey(Tip, models.PROTECT, related_name="leads")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    result = models.TextField("结果", blank=True)

    def __str__(self) -> str:
        return self.matter.number


class Payout(models.Model):
    """A sum to be paid against a code, and that it was: all that a cashier sees."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = AsciiField("发放编号", max_length=40, unique=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    claim_by = models.DateField("领取期限", null=True)
    code = AsciiField(max_length=64, blank=True)
    paid_at = models.DateTimeField("发放时间", null=True)
    paid_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    ended = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["code"], name="payout_code")]

    def __str__(self) -> str:
        return self.number


class Bounty(models.Model):
    """The reward of a verified tip: on which rule, how much, to which of those who reported it."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="reward")
    tip = models.ForeignKey(Tip, models.PROTECT, related_name="rewards")
    receiver = models.ForeignKey(
        Tip, models.PROTECT, null=True, verbose_name="受奖的举报", related_name="+"
    )
    basis = models.CharField("奖励依据", max_length=60, choices=rules.bases, blank=True)
    amount = models.DecimalField("奖励金额（元）", max_digits=12, decimal_places=2, null=True)
    sum_said = models.CharField("怎么算的", max_length=300, blank=True)
    opinion = models.CharField("意见", max_length=400, blank=True)
    told_on = models.DateField("通知领奖日期", null=True)
    claim_by = models.DateField("领取期限", null=True)
    because = models.CharField("理由", max_length=400, blank=True)
    payout = models.OneToOneField(Payout, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"奖励{self.matter.number}"


class Retaliation(models.Model):
    """What is done to somebody because of a report (打击报复), a matter of its own."""

    class Finding(models.TextChoices):
        PROVEN = "proven", "属实"
        UNPROVEN = "unproven", "不属实或者无法核实"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="retaliation"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="受理单位", related_name="+")
    tip = models.ForeignKey(Tip, models.PROTECT, null=True, related_name="retaliations")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="涉嫌打击报复的单位", related_name="+"
    )
    says = models.TextField("发生了什么", help_text="解聘、调岗、扣钱、威胁、殴打等，写明时间。")
    protection = models.TextField("已采取的保护措施", blank=True)
    finding = models.CharField("核实结论", max_length=10, choices=Finding.choices, blank=True)
    facts = models.TextField("核实的情况", blank=True)
    handling = models.TextField("处理结果", blank=True)
    opinion = models.CharField("审签意见", max_length=400, blank=True)
    visit_on = models.DateField("回访日期", null=True)
    visited = models.TextField("回访情况", blank=True)

    def __str__(self) -> str:
        return f"打击报复{self.matter.number}"


class Suggestion(models.Model):
    """A suggestion or proposal, with who handles it and what was replied."""

    class Source(models.TextChoices):
        DEPUTY = "deputy", "人大代表建议"
        MEMBER = "member", "政协委员提案"
        EMPLOYEE = "employee", "职工合理化建议"
        PUBLIC = "public", "群众建议"

    class Content(models.TextChoices):
        YES = "yes", "满意"
        FAIR = "fair", "基本满意"
        NO = "no", "不满意"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="suggestion"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="交办单位", related_name="+")
    receiver = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    proposer = models.CharField("提出人", max_length=120, help_text="建议、提案的编号写在后面。")
    headline = models.CharField("标题", max_length=160)
    says = models.TextField("内容")
    handler = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="+")
    reply_by = models.DateField("答复期限", null=True, help_text="交办文件没有写的不填。")
    declined_because = models.CharField("不属本单位的理由", max_length=400, blank=True)
    reply = models.TextField("答复", blank=True)
    opinion = models.CharField("退回意见", max_length=400, blank=True)
    replied_on = models.DateField("答复日期", null=True)
    content = models.CharField("提出人的评价", max_length=6, choices=Content.choices, blank=True)
    feedback = models.TextField("提出人的意见", blank=True)

    def __str__(self) -> str:
        return self.headline
