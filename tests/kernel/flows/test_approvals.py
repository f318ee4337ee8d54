"""Approval on the way: the chain of the nearest place, one signature after the other."""

from datetime import datetime

import pytest

from bihuan.kernel.flows import approvals, signatures
from bihuan.kernel.flows.advance import advance, why
from bihuan.kernel.flows.models import Approval
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import Person, Place, Post, Role, Term
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from tests.kernel.flows.test_advance import refused
from tests.testapp.flows import RectificationFlow as Flow
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment

DAY, BEFORE = moment("2025-03-25"), moment("2025-01-01")
GOOD = {"opinion": "合格"}


@pytest.fixture
def officer(here: County, danger: Matter) -> Viewer:
    """The officer who checks, with a danger that waits for it and two posts above her."""
    perform(danger, Flow.plan, here, moment("2025-03-02"), money=1)
    perform(danger, Flow.submit, here, moment("2025-03-20"))
    set_chain(here, ["科长"], place=Place.objects.get(code="44"))
    set_chain(here, ["科长", "portfolio"], kind="@regulator")
    return here.person("执法员", here.regulator, "recheck")


def signer(here: County, title: str, lead: str = "", person: str = "", **term: object) -> Viewer:
    """Put somebody into a post of the regulator."""
    role, _ = Role.objects.get_or_create(
        key="signer", defaults={"title": "签字", "sees": "subtree"}
    )
    post, _ = Post.objects.get_or_create(
        unit=here.regulator, title=title, defaults={"role": role, "lead": lead}
    )
    someone, _ = Person.objects.get_or_create(name=person or title)
    held = Term.objects.create(post=post, person=someone, since="2020-01-01", **term)
    return Viewer(
        person_id=someone.pk, term_id=held.pk, post_id=post.pk, unit_id=here.regulator.pk,
        path=here.place.path, label=title, sees="subtree", reads=True, may=frozenset(),
        on=DAY.date(),
    )  # fmt: skip


def set_chain(
    here: County,
    posts: list[str],
    *,
    place: Place | None = None,
    kind: str = "",
    at: datetime = BEFORE,
) -> None:
    """Let posts sign the last step of a place's dangers."""
    clerk = here.person("设定人", here.office, "set_unset")
    set_value(
        f"{Flow.key}.close{kind}", approvals.APPROVERS, posts, place=place or here.place,
        reason="议定", at=at,
        by=(Person.objects.get(pk=clerk.person_id), Post.objects.get(pk=clerk.post_id)),
    )  # fmt: skip


def ask(danger: Matter, officer: Viewer) -> None:
    signatures.ask(
        danger, Flow.close, by=officer, at=DAY, revision=fresh(danger).revision, fields=GOOD
    )


def decide(danger: Matter, by: Viewer, *, agreed: bool = True) -> Approval:
    return signatures.decide(
        danger, Flow.close, agreed=agreed, opinion="阅", by=by, at=DAY,
        revision=fresh(danger).revision,
    )  # fmt: skip


def close(danger: Matter, officer: Viewer, fields: dict[str, str] = GOOD) -> None:
    advance(danger, Flow.close, by=officer, at=DAY, revision=fresh(danger).revision, fields=fields)


def test_a_step_with_a_chain_waits_until_each_post_has_signed(
    here: County, danger: Matter, officer: Viewer
):
    chief, deputy = signer(here, "科长"), signer(here, "副局长", lead="portfolio")
    with refused(NotAllowed, "“核查合格”要先送审：科长 → 分管负责人。"):
        close(danger, officer)
    ask(danger, officer)
    with refused(NotAllowed, "等待科长审批"):
        close(danger, officer)
    with refused(NotAllowed, "现在等待科长审批"):
        decide(danger, deputy)
    decide(danger, chief)
    with refused(NotAllowed, "等待分管负责人审批"):
        close(danger, officer)
    decide(danger, deputy)
    close(danger, officer)
    assert fresh(danger).state == "closed"
    rows = Approval.objects.filter(matter=danger).order_by("position")
    assert [(a.position, a.person.name, a.agreed) for a in rows] == [
        (0, "执法员", True), (1, "科长", True), (2, "副局长", True),
    ]  # fmt: skip


def test_each_signature_is_a_duty_of_its_post(here: County, danger: Matter, officer: Viewer):
    chief = signer(here, "科长")
    ask(danger, officer)
    row = Obligation.objects.everywhere("test").get(matter=danger, kind=Kind.SIGN, done_at=None)
    assert row.post_id == chief.post_id
    decide(danger, chief)
    assert Obligation.objects.everywhere("test").get(pk=row.pk).done_at == DAY


def test_what_was_approved_is_what_is_done(here: County, danger: Matter, officer: Viewer):
    chief, deputy = signer(here, "科长"), signer(here, "副局长", lead="portfolio")
    ask(danger, officer)
    decide(danger, chief)
    decide(danger, deputy)
    with refused(NotAllowed, "与审批时不一致"):
        close(danger, officer, {"opinion": "基本合格"})


def test_a_refusal_ends_the_round_and_the_next_begins_anew(
    here: County, danger: Matter, officer: Viewer
):
    chief, deputy = signer(here, "科长"), signer(here, "副局长", lead="portfolio")
    ask(danger, officer)
    decide(danger, chief)
    decide(danger, deputy, agreed=False)
    with refused(NotAllowed, "要先送审"):
        close(danger, officer)
    ask(danger, officer)
    decide(danger, chief)
    decide(danger, deputy)
    close(danger, officer)
    assert fresh(danger).state == "closed"


def test_nobody_signs_twice_in_a_round(here: County, danger: Matter, officer: Viewer):
    both = signer(here, "科长", person="执法员")
    ask(danger, officer)
    with refused(NotAllowed, "您在这一轮已经签过"):
        decide(danger, both)


def test_a_substitute_signs_in_the_absent_holders_place(
    here: County, danger: Matter, officer: Viewer
):
    signer(here, "科长")
    stand_in = signer(here, "科长", person="代科长", substitute=True)
    ask(danger, officer)
    assert decide(danger, stand_in).person.name == "代科长"


def test_nothing_is_asked_twice_or_without_need(here: County, danger: Matter, officer: Viewer):
    ask(danger, officer)
    with refused(WrongState, "已经送审"):
        ask(danger, officer)
    with refused(WrongState, "“报请核查”要在“整改中”、“退回重改”时办理"):
        signatures.ask(danger, Flow.submit, by=officer, at=DAY, revision=fresh(danger).revision)


def test_a_refused_round_leaves_no_duty_behind_when_the_matter_moves_on(
    here: County, danger: Matter, officer: Viewer
):
    signer(here, "科长")
    ask(danger, officer)
    perform(danger, Flow.send_back, here, DAY)
    rows = Obligation.objects.everywhere("test").filter(matter=danger, kind=Kind.SIGN)
    assert [row.outcome for row in rows] == ["lapsed"]
    perform(danger, Flow.submit, here, DAY)
    answers = {g.name: g.says for g in why(fresh(danger), Flow.close, officer, DAY, fields=GOOD)}
    assert answers["审批"].startswith("“核查合格”要先送审")


def test_a_running_round_keeps_the_posts_it_began_with(
    here: County, danger: Matter, officer: Viewer
):
    chief, deputy = signer(here, "科长"), signer(here, "副局长", lead="portfolio")
    ask(danger, officer)
    later = moment("2025-03-26")
    set_chain(here, ["portfolio"], kind="@regulator", at=later)
    for signs in (chief, deputy):
        signatures.decide(
            danger, Flow.close, agreed=True, opinion="阅", by=signs, at=later,
            revision=fresh(danger).revision,
        )  # fmt: skip
    close(danger, officer)
    assert fresh(danger).state == "closed"


def test_a_place_may_say_that_no_post_signs(here: County, danger: Matter, officer: Viewer):
    set_chain(here, [], kind="@regulator")
    close(danger, officer)
    assert fresh(danger).state == "closed"
