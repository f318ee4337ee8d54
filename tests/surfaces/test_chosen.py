"""Several rows at once: each through its own door, each refusal told, none skipped in silence."""

from datetime import date
from typing import Any

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import end_of
from bihuan.surfaces.workbench import chosen
from tests.surfaces.twins import BY, NOW, County


def opened(county: County, title: str, unit: str = "firm") -> Obligation:
    return open_one(
        kind=Kind.PERIODIC, title=title, holder=county.units.get(unit), clause=county.clause,
        place_path=county.place.path, legal_due=end_of(date(2025, 3, 1)), ladder=None, by=BY,
        at=NOW,
    )  # fmt: skip


def send(
    county: County, act: str, picks: list[Any], role: str = "office_clerk", **given: str
) -> Any:
    data = {"act": act, "pick": [getattr(one, "pk", one) for one in picks], "back": "?state=late"}
    return county.browser(role).post(
        "/desk/chosen", data | {f"assign-{key}": value for key, value in given.items()}
    )


def holders(*rows: Obligation) -> list[str]:
    found = Obligation.objects.everywhere("test").in_bulk([row.pk for row in rows])
    return [holder.name if (holder := found[row.pk].holder) else "" for row in rows]


def test_reminding_several_reminds_each_and_tells_which_were_not(
    county: County, twin: County
) -> None:
    own = opened(county, "甲办自己的", "office")
    nobodys = opened(county, "甲没人的", unit="")
    again = opened(county, "甲催过的")
    send(county, "remind", [again])
    answer = send(county, "remind", [county.late, own, nobodys, again, twin.late, "x"])
    context, text = answer.context, answer.content.decode()
    assert [one.title for one in context["done"]] == ["甲报送方案"]
    assert {one.title: one.refusal.says for one in context["refused"]} == {
        "甲办自己的": "不能催办本单位。",
        "甲没人的": "没有责任单位，催办无法送达。请先指定责任单位。",
        "甲催过的": "今天已催办过甲塑料制品厂。",
        chosen.UNSEEN: "没有这项责任，或您的岗位看不到。",
    }
    assert len(context["refused"]) == 5
    assert "办了 1 项，没办 5 项" in text
    assert twin.mark not in text
    told = Notice.objects.everywhere("test").filter(template="reminded")
    assert sorted(told.values_list("subject", flat=True)) == ["甲催过的", "甲报送方案"]


def test_naming_an_owner_asks_once_and_leaves_those_that_have_one(county: County) -> None:
    rows = [opened(county, f"甲没人的{n}", unit="") for n in range(2)]
    asked = send(county, "assign", [*rows, county.late])
    assert "还没有填写" not in asked.content.decode()
    assert [row.title for row in asked.context["rows"]] == [
        county.late.title, *(row.title for row in rows)
    ]  # fmt: skip
    assert holders(*rows) == ["", ""]
    answer = send(county, "assign", [*rows, county.late], unit="甲县应急管理局", reason="会议议定")
    assert [one.title for one in answer.context["done"]] == ["甲没人的0", "甲没人的1"]
    [left] = answer.context["refused"]
    assert left.refusal.says == "已有责任单位甲塑料制品厂。要换单位，请用“转交”。"
    assert holders(*rows, county.late) == ["甲县应急管理局"] * 2 + ["甲塑料制品厂"]
    assert Entry.objects.filter(chain=rows[0].chain, verb="assigned").count() == 1


def test_handing_on_moves_duties_and_tasks_by_their_own_doors(county: County) -> None:
    task = Obligation.objects.everywhere("test").filter(matter=county.task, done_at=None).first()
    assert task is not None
    nobodys = opened(county, "甲没人的", unit="")
    answer = send(county, "hand_on", [county.late, task, nobodys], unit="甲县应急管理局",
                  reason="机构改革")  # fmt: skip
    assert [one.pk for one in answer.context["done"]] == [county.late.pk, task.pk]
    assert [one.pk for one in answer.context["refused"]] == [nobodys.pk]
    assert holders(county.late, task, nobodys) == ["甲县应急管理局"] * 2 + [""]
    county.task.refresh_from_db()
    assert county.task.unit == county.units["bureau"]


def test_a_unit_nobody_knows_or_no_reason_is_asked_for_again_and_nothing_moves(
    county: County,
) -> None:
    answer = send(county, "hand_on", [county.late], unit="没有这个单位", reason="改派")
    assert answer.status_code == 422
    assert "没有找到“没有这个单位”" in answer.content.decode()
    assert send(county, "hand_on", [county.late], unit="甲镇人民政府", reason="").status_code == 422
    assert holders(county.late) == ["甲塑料制品厂"]


def test_nothing_ticked_too_much_ticked_or_an_unknown_act_is_refused(county: County) -> None:
    before = Entry.objects.count()
    assert send(county, "remind", []).status_code == 422
    assert send(county, "remind", list(range(1, chosen.MOST + 2))).status_code == 422
    assert send(county, "close", [county.late]).status_code == 404
    answer = send(county, "hand_on", [county.late], "worker", unit="甲镇人民政府", reason="改派")
    assert len(answer.context["refused"]) == 1
    assert Entry.objects.count() == before


def test_the_desk_offers_boxes_to_those_who_may_urge(county: County) -> None:
    box = f'name="pick" value="{county.late.pk}"'
    assert box in county.browser("office_clerk").get("/desk").content.decode()
    assert box not in county.browser("enterprise_principal").get("/desk").content.decode()
