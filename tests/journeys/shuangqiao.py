"""双桥 released, its committee seated: where journeys over HTTP and in a browser begin."""

import pytest

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.models import Task
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.story import Story

PACK, FILE = "130802/shuangqiao-2018.yaml", "130802/shuangqiao-2018.txt"
SEATS = (
    ("director", "双桥区安委会", "主任"), ("member", "双桥区安全监管局", "主要负责人"),
    ("member", "双桥区教育局", ""), ("office", "双桥区安委办", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document released; a committee with director, office and two members, seated by pages."""
    town = towns.found("130802", "双安", hour.to("2018-05-02"))
    office, body = (town.units[f"双桥区{name}"] for name in ("安委办", "安委会"))
    town.staff("director", body, "主任", "leader", lead="government", signs=True)
    town.staff("checker", office, "审核岗", "office_leader")
    bureau = towns.department(
        town, "bureau", "双桥区安全监管局", "区安监局", kind="emergency_department"
    )
    town.staff("bureau-clerk", bureau, "监管科", "department_clerk")
    towns.department(town, "school-board", "双桥区教育局")
    towns.firm(town, "works", "双桥某某铸造厂", bureau)
    towns.street(town, "mayor", office)
    tale.load("CN/suggested.yaml", "CN/official-documents-2012.yaml", "CN/interview-2018.yaml",
              PACK, hour=hour)  # fmt: skip
    told = tale.receive(town, hour, FILE)
    tale.walk_to_release(told, reading="date")
    tale.adopt(told, "step", "supervise")
    hour.look("2018-05-03")
    for part, unit, post in SEATS:
        told.clerk.done(f"/committees/{body.pk}/seats", **{
            "seat-part": part, "seat-unit": unit, "seat-post": post,
            "seat-since": "2018-05-03", "seat-reason": "双安委〔2018〕1号",
        })  # fmt: skip
    return told


def below(of: Matter, flow: str) -> list[Matter]:
    rows = Matter.objects.everywhere("test").filter(parent=of, flow=f"committee.{flow}")
    return list(rows.select_related("unit").order_by("pk"))


def owned(story: Story) -> Task:
    """Let the clerk name the bureau as the owner of a task of clause 16."""
    task = tale.task("各行业领域主管部门", "16")
    given = {"owner-unit": "区安监局", "owner-reason": tale.REASON}
    story.clerk.done(f"/matters/{task.matter.number}/owner", revision=0, **given)
    return task


def ordered(story: Story, task: Task) -> Unit:
    """Let nobody work on a task until its order was signed and its day passed; return who owes."""
    story.hour.look("2019-01-01", "2019-01-16", "2019-01-31")
    late = tale.standing(task)
    assert late.stage == 3
    assert tale.sign(story.head, tale.order(late)).status == 302
    story.hour.look("2019-03-01")
    assert late.holder is not None
    return late.holder
