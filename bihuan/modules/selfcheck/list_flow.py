"""The verbs of a post's list: drawn up, approved by the principal, gone through, replaced."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import checks, lists
from .models import PostList
from .rules import OWNERS

SAFETY = Law("CN/work-safety-2021")
#: 建立健全并落实隐患排查治理制度; 经常性检查，检查及处理情况应当如实记录在案.
FOUND, CHECKED = SAFETY["第四十一条"], SAFETY["第四十六条"]

#: A check that a document asks for climbs the ladder of its rule; the enterprise's own, this one.
CHECK_LADDER = "CN/suggested#check"


class PostListFlow(Flow, key="selfcheck.list", of=PostList, title="岗位自查清单", prefix="ZC"):
    """One edition of what a post looks at for one level (一岗一清单)."""

    acts = {"item_put": "写入检查项", "item_dropped": "删去检查项"}

    office = Party("编制单位", at="office", may=roles.MANAGE_ORGS)
    principal = Party("编制单位主要负责人", at="office", may=roles.SIGN, lead="principal")
    holder = Party("岗位任职人", at="unit", may=roles.FULFIL, post="post")

    opening = Opening(
        "编制岗位自查清单", roles.MANAGE_ORGS, ("post", "level", "focus"), takes=("every",),
        whose="unit", doer="author", office="office", called=lambda one: str(one),
        about=("隐患排查", "安全检查", "自查", "清单"), settles=lists.settle, kinds=OWNERS,
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    reviewing = State("待审定")
    used = State("使用中")
    retired = State("已停用", final=True)
    dropped = State("不再编制", final=True)

    submit = Step(
        "送审", drafting >> reviewing, FOUND, who=office, tells=(principal,), ladder=STEP_LADDER,
        gates=(Gate("清单里有检查项", FOUND, missing=lists.empty, can="编制单位"),),
    )  # fmt: skip
    drop = Step("不再编制", drafting >> dropped, FOUND, who=office, asks=("opinion",),
                optional=True)  # fmt: skip
    approve = Step(
        "审定启用", reviewing >> used, FOUND, who=principal, asks=("since",),
        takes=("next_on", "opinion"), unlike=("author", "submit"), tells=(holder,),
        ladder=STEP_LADDER, then=lists.introduce,
    )  # fmt: skip
    send_back = Step(
        "退回修改", reviewing >> drafting, FOUND, who=principal, asks=("opinion",),
        unlike=("author", "submit"), tells=(office,), returns=True,
    )  # fmt: skip
    check = Step(
        "自查", used >> used, CHECKED, who=holder, due="next_on", repeats=True,
        gates=(Gate("逐项有结论", CHECKED, missing=checks.unanswered, can="岗位任职人"),),
        ladder=CHECK_LADDER,
    )  # fmt: skip
    revise = Step("做出下一版", used >> used, FOUND, who=office, optional=True, then=lists.revise)
    retire = Step(
        "停用", used >> retired, FOUND, who=principal, asks=("opinion",), optional=True,
        tells=(office,), then=lists.end,
    )  # fmt: skip
