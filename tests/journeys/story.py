"""What people do with a document, each act as their browser sends it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Ladder
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.models import Proposal, Review, Task
from tests.ground import Hour
from tests.journeys.browser import Answer, Browser
from tests.journeys.town import Town

PACKS = Path(__file__).parents[2] / "packs"
PDF = b"%PDF-1.4\n%%EOF\n"
REASON = "安委会办公会议定"


@dataclass
class Story:
    """One town and one document on its way."""

    town: Town
    hour: Hour
    clerk: Browser
    head: Browser
    review: Review
    refused: dict[str, Answer] = field(default_factory=dict)


def receive(town: Town, hour: Hour, path: str) -> Story:
    """Let the clerk upload the document of a pack; return the review it leads to."""
    clerk, head = town.browser("clerk"), town.browser("head")
    file = PACKS / path
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    to = clerk.done("/policies/new", place=town.place.code, file=upload)
    review = Review.objects.select_related("document").get(pk=to.rstrip("/").rpartition("/")[2])
    return Story(town, hour, clerk, head, review)


def load(*paths: str, hour: Hour) -> None:
    """Load packs as the command line does."""
    for path in paths:
        load_pack(read_pack(PACKS / path), on=hour.at.date())


def revision(story: Story) -> int:
    """Return which state of the review its page shows now."""
    return Matter.objects.everywhere("test").get(pk=story.review.pk).revision


def act(story: Story, proposal: Proposal, word: str, **given: Any) -> Answer:
    """Let the clerk decide one proposal."""
    address = f"/policies/reviews/{story.review.pk}/proposals/{proposal.pk}"
    return story.clerk.post(address, act=word, revision=revision(story), **given)


def found(story: Story, kind: str, words: str) -> Proposal:
    """Return the first proposal of a kind whose values hold some words."""
    rows = story.review.proposals.filter(kind=kind)
    return next(p for p in rows if words in str(p.data.values()))


def correct(story: Story, proposal: Proposal, **values: Any) -> None:
    """Let the clerk put other values in place of some that were read, and say why."""
    kept = {k: v for k, v in proposal.data.items() if v is not None and v is not False}
    given = {k: "1" if v is True else v for k, v in kept.items()} | values
    assert act(story, proposal, "correct", reason="按文意", **given).status == 302


def decide_rest(story: Story, *, reading: str = "alt") -> None:
    """Let the clerk adopt what is plain clause by clause and decide every doubt by itself."""
    waiting = story.review.proposals.filter(state="proposed")
    named = waiting.exclude(clause=None).order_by("clause")
    for clause in named.values_list("clause", flat=True).distinct():
        address = f"/policies/reviews/{story.review.pk}/clauses/{clause}"
        story.clerk.done(address, revision=revision(story))
    for proposal in waiting.order_by("pk"):
        word = "open" if _leaves_open(proposal) else "accept"
        answer = act(story, proposal, word, reading=reading)
        assert answer.status == 302, answer.page


def _leaves_open(proposal: Proposal) -> bool:
    nobody = proposal.kind == "responsible" and not proposal.data.get("unit")
    return nobody or proposal.kind == "unset"


def take(story: Story, browser: Browser, step: str, **given: Any) -> Answer:
    """Let somebody try a step of the review."""
    address = f"/policies/reviews/{story.review.pk}/steps/{step}"
    return browser.post(address, revision=revision(story), **given)


def submit(story: Story) -> None:
    """Let the clerk send the review up."""
    answer = take(story, story.clerk, "submit", advice="逐条核对，建议发布")
    assert answer.status == 302, answer.page


def release(story: Story) -> None:
    """Let the head release the document and adopt the suggested ladders by ticking them."""
    ladders = {key: suggested(key).pk for key in ("task", "check")}
    answer = take(
        story, story.head, "release", opinion="同意",
        task_ladder=ladders["task"], rule_ladder=ladders["check"],
    )  # fmt: skip
    assert answer.status == 302, answer.page


def walk_to_release(story: Story, *, reading: str = "alt") -> None:
    """Walk from the received document to its release, knocking at every locked door on the way."""
    story.refused["undecided"] = take(story, story.clerk, "submit", advice="先送")
    decide_rest(story, reading=reading)
    story.refused["no advice"] = take(story, story.clerk, "submit", advice=" ")
    submit(story)
    story.refused["by its drafter"] = take(story, story.clerk, "release", opinion="同意")
    release(story)


def suggested(key: str) -> Ladder:
    """Return a suggested ladder of the national pack."""
    return Ladder.objects.get(key=f"CN/suggested#{key}")


def adopt(story: Story, *keys: str) -> None:
    """Let the head adopt further suggested ladders on the page of settings."""
    for key in keys:
        pk = suggested(key).pk
        story.head.done(f"/settings/ladders/{pk}", **{f"ladder{pk}-reason": REASON})


def task(printed: str, no: str) -> Task:
    """Return the first task of a clause for the unit as the document prints it."""
    rows = Task.objects.select_related("matter__unit", "clause").order_by("pk")
    first = rows.filter(printed=printed, clause__no=no).first()
    assert first is not None, (printed, no)
    return first


def number_of(one: Task) -> str:
    """Return the number of a task's matter."""
    return one.matter.number


def step(browser: Browser, one: Task, **given: Any) -> Answer:
    """Take the next step of a task on its matter's page."""
    matter = Matter.objects.everywhere("test").get(pk=one.pk)
    fields = {f"step-{k}" if not k.startswith("proof-") else k: v for k, v in given.items()}
    return browser.post(f"/matters/{matter.number}/step", revision=matter.revision, **fields)


def proof(name: str = "佐证.pdf") -> SimpleUploadedFile:
    """Return a file to bring as proof."""
    return SimpleUploadedFile(name, PDF + name.encode())


def owed(**facts: Any) -> Obligation:
    """Return the one obligation that answers some facts."""
    return Obligation.objects.everywhere("test").select_related("clause", "holder").get(**facts)


def standing(one: Task) -> Obligation:
    """Return the open obligation of a task."""
    return owed(matter=one.matter, done_at=None, kind=Kind.STEP)


def told(template: str, chain: str) -> set[str]:
    """Return the names of the units a template told of an obligation."""
    rows = Notice.objects.everywhere("test").filter(template=template, chain=chain)
    return {notice.unit.name for notice in rows.select_related("unit")}


def supervision(of: Obligation) -> Obligation:
    """Return what the supervisor of an obligation owes itself."""
    return owed(kind=Kind.SUPERVISE, parent=of)


def order(of: Obligation) -> Letter:
    """Return the supervision order about an obligation."""
    rows = Letter.objects.everywhere("test").select_related("addressee", "signer_post", "signer")
    return rows.get(chain=of.chain, kind="supervision_order")


def sign(browser: Browser, letter: Letter) -> Answer:
    """Read a letter and sign it."""
    page = browser.get(f"/letters/{letter.pk}", ask="sign")
    read = re.search(r'name="sign-read" value="(\w+)"', page)
    return browser.post(f"/letters/{letter.pk}/sign", **{"sign-read": read[1] if read else ""})


def serve(browser: Browser, letter: Letter, on: str) -> Answer:
    """Hand a signed letter over and keep the receipt."""
    return browser.post(f"/letters/{letter.pk}/service", **{
        "serve-unit": letter.addressee_id, "serve-way": "direct", "serve-recipient": "收发室",
        "serve-served_at": on, "serve-receipt": proof("送达回证.pdf"),
    })  # fmt: skip


def fulfil(browser: Browser, duty: Obligation, on: str, **given: Any) -> Answer:
    """Fill in that a duty was met."""
    duty.refresh_from_db()
    words = {field.name: "逐项办理，已记录" for field in duty.record_kind.fields}
    filled = {f"fulfil-{k}": v for k, v in {**words, "happened_at": on}.items()}
    return browser.post(
        f"/obligations/{duty.pk}/fulfil", revision=duty.revision, **{**filled, **given}
    )  # fmt: skip


def sheet(browser: Browser, unit: Unit | None = None, **asked: Any) -> Any:
    """Return the sheet of the duty ledger of a unit, or of a post, as a page shows it."""
    given = ({"unit": unit.pk} if unit else {}) | asked
    return browser.shown("/ledger", **given)["sheet"]
