"""What an investigation publishes: the whole report, once it was approved."""

from datetime import date

from bihuan.kernel.orgs.models import Unit
from bihuan.modules.accidents.models import Accident, Investigation
from bihuan.modules.accidents.publicity import of_inquiry
from bihuan.modules.disclosure.rules import KINDS, forbidden, missing


def investigation(**known: object) -> Investigation:
    """Return an investigation that nobody has saved."""
    accident = Accident(unit=Unit(name="某某铸造厂"))
    return Investigation(
        accident=accident, direct_cause="冷却水断流", technical="联锁失效", **known
    )


def test_nothing_is_published_before_the_report_was_approved():
    assert of_inquiry(investigation()) == {}


def test_the_whole_report_is_published_part_by_part():
    told = of_inquiry(investigation(replied_on=date(2025, 3, 3), nature="liable"))
    assert told["facts"] == "直接原因\n冷却水断流\n\n技术问题专篇\n联锁失效"
    assert (told["subject"], told["formed_on"]) == ("某某铸造厂", date(2025, 3, 3))
    assert missing(KINDS["accident"], told) == []
    assert forbidden(told["facts"]) == []
