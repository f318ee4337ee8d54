"""A proposal says in words what was read and nothing more; a correction is read back as data."""

from typing import Any

import pytest

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.policy.models import Proposal
from bihuan.surfaces.workbench.proposals import boxes, correction, words


def proposal(kind: str, /, **data: Any) -> Proposal:
    return Proposal(kind=kind, data=data, original=data, start=0, end=1)


@pytest.mark.parametrize(
    ("found", "head"),
    [
        (proposal("responsible", unit="市安监局", role="lead"), "市安监局 — 牵头"),
        (proposal("responsible", unit=None, role="lead"), "责任单位：文件未写明"),
        (proposal("deadline", text="年底前", date="2017-12-31", kind="by"), "2017-12-31 前完成"),
        (proposal("deadline", text="结案1年内", date=None, kind="within"), "“结案1年内”"),
        (
            proposal(
                "recurring", subject="高危行业企业", action="组织应急演练", per="year", times=2,
                at_least=True, condition=None,
            ),
            "高危行业企业·组织应急演练·每年至少 2 次",
        ),
        (
            proposal("recurring", subject=None, action="检查", per="month", times=None),
            "本条责任单位·检查·每月，次数未写明",
        ),
        (proposal("time_limit", amount=30, unit="working-day", text="30个工作日内"), "30 个工作日"),
        (proposal("quantity", value=30, unit="%", kind="ratio", text="30%"), "30 %（比例）"),
        (proposal("fine", min_yuan=10000, max_yuan=30000, text=""), "罚款 10,000 至 30,000 元"),
        (proposal("fine", min_yuan=None, max_yuan=None, text=""), "罚款：金额不以元写明"),
        (proposal("unset", text="定期"), "原文写“定期”"),
    ],
)  # fmt: skip
def test_what_was_read_is_said_as_an_official_would(found: Proposal, head: str) -> None:
    assert words(found).head == head


def test_a_correction_gives_numbers_and_leaves_empty_what_was_left_empty() -> None:
    found = proposal("recurring", subject="企业", action="检查", per="month", times=1)
    typed = {"subject": "", "action": "检查", "per": "quarter", "times": " ", "at_least": "1"}
    assert correction(found, typed) == {
        "subject": None, "action": "检查", "per": "quarter", "times": None, "at_least": True,
    }  # fmt: skip
    assert correction(found, {"2-times": "3"}, "2-")["times"] == 3


def test_a_number_that_is_none_is_named_with_what_would_be_right() -> None:
    found = proposal("quantity", value=1, unit="%", kind="ratio")
    with pytest.raises(Invalid, match="“数值”要填数字，如 2") as caught:
        correction(found, {"value": "约三成"})
    assert caught.value.field == "value"


def test_a_value_the_list_does_not_know_stays_among_the_choices() -> None:
    found = proposal("recurring", per="7-year", times=1)
    per = next(box for box in boxes(found) if box.name == "per")
    assert ("7-year", "7-year") in per.options
    assert per.value == "7-year"
