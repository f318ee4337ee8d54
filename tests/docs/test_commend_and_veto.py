"""The page on commending and vetoing, followed in the pages of the product from every side."""

from datetime import datetime

import pytest

from bihuan.kernel.orgs.models import Term
from bihuan.kernel.trace.models import Matter
from bihuan.modules.commendation.models import Nominee
from bihuan.surfaces import clock
from tests.docs.district import opened, people, refused, took
from tests.docs.pages import Reader, unseen

__all__ = ["people"]
LATER = datetime.fromisoformat("2025-05-29T10:00+08:00")


def test_from_the_list_to_the_award_and_its_revocation(
    people: dict[str, Term], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    who = {key: Reader(term, seen) for key, term in people.items()}
    who["bureau"].see("/matters")
    who["bureau"].see("/awards")
    number = opened(
        who["bureau"], "commendation.round", kind="honour", honour="安全生产先进",
        nominated="双桥铸造厂；三年无事故\n石洞子沟镇人民政府；mayor；月月带队检查",
        decider="双桥区委", reply_by="2025-05-25", decide_by="2025-06-10",
    )  # fmt: skip
    took(who["bureau"], number, "ask")
    assert "还没有双桥区安委办的意见" in refused(who["bureau"], number, "go_on", unannounced="无")
    asked = Matter.objects.everywhere("test").filter(parent__number=number).order_by("pk")
    for one in [row.number for row in asked]:
        took(who["clerk"], one, "find_clear", findings="没有在效的限制")
        took(who["head"], one, "sign_clear")
    took(who["bureau"], number, "announce", "commendation_notice", notice_where="区政府网站",
         notice_until="2025-05-27")  # fmt: skip
    assert "公示到 2025-05-27" in refused(who["secretary"], number, "decide", reasons="属实")
    assert who["owner"].browser.get(f"/matters/{number}").status_code == 404
    monkeypatch.setattr(clock, "now", lambda: LATER)
    took(who["secretary"], number, "decide", reasons="属实")
    assert "安全生产先进" in who["clerk"].see(f"/units/{people['owner'].post.unit_id}")
    assert "安全生产先进" in who["mayor"].see("/me")
    assert "安全生产先进" not in who["owner"].see("/awards")
    vetoed(who, people, number)
    who["clerk"].see("/matters/new")
    assert unseen("commend-and-veto", seen) == []


def vetoed(who: dict[str, Reader], people: dict[str, Term], award: str) -> None:
    """Veto the foundry, let its award be revoked, and lift the veto on appeal."""
    veto = opened(
        who["clerk"], "assessment.veto", unit="双桥铸造厂", happened_on="2025-05-10",
        says="发生较大事故，区政府批复认定", since="2025-05-29", until="2026-05-29",
    )  # fmt: skip
    took(who["clerk"], veto, "submit", "veto_basis")
    took(who["head"], veto, "decide")
    unit = people["owner"].post.unit_id
    assert "一票否决" in who["clerk"].see(f"/units/{unit}")
    review = Matter.objects.everywhere("test").get(flow="commendation.review")
    assert review.parent is not None and review.parent.number == award  # noqa: PT018 - one fact
    took(who["secretary"], review.number, "revoke", finding="当年一票否决，取消评先评优")
    assert Nominee.objects.exclude(revoked_on=None).get().unit_id == unit
    assert "已撤销" in who["clerk"].see("/awards?which=all")
    took(who["owner"], veto, "appeal", appeal="事故等级有误")
    took(who["head"], veto, "lift", answer="复核为一般事故")
    assert "发生较大事故" not in who["clerk"].see(f"/units/{unit}")
