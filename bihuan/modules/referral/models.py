"""The noun of referral: facts and proofs about somebody, handed from one organ to another."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Referral(models.Model):
    """What one organ hands to another to be dealt with there (案件移送), and what became of it.

    A recipient where nobody signs in answers by letter, which the sender enters with its proof.
    """

    class Kind(models.TextChoices):
        CLUE = "clue", "线索移送（通报）"
        CASE = "case", "案件移送：有处罚权的部门"
        DISCIPLINE = "discipline", "问题线索移送：纪检监察机关"
        ASSIST = "assist", "请求协助调查"
        EARLY = "early", "商请司法机关提前介入"
        CONTROL = "control", "提请公安机关控制责任人员"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="referral")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="移送单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    kind = models.CharField("移送种类", max_length=16, choices=Kind.choices, blank=True)
    recipient = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="接收单位", related_name="+",
        help_text="本地或者上级登记了的单位；不在系统里办理的，由移送单位凭回函登记结果。",
    )  # fmt: skip
    subject = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="涉事单位", related_name="+"
    )
    subject_name = models.CharField("涉事人员", max_length=128, blank=True)
    facts = models.TextField("事实", help_text="写明时间、地点、经过和已经查实的情况。")
    reason = models.TextField("移送理由", help_text="写明为什么归接收单位管、涉嫌违反哪一条。")
    urged = models.TextField(
        "督促整改情况", blank=True, help_text="没有处罚权的部门先督促整改，再移送线索。"
    )
    reply_by = models.DateField("回执期限", null=True)
    result_by = models.DateField("反馈结果期限", null=True)
    opinion = models.CharField("审批意见", max_length=400, blank=True)
    reply = models.CharField("回执", max_length=400, blank=True, help_text="签收人、签收日期。")
    refused_because = models.TextField("不予受理（立案）的理由", blank=True)
    checking = models.CharField("需要查证的情况", max_length=400, blank=True)
    check_by = models.DateField("审查期限", null=True)
    docketed = models.CharField("立案文书和日期", max_length=200, blank=True)
    objection = models.TextField("异议理由", blank=True)
    procuratorate = models.CharField("提请监督的人民检察院", max_length=128, blank=True)
    supervised = models.TextField("检察监督意见", blank=True)
    handed = models.TextField("移交的物品和材料", blank=True)
    result = models.TextField("处理结果", blank=True)

    def __str__(self) -> str:
        return f"移送{self.about}"

    @property
    def about(self) -> str:
        """Whom it is about: the unit, the person or both."""
        return f"{self.subject.name if self.subject else ''}{self.subject_name}"
