"""青岛市安全监管局工作打算: a plan whose clauses name nobody; the office says who, by name."""

import pytest

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.models import Obligation
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.story import Story

FILE = "370200/qingdao-2016.txt"
BUREAU = "青岛市安全监管局"


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document, its two missing subjects written in by the clerk, released on 2016-02-26."""
    town = towns.found("370200", "青安", hour.to("2016-02-26"))
    bureau = towns.department(town, "bureau", BUREAU, "市安监局", kind="emergency_department")
    towns.firm(town, "works", "青岛某某化工有限公司", bureau)
    towns.street(town, "mayor", town.units["青岛市安委办"])
    tale.load("CN/suggested.yaml", hour=hour)
    told = tale.receive(town, hour, FILE)
    for words in ("每月排名通报", "每周发布和刊登"):
        found = tale.found(told, "recurring", words)
        told.refused["no reason"] = tale.act(
            told, found, "correct", subject="市安监局", per=found.data["per"], times="1"
        )
        tale.correct(told, found, subject="市安监局")
    tale.walk_to_release(told)
    hour.look("2016-02-27")
    return told


def ranking(period: str) -> Obligation:
    return tale.owed(rule__says="每月排名通报", period=period)


def test_a_correction_says_why_and_keeps_what_was_read(story: Story) -> None:
    refused = story.refused["no reason"]
    assert refused.status == 422
    assert "还没有填写“改正的理由”" in refused.page
    found = tale.found(story, "recurring", "每月排名通报")
    assert (found.state, found.original["subject"]) == ("corrected", None)
    assert found.reason == "按文意"


def test_who_was_written_in_owes_and_nobody_else(story: Story) -> None:
    rules = {rule.says: rule.selects for rule in Rule.objects.exclude(per="")}
    assert rules["每月排名通报"] == {"units": [BUREAU]}
    assert rules["每周发布和刊登安全生产信息"] == {"units": [BUREAU]}
    census = next(selects for says, selects in rules.items() if "逐一排查" in says)
    assert census == {"kinds": ["town_government"]}
    owed = Obligation.objects.everywhere("test").filter(rule__says="每月排名通报")
    assert {o.holder.name for o in owed} == {BUREAU}


def test_a_ranking_that_was_published_is_met_and_the_next_is_missed(story: Story) -> None:
    bureau = story.town.browser("bureau")
    story.hour.look("2016-03-01")
    story.hour.to("2016-03-25", 10)
    given = {"fulfil-mode": "done", "proof-other": tale.proof("三月排名.pdf")}
    assert tale.fulfil(bureau, ranking("2016-03"), "2016-03-24 15:00", **given).status == 302
    story.hour.look("2016-04-01", "2016-05-01", "2016-05-08")
    assert (ranking("2016-03").outcome, ranking("2016-03").stage) == ("on_time", 0)
    missed = ranking("2016-04")
    assert (missed.outcome, missed.stage) == ("", 2)
    assert tale.told("warning", missed.chain) == {BUREAU, "青岛市安委办"}
    own = tale.supervision(missed)
    assert own.holder.name == "青岛市安委办"
    assert "督办" in own.title


def test_weeks_are_owed_one_by_one_and_a_stand_still_loses_none(story: Story) -> None:
    rows = Obligation.objects.everywhere("test").filter(rule__says__startswith="每周发布")
    story.hour.look("2016-04-05")
    weeks = list(rows.order_by("period").values_list("period", flat=True))
    assert weeks[:3] == ["2016-W08", "2016-W09", "2016-W10"]
    assert len(weeks) == len(set(weeks)) == 7
    assert set(rows.values_list("outcome", flat=True)) == {""}


def test_a_quarter_nobody_was_named_for_is_given_away_and_climbs_to_an_order(
    story: Story,
) -> None:
    census = tale.task("", "2")
    assert str(census.due_on) == "2016-03-31"
    given = {"owner-unit": BUREAU, "owner-reason": tale.REASON}
    story.clerk.done(f"/matters/{census.matter.number}/owner", revision=0, **given)
    late = tale.standing(census)
    story.hour.look("2016-04-01", "2016-04-16", "2016-05-01")
    letter = tale.order(late)
    assert letter.number.startswith("青安督〔2016〕")
    assert (letter.addressee.name, letter.signer_post.title) == (BUREAU, "主任")
    assert tale.sign(story.head, letter).status == 302
    assert story.head.file(f"/letters/{letter.pk}.pdf").startswith(b"%PDF")
    assert story.head.file(f"/letters/{letter.pk}.docx").startswith(b"PK")


def test_the_past_of_the_bureau_stays_as_it_was_when_it_is_renamed_or_works_late(
    story: Story,
) -> None:
    unit = story.town.units[BUREAU]
    story.hour.look("2016-03-01", "2016-04-01", "2016-05-01")
    then = tale.sheet(story.clerk, unit, day="2016-05-01")
    story.hour.to("2016-05-20", 10)
    given = {"fulfil-mode": "done", "proof-other": tale.proof("补报.pdf")}
    late = tale.fulfil(
        story.town.browser("bureau"), ranking("2016-04"), "2016-05-19 15:00", **given
    )
    assert late.status == 302
    again = tale.sheet(story.clerk, unit, day="2016-05-01")
    today = tale.sheet(story.clerk, unit, day="2016-05-20")
    assert (again.code, again.counts) == (then.code, then.counts)
    assert today.counts["late"] == then.counts["late"] + 1
