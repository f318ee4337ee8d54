"""The page on standardisation, followed by a foundry, a bureau's clerk and its chief."""

from typing import Any

import pytest

from bihuan.kernel.orgs.models import Term
from bihuan.modules.dossier.models import Credential
from bihuan.modules.standardization.models import Standard
from tests.docs.district import opened, people, refused, stepped
from tests.docs.pages import Reader, unseen

__all__ = ["people"]
OFFICE = "双桥区应急管理局"


@pytest.fixture
def who(people: dict[str, Term]) -> dict[str, Reader]:
    """The district's people at their browsers; the bureau answers for the foundry."""
    firm, bureau = people["owner"].post.unit, people["bureau"].post.unit
    firm.supervisor = bureau
    firm.save(update_fields=["supervisor"])
    seen: list[str] = []
    return {key: Reader(people[key], seen) for key in ("owner", "bureau", "chief", "clerk")}


def put(reader: Reader, address: str, **given: Any) -> None:
    """Send a form that is taken."""
    answer = reader.browser.post(address, given)
    assert answer.status_code == 302, answer.content.decode()


def test_a_foundry_is_graded_and_who_is_late_is_ordered(who: dict[str, Reader]) -> None:
    owner, bureau, chief = who["owner"], who["bureau"], who["chief"]
    owner.see("/training")
    bureau.see("/standardization")
    assert "系统不自带评分项目" in owner.see("/standardization")
    wrong = {"standard-name": "铸造", "standard-source": "某办法", "standard-since": "2025-05-20",
             "standard-text": "一"}  # fmt: skip
    page = bureau.browser.post("/standardization/standards", wrong).content.decode()
    assert "第 1 行写成" in page
    items = "1.1；安全管理；设机构；10\n2.1；作业环境；通道；10"
    put(bureau, "/standardization/standards", **wrong | {"standard-text": items})
    goal = opened(bureau, "standardization.goal", unit="双桥铸造厂", grade="三级",
                  due_on="2025-06-30")  # fmt: skip
    bureau.see(f"/matters/{goal}")
    assert "还没有过" in refused(bureau, goal, "order", facts="没有开展", fix_by="2025-07-30")
    number = applied(owner)
    bureau.see(f"/matters/{number}")
    stepped(bureau, number, "send_back", opinion="补材料")
    stepped(owner, number, "apply", "self_report", self_on="2025-05-19", self_score="17",
         self_says="符合")  # fmt: skip
    stepped(bureau, number, "accept", reviewer="某评审公司", review_by="2025-06-20")
    bureau.see(f"/matters/{number}")
    stepped(bureau, number, "review", "review_report", reviewed_on="2025-05-20", score="16",
         findings="符合三级")  # fmt: skip
    chief.see(f"/matters/{number}")
    stepped(chief, number, "grant", grade="三级", number="BZ1", since="2025-05-20",
            until="2028-05-19")  # fmt: skip
    assert Credential.objects.get().grade == "三级"
    assert "BZ1" in owner.see("/standardization")
    assert "双桥铸造厂" in bureau.see("/standardization/units?which=三级")
    stepped(owner, goal, "reach")
    questioned(owner, bureau, chief)
    # What comes after the day of a goal is followed in the tests of the module.
    later = {"责令停产停业整顿", "暂扣安全生产许可证"}
    assert set(unseen("grade-standardisation", owner.seen)) <= later


def applied(owner: Reader) -> str:
    """Begin an application, choose the list, score it, apply."""
    number = opened(owner, "standardization.grading", office=OFFICE, kind="first", sector="铸造",
                    wanted="三级")  # fmt: skip
    address, standard = f"/standardization/gradings/{number}", Standard.objects.get()
    put(owner, address, **{"chosen-standard": str(standard.pk)})
    assert "还有 2 项没有打分" in owner.see(f"/matters/{number}")
    one, two = standard.items.order_by("pk")
    page = owner.browser.post(address, {f"score-item{one.pk}": "11"}).content.decode()
    assert "满分 10" in page
    put(owner, address, **{f"score-item{one.pk}": "9", f"score-item{two.pk}": "8"})
    stepped(owner, number, "apply", "self_report", self_on="2025-05-19", self_score="17",
         self_says="符合")  # fmt: skip
    return number


def questioned(owner: Reader, bureau: Reader, chief: Reader) -> None:
    """Look at the grade again after a slide: it is revoked, and gone from the dossier."""
    check = opened(
        bureau, "standardization.check", unit="双桥铸造厂", trigger="slide", facts="松懈"
    )
    stepped(bureau, check, "report", "grade_check", checked_on="2025-05-20", findings="滑坡")
    stepped(chief, check, "revoke", decided_on="2025-05-20", reason="滑坡")
    assert "没有在有效期内的标准化等级" in owner.see("/standardization")
    assert "BZ1" not in bureau.see("/standardization/units")
