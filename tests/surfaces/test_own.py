"""我的履职: what names one's own post, what one led, what one has to sign."""

from typing import Any

from bihuan.kernel.letters.models import Letter
from tests.surfaces.test_obligation import paper, record, send
from tests.surfaces.twins import County


def shown(county: County, role: str) -> Any:
    return county.browser(role).get("/me").context["own"]


def test_what_names_the_post_stands_on_the_page_of_its_holder_alone(county: County) -> None:
    mine = shown(county, "enterprise_principal")
    assert [o.pk for o in mine.owed] == [county.duty.pk]
    assert (mine.counts["open"], mine.counts["led"]) == (1, 0)
    assert shown(county, "safety_officer").owed == []


def test_what_was_led_counts_for_who_led_it_whoever_entered_it(county: County) -> None:
    given = record(county, **{"proof-检查记录": paper()})
    assert send(county, given, "safety_officer").status_code == 302
    mine = shown(county, "enterprise_principal")
    assert (mine.counts["open"], mine.counts["on_time"], mine.counts["led"]) == (0, 1, 1)
    assert [one.obligation_id for one in mine.led] == [county.duty.pk]
    assert shown(county, "safety_officer").counts["led"] == 0


def test_a_draft_waits_on_the_page_of_the_post_that_signs(county: County) -> None:
    signer = Letter.objects.everywhere("test").get(pk=county.letter.pk).signer_post
    assert signer is not None
    assert [letter.pk for letter in shown(county, "office_leader").to_sign] == [county.letter.pk]
    assert shown(county, "office_clerk").to_sign == []


def test_a_draft_that_names_no_post_waits_here_as_it_does_on_the_desk(county: County) -> None:
    Letter.objects.everywhere("test").filter(pk=county.letter.pk).update(signer_post=None)
    for role, waits in (("office_leader", [county.letter.pk]), ("office_clerk", [])):
        desk = county.browser(role).get("/desk").context["side"].letters
        assert [letter.pk for letter in desk] == waits
        assert [letter.pk for letter in shown(county, role).to_sign] == waits


def test_who_may_read_no_cases_has_no_such_part(county: County) -> None:
    assert shown(county, "administrator") is None
