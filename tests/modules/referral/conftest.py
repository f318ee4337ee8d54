"""The district of accountability with its police, who sign in or not."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.referral.flows import ReferralFlow
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY, District, _pack
from tests.photograph import photographed


class Place(District):
    """A district with a regulator, a department without power to punish, and the police."""

    def __init__(self) -> None:
        super().__init__()
        load_pack(_pack("CN/referral-2020"), on=date(2021, 9, 1))
        office, place = self.units["office"], self.place
        for key, name, kind in (
            ("bureau", "双桥区应急管理局", "emergency_department"),
            ("trade", "双桥区商务局", "department"),
            ("police", "双桥区公安局", "regulator"),
        ):
            made = self.units[key] = factories.unit(name, kind, place)
            Unit.objects.filter(pk=made.pk).update(supervisor=office)
            for post, role in (("c", "department_clerk"), ("l", "department_leader")):
                self.terms[f"{key}-{post}"] = factories.person_in(
                    factories.post(made, role, lead="principal" if post == "l" else ""),
                    f"钱{key}{post}",
                )

    def police_sign_in(self) -> None:
        """Let the police work in the system."""
        factories.account_of(self.terms["police-c"])

    def refer(self, flow: type[Flow] = ReferralFlow, by: str = "bureau-c", **given: Any) -> Matter:
        """Refer the foundry to the police, or as told."""
        fields: dict[str, Any] = {
            "recipient": self.units["police"], "subject": self.units["firm"],
            "facts": "强令冒险作业致一人重伤", "reason": "涉嫌强令、组织他人违章冒险作业罪",
        }  # fmt: skip
        if flow is ReferralFlow:
            fields |= {
                "kind": "clue",
                "reply_by": date(2025, 3, 10),
                "result_by": date(2025, 4, 10),
            }
        viewer = self.viewer(by)
        clause = grounds(flow, viewer).filter(document__key__startswith="130802").get(no="28")
        return open_by_hand(flow, fields | given, clause=clause, by=viewer, at=DAY)

    def sign(self, matter: Matter) -> None:
        """Sign what a step drew up."""
        drafts = Letter.objects.everywhere("test").filter(matter=matter, state="draft")
        drafts.update(state=Letter.State.SIGNED, signed_at=DAY)

    def sent(self, matter: Matter, key: str = "bureau") -> Matter:
        """Bring proofs, let the head approve and the letter go out."""
        crime = matter.flow == "referral.crime"
        papers = ("referral_evidence", *(("referral_report",) if crime else ()))
        matter = self.take(matter, "submit", f"{key}-c", *papers)
        matter = self.take(matter, "approve", f"{key}-l")
        self.sign(matter)
        return self.take(matter, "hand_over", f"{key}-c", *(("referral_items",) if crime else ()))


built = photographed(Place)


@pytest.fixture
def here(db: Any) -> Place:
    """The district."""
    return built()
