"""The roles and kinds of unit shipped with the product hold together."""

import re
from pathlib import Path

import pytest

from bihuan.kernel.orgs import kinds, roles
from bihuan.kernel.orgs.models import Role
from bihuan.kernel.orgs.refusals import Invalid

PACKS = Path(__file__).resolve().parents[3] / "packs"


def test_every_capability_is_a_word_of_the_module_and_has_a_chinese_title():
    words = {
        value for name, value in vars(roles).items() if name.isupper() and value.__class__ is str
    }
    assert words == set(roles.CAPABILITIES)


def test_every_role_has_known_capabilities_and_a_known_scope():
    for key, facts in roles.ROLES.items():
        assert set(facts["may"]) <= set(roles.CAPABILITIES), key
        assert facts["sees"] in ("subtree", "supervised", "own"), key


def test_the_administrator_reads_no_case_and_the_auditor_changes_nothing():
    assert roles.ROLES["administrator"]["reads"] is False
    assert set(roles.ROLES["auditor"]["may"]) == {"audit", "export"}


def test_nobody_but_the_custodian_keeps_the_identity_of_informants():
    keepers = [key for key, facts in roles.ROLES.items() if "identity" in facts["may"]]
    assert keepers == ["identity_custodian"]
    assert roles.ROLES["identity_custodian"]["may"] == ["identity"]


@pytest.mark.django_db
def test_loading_roles_again_changes_nothing_and_keeps_those_of_the_place():
    Role.objects.create(key="local", title="本地角色", sees="own", may=["fulfil"])
    Role.objects.create(key="worker", title="旧名", sees="subtree", may=[])
    roles.load_roles()
    before = list(Role.objects.order_by("key").values_list())
    roles.load_roles()
    assert list(Role.objects.order_by("key").values_list()) == before
    assert Role.objects.get(key="worker").title == "从业人员"
    assert Role.objects.count() == len(roles.ROLES) + 1


def test_every_kind_a_pack_binds_is_registered():
    texts = [path.read_text("utf-8") for path in PACKS.rglob("*.yaml")]
    named = {word for text in texts for found in re.findall(r"kinds: \[([\w, ]+)\]", text)
             for word in re.split(r",\s*", found)}  # fmt: skip
    assert named
    assert named <= set(kinds.KINDS)


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(Invalid, match="没有“castle”这一类单位。可选：安全生产委员会"):
        kinds.kind("castle")


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("enterprise", {"colour": "红"}, "生产经营单位没有“colour”这一项"),
        ("pipeline", {"length_km": "三"}, "“长度（公里）”应为数字，如 12，您填的是“三”"),
        ("pipeline", {"length_km": True}, "应为数字"),
        ("project", {"planned_end": "2025-13-01"}, "应为日期，如 2025-03-12"),
        ("enterprise", {"address": 5}, "“地址”应为文字"),
    ],
)
def test_a_fact_of_the_wrong_kind_or_type_is_refused(kind, given, says):
    with pytest.raises(Invalid, match=says) as refused:
        kinds.check_attributes(kind, given)
    assert refused.value.field == next(iter(given))


def test_facts_of_the_right_type_pass():
    kinds.check_attributes("pipeline", {"length_km": 12.5, "operator": "海丰燃气"})
    kinds.check_attributes("project", {"planned_end": "2025-03-12"})
