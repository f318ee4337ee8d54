"""How a person wants to be told, on her own page."""

import pytest

from bihuan.kernel.notices.models import Preference
from bihuan.kernel.notices.routing import next_digest
from bihuan.kernel.trace.models import Entry
from tests.surfaces import twins

CHOSEN = {"channels": ["sms"], "digest_hour": "21", "quiet_from": "20", "quiet_until": "7"}


@pytest.fixture(autouse=True)
def _channels(settings):
    settings.BIHUAN_CHANNELS = {
        "email": {"kind": "email"}, "sms": {"kind": "sms", "url": "https://sms.example.cn"},
    }  # fmt: skip


def test_one_chooses_channels_hours_and_quiet_and_the_next_digest_keeps_to_it(county):
    browser = county.browser("office_clerk")
    assert "接收偏好" in browser.get("/me").content.decode()
    page = browser.get("/me/preferences").content.decode()
    assert "短信" in page
    assert browser.post("/me/preferences", CHOSEN).url == "/me/preferences"
    kept = Preference.objects.get(person=county.terms["office_clerk"].person)
    assert (kept.channels, kept.digest_hour) == (["sms"], 21)
    assert next_digest(kept, twins.NOW).hour == 7
    assert Entry.objects.filter(verb="preference_set").count() == 1
    shown = browser.get("/me/preferences").context["form"]
    assert (shown["channels"].value(), shown["digest_hour"].value()) == (["sms"], 21)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"quiet_until": ""}, "要么都填，要么都不填"),
        ({"quiet_until": "20"}, "不能相同"),
        ({"digest_hour": "24"}, "24"),
        ({"channels": ["pigeon"]}, "pigeon"),
    ],
)
def test_a_wrong_choice_keeps_what_was(county, given, says):
    browser = county.browser("office_clerk")
    refused = browser.post("/me/preferences", CHOSEN | given)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not Preference.objects.exists()
