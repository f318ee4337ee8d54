"""The page on running a committee, followed in the pages of the product."""

from datetime import datetime

import pytest

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces import clock
from tests.docs.pages import unseen
from tests.docs.test_hand_out_and_follow_up import PACKS, Worker, paper, revision
from tests.kernel import factories

NOW = datetime.fromisoformat("2025-05-20T10:00+08:00")


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A district under its document: its committee, an office with clerk and head, a bureau."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("130802", "双桥区")
    for pack in ("CN/suggested", "CN/official-documents-2012", "CN/interview-2018",
                 "130802/shuangqiao-2018"):  # fmt: skip
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    body = factories.unit("双桥区安委会", "committee", place)
    office = factories.unit("双桥区安委办", "committee_office", place, body)
    bureau = factories.unit("区安监局", "emergency_department", place, office)
    made = {
        "director": (body, "leader", "government"), "clerk": (office, "office_clerk", ""),
        "head": (office, "office_leader", "principal"),
        "bureau": (bureau, "department_leader", "principal"),
    }  # fmt: skip
    return {
        key: factories.person_in(factories.post(unit, role, lead=lead), key)
        for key, (unit, role, lead) in made.items()
    }


SEATS = (("director", "双桥区安委会"), ("member", "区安监局"), ("office", "双桥区安委办"))
#: Shown where something is waiting for a decision, which takes months to come about.
LATER = ("系统提请", "系统推定", "不提请", "下载意见采纳情况表（Word）")


def called(clerk: Worker, home: str) -> str:
    """Seat the committee, plan its meeting and call it; return the meeting's number."""
    clerk.see(home)
    for part, unit in SEATS:
        clerk.do(f"{home}/seats", **{
            "seat-part": part, "seat-unit": unit, "seat-since": "2025-05-01",
            "seat-reason": "文件",
        })  # fmt: skip
    clerk.see(home)
    clerk.see(f"{home}/meetings/new")
    to = clerk.do(f"{home}/meetings/new", **{
        "meeting-kind": "plenary", "meeting-meets_on": "2025-05-20", "meeting-starts_at": "15:00",
        "meeting-venue": "区政府", "meeting-replies_by": "2025-05-20", "meeting-duty": "0",
    })  # fmt: skip
    number = to.rpartition("/")[2]
    clerk.see(f"/matters/{number}")
    clerk.do(f"/matters/{number}/step", revision=revision(number), **{"step-step": "call"})
    return number


def test_from_the_seats_to_the_signed_minutes(people: dict[str, Term]) -> None:
    seen: list[str] = []
    readers = {key: Worker(term, seen) for key, term in people.items()}
    clerk = readers["clerk"]
    number = called(clerk, f"/committees/{people['director'].post.unit_id}")
    meeting = Matter.objects.everywhere("test").get(number=number).meeting
    [one] = meeting.convocations.filter(unit__name="区安监局")
    readers["bureau"].see(f"/matters/{one.matter.number}")
    clerk.see(f"/matters/{number}")
    came = {f"came-presence{one.pk}": "present" for one in meeting.convocations.all()}
    clerk.do(f"/matters/{number}/attendance", **came)
    clerk.do(f"/matters/{number}/resolutions", revision=revision(number), **{
        "resolution-says": "排查", "resolution-holder": "区安监局",
        "resolution-due_on": "2025-06-10",
    })  # fmt: skip
    clerk.do(f"/matters/{number}/step", revision=revision(number), **{
        "step-step": "hold", "step-held_on": "2025-05-20", "step-said": "研究部署",
        "proof-meeting_minutes": paper("纪要.pdf"), "proof-attendance_sheet": paper("签到表.pdf"),
    })  # fmt: skip
    readers["director"].see(f"/matters/{number}")
    kinds = ("circular", "comments", "patrol", "listing")
    for address in ("/committees", "/matters/new", "/motions", "/desk"):
        clerk.see(address)
    for kind in kinds:
        clerk.see(f"/matters/new/committee.{kind}")
    assert [word for word in unseen("run-a-committee", seen) if word not in _later(kinds)] == []


def _later(kinds: tuple[str, ...]) -> set[str]:
    """Return the words of steps and fields that come later in the matters the page speaks of."""
    flows = [flow_of(f"committee.{kind}") for kind in kinds]
    steps = {step.title for flow in flows for step in flow.steps.values()}
    fields = {str(field.verbose_name) for flow in flows for field in flow.of._meta.fields}
    return steps | fields | set(LATER)
