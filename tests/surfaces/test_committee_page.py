"""The page of a committee: its composition on the day that is asked for, and on no other."""

from tests.surfaces.twins import County


def test_what_is_no_day_is_refused_and_not_taken_for_today(county: County):
    address = f"/committees/{county.units['committee'].pk}"
    clerk = county.browser("office_clerk")
    assert clerk.get(address, {"on": "2025-03-01"}).status_code == 200
    refused = clerk.get(address, {"on": "昨天"})
    assert refused.status_code == 422
    assert "日期要写成 2025-03-12 这样。" in refused.content.decode()
