"""The page on handing a case over, followed by sender, recipient, police and discipline organ."""

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Term
from tests.docs.district import NOW, opened, people, took
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]
REPLY = "referral_reply"


def signed(chief: Term) -> None:
    """Sign what was drawn up as its signer does."""
    by = factories.viewer_of(chief, on=NOW.date())
    for letter in Letter.objects.everywhere("test").filter(state="draft", issuer=chief.post.unit):
        letters.sign(letter, by=by, at=NOW)


def sent(who: dict[str, Reader], people: dict[str, Term], number: str, *papers: str) -> None:
    """Prove, approve, sign and hand a referral over."""
    took(who["bureau"], number, "submit", "referral_evidence", *papers)
    took(who["chief"], number, "approve")
    signed(people["chief"])
    took(who["bureau"], number, "hand_over", *(("referral_items",) if papers else ()))


def test_a_clue_a_crime_and_an_interference_from_both_sides(people: dict[str, Term]) -> None:
    seen: list[str] = []
    who = {key: Reader(term, seen) for key, term in people.items()}
    for address in ("/matters", "/referrals", "/interference"):
        who["bureau"].see(address)
    clue = opened(
        who["bureau"], "referral.case", kind="clue", recipient="双桥区公安局", subject="双桥铸造厂",
        facts="伪造检测报告", reason="归公安机关管", reply_by="2025-05-25", result_by="2025-06-25",
    )  # fmt: skip
    sent(who, people, clue)
    assert "受理，出具回执" in who["police"].see(f"/matters/{clue}")
    took(who["police"], clue, "accept", REPLY, reply="张某签收")
    took(who["police"], clue, "report", REPLY, result="已处罚")
    crime = opened(
        who["bureau"], "referral.crime", recipient="双桥区公安局", subject="双桥铸造厂",
        facts="强令冒险作业致一人重伤", reason="涉嫌犯罪",
    )  # fmt: skip
    sent(who, people, crime, "referral_report")
    took(who["police"], crime, "receive", REPLY, reply="张某签收")
    took(who["police"], crime, "decline", REPLY, refused_because="情节显著轻微")
    who["bureau"].see(f"/matters/{crime}")
    assert "已处罚" in who["bureau"].see("/referrals")
    assert clue not in who["owner"].see("/referrals")
    written(who)
    assert unseen("hand-a-case-over", seen) == []


def written(who: dict[str, Reader]) -> None:
    """Let the bureau write an interference down, and the discipline organ answer it."""
    who["bureau"].see("/interference/new")
    leads = who["bureau"].send("/interference/new", {
        "interference-who": "mayor", "interference-who_post": "石洞子沟镇镇长",
        "interference-happened_on": "2025-05-19", "interference-how": "hint",
        "interference-concerned": "铸造厂停产", "interference-said": "先缓一缓",
        "interference-discipline": "双桥区纪委监委",
    })  # fmt: skip
    assert leads, who["bureau"].seen[-1]
    address = leads[0]
    assert "先缓一缓" in who["organ"].see(address)
    for stranger in ("clerk", "head", "mayor", "chief", "police"):
        assert who[stranger].browser.get(address).status_code == 404, stranger
        assert "先缓一缓" not in who[stranger].see("/interference")
    given = {"addition-kind": "accounted", "addition-says": "已诫勉"}
    assert who["organ"].send(f"{address}/additions", given)
    assert "已追究责任" in who["bureau"].see(address)
    late = {"addition-kind": "unfounded", "addition-says": "没有"}
    answer = who["bureau"].browser.post(f"{address}/additions", late)
    assert answer.status_code == 422
