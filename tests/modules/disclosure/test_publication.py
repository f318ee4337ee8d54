"""Publication: three people before a text is public, its editions, and its being taken down."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.disclosure.flows import PublicationFlow as Flow
from bihuan.modules.disclosure.models import Edition, Publication
from bihuan.modules.disclosure.publications import draft_publication, end_publication, published
from tests.modules.disclosure.conftest import DAY, LISTED
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County
from tests.walks import walks

CLEAN = {"headline": "关于一处隐患的公告", "facts": "已经治理", "subject": "某某化工厂"}


def everything() -> list[Any]:
    return [*snapshot(), list(Edition.objects.values()), list(Publication.objects.values())]


def owed(matter: Matter) -> dict[str, Any]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return {o.step: o.current_due and o.current_due.date().isoformat() for o in rows}


def made_public(
    matter: Matter, here: County, clerk: Viewer, checker: Viewer, leader: Viewer, **text: Any
) -> None:
    """Write, check, approve and publish, each by the person whose turn it is."""
    write = Flow.compose if fresh(matter).state == "due" else Flow.compose_again
    perform(matter, write, here, DAY, by=clerk, **{**LISTED, **text})
    perform(matter, Flow.check, here, DAY, by=checker, screening="不涉密，无个人信息")
    perform(matter, Flow.approve, here, DAY, by=leader)
    perform(matter, Flow.publish, here, DAY, by=clerk)


def test_a_text_is_public_after_three_people_and_by_the_day_the_law_gives(  # noqa: PLR0913
    here: County, law: None, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    assert owed(due) == {"compose": "2025-03-31"}  # 20 working days after 3 March
    perform(due, Flow.compose, here, DAY, by=clerk, **LISTED)
    assert owed(due) == {"check": "2025-03-31"}
    before = everything()
    with pytest.raises(NotAllowed, match="“提交公开稿”是您本人"):
        perform(due, Flow.check, here, DAY, by=clerk)
    assert everything()[:3] == before[:3]
    perform(due, Flow.check, here, DAY, by=checker, screening="不涉密")
    with pytest.raises(NotAllowed, match="“保密审查通过”是您本人"):
        perform(due, Flow.approve, here, DAY, by=checker)
    assert not Edition.objects.exists()
    perform(due, Flow.approve, here, DAY, by=leader)
    perform(due, Flow.publish, here, DAY, by=clerk)
    [edition] = Edition.objects.all()
    assert (edition.number, edition.content["measures"], edition.content["term"]) == (
        1, "加装喷淋", "2025-04-01",
    )  # fmt: skip
    assert edition.place == here.place
    assert owed(due) == {}


def test_a_kind_without_a_period_in_the_text_is_unset_until_a_named_person_sets_it(
    here: County, law: None, clause: Clause, clerk: Viewer, due: Matter
):
    exposed = draft_publication("exposure", due, CLEAN, by=clerk, at=DAY)
    assert owed(exposed) == {"compose": None}


def test_a_penalty_is_public_in_seven_working_days(
    here: County, law: None, due: Matter, clerk: Viewer
):
    penalty = draft_publication("enforcement", due, CLEAN, by=clerk, at=DAY)
    assert owed(penalty) == {"compose": "2025-03-12"}


def test_before_the_law_was_in_force_its_number_sets_no_day(
    here: County, law: None, due: Matter, clerk: Viewer
):
    old = draft_publication(
        "patrol", due, {"formed_on": DAY.date().replace(year=2018)}, by=clerk, at=DAY
    )
    assert owed(old) == {"compose": None}


@pytest.mark.parametrize("name", ["subject", "measures", "term", "responsible", "watcher"])
def test_what_the_kind_must_hold_is_asked_for_by_name(
    here: County, due: Matter, clerk: Viewer, name: str
):
    before = everything()
    with pytest.raises(Invalid) as refused:
        perform(due, Flow.compose, here, DAY, by=clerk, **{**LISTED, name: None})
    assert refused.value.field == name
    assert everything() == before


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("联系人手机 138 0013 8000", "手机号码 138"),
        ("身份证 11010519491231002X", "居民身份证号 110105"),
        ("卡号 6222021234567890128", "银行卡号 6222"),
        ("机密★1年", "“机密★”字样"),
        ("此件发至乡科级", "“此件发至”字样"),
    ],
)
def test_personal_data_and_marks_of_secrecy_are_refused(
    here: County, due: Matter, clerk: Viewer, words: str, found: str
):
    before = everything()
    with pytest.raises(Invalid, match=found) as refused:
        perform(due, Flow.compose, here, DAY, by=clerk, **{**LISTED, "facts": words})
    assert refused.value.field == "facts"
    assert everything() == before


def test_what_only_looks_like_personal_data_passes(here: County, due: Matter, clerk: Viewer):
    words = (
        "决定〔2025〕13800138号，代码 91441521MA4UKXXXXX，电话 0660-6600000，罚 6222021234567 元"
    )
    perform(due, Flow.compose, here, DAY, by=clerk, **{**LISTED, "facts": words})
    assert fresh(due).state == "drafted"


def test_a_correction_makes_a_new_edition_and_the_old_one_stays_readable(
    here: County, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    made_public(due, here, clerk, checker, leader)
    perform(due, Flow.correct, here, DAY, by=clerk, correction="期限写错")
    old = Edition.objects.get()
    assert old.replaced_at is None  # still what people read
    later = DAY + timedelta(days=1)
    perform(due, Flow.compose_again, here, later, by=clerk, **{**LISTED, "term": "2025-05-01"})
    perform(due, Flow.check, here, later, by=checker)
    perform(due, Flow.approve, here, later, by=leader)
    perform(due, Flow.publish, here, later, by=clerk)
    first, second = Edition.objects.order_by("number")
    assert (first.content["term"], first.replaced_at) == ("2025-04-01", later)
    assert (second.number, second.content["term"], second.because) == (2, "2025-05-01", "期限写错")
    assert second.replaced_at is None


def test_a_correction_given_up_leaves_the_text_as_it_is_read(
    here: County, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    made_public(due, here, clerk, checker, leader)
    perform(due, Flow.correct, here, DAY, by=clerk)
    perform(due, Flow.compose_again, here, DAY, by=clerk, **{**LISTED, "term": "2025-05-01"})
    perform(due, Flow.keep, here, DAY, by=leader)
    record = Publication.objects.get(matter=due)
    assert (record.term and record.term.isoformat(), record.until) == ("2025-04-01", None)
    assert fresh(due).state == "published"
    assert Edition.objects.count() == 1


def test_nothing_public_is_dropped_and_nothing_unpublished_taken_down(
    here: County, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    before = everything()
    perform(due, Flow.compose, here, DAY, by=clerk, **LISTED)
    with pytest.raises(ProofMissing, match="还没有公开过"):
        perform(due, Flow.withdraw, here, DAY, by=leader)
    perform(due, Flow.check, here, DAY, by=checker)
    perform(due, Flow.approve, here, DAY, by=leader)
    perform(due, Flow.publish, here, DAY, by=clerk)
    perform(due, Flow.correct, here, DAY, by=clerk)
    perform(due, Flow.compose_again, here, DAY, by=clerk, **LISTED)
    with pytest.raises(ProofMissing, match="已经公开过"):
        perform(due, Flow.drop, here, DAY, by=leader)
    perform(due, Flow.withdraw, here, DAY, by=leader, taken_because="含第三方信息")
    record = Publication.objects.get(matter=due)
    assert (record.taken_at, record.taken_because) == (DAY, "含第三方信息")
    assert Edition.objects.count() == 1
    assert before != everything()


def test_when_its_reason_is_gone_the_office_owes_the_take_down(
    here: County, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    public = draft_publication("listing", due, {}, by=clerk, at=DAY)
    assert draft_publication("listing", due, {}, by=clerk, at=DAY) == public
    assert published(due) is None
    end_publication(due, "已摘牌", by=leader, at=DAY)
    assert fresh(public).state == "due"
    made_public(public, here, clerk, checker, leader)
    told = published(due)
    assert told is not None
    assert told.address == f"/public/item/{public.number}"
    end_publication(due, "已摘牌", by=leader, at=DAY)
    assert owed(public) == {"take_down": None}
    end_publication(due, "已摘牌", by=leader, at=DAY)
    perform(public, Flow.take_down, here, DAY, by=clerk)
    assert published(due) is None
    assert fresh(public).closed_at == DAY


def test_a_last_day_is_owed_once_it_is_set(
    here: County, due: Matter, clerk: Viewer, checker: Viewer, leader: Viewer
):
    made_public(due, here, clerk, checker, leader, until="2026-03-03")
    assert owed(due) == {"expire": "2026-03-03"}
    perform(due, Flow.reprint, here, DAY, by=clerk, media="海丰电视台 3月4日新闻")
    assert Publication.objects.get(matter=due).reprints == [["2025-03-03", "海丰电视台 3月4日新闻"]]


def test_nobody_publishes_what_has_not_happened(here: County, due: Matter, clerk: Viewer):
    ahead = draft_publication(
        "news", due, {"formed_on": (DAY + timedelta(days=2)).date()}, by=clerk, at=DAY
    )
    before = everything()
    with pytest.raises(Invalid, match="还没有到"):
        perform(ahead, Flow.compose, here, DAY, by=clerk, headline="一", facts="二")
    assert everything() == before


def test_another_unit_neither_writes_nor_publishes(here: County, due: Matter):
    other = here.person("外人", here.regulator, "supervise")
    before = everything()
    with pytest.raises(NotAllowed, match="由县安委办"):
        advance(due, Flow.compose, by=other, at=DAY, revision=due.revision, fields=CLEAN)
    assert everything() == before


#: Every way to an end of up to seven steps.
WALKS = [walk for walk in walks(Flow, longest=7) if Flow.end not in walk]


def can(walk: tuple[Any, ...]) -> bool:
    """Say whether the gates let a walk through: what was public is not dropped, and so on."""
    public = False
    for step in walk:
        if step is Flow.publish:
            public = True
        if step is Flow.drop and public or step in (Flow.keep, Flow.withdraw) and not public:
            return False
    return True


@pytest.mark.parametrize("walk", [w for w in WALKS if can(w)], ids=lambda w: w[-1].name)
def test_each_walk_ends_with_a_whole_trace_and_nothing_owed(
    here: County, due: Matter, walk: tuple[Any, ...]
):
    at = DAY
    for step in walk:
        text = LISTED if step in (Flow.compose, Flow.compose_again) else {}
        perform(due, step, here, at, **text)
        at += timedelta(hours=1)
    entries = Entry.objects.filter(chain=due.chain, verb__in=[*Flow.steps, "opened"])
    assert [e.verb for e in entries.order_by("seq")] == ["opened", *(s.name for s in walk)]
    assert owed(due) == {}
    assert fresh(due).closed_at is not None
