"""Whatever one change somebody makes to what was written, the verification finds it."""

import json
from datetime import timedelta
from random import Random

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from bihuan.cli import main
from bihuan.kernel.trace import entries, seals
from bihuan.kernel.trace.entries import digest, rows_of
from bihuan.kernel.trace.models import Entry, Evidence, Matter, Seal
from bihuan.kernel.trace.verify import verify
from tests.kernel.factories import AT, SETUP
from tests.kernel.letters import county
from tests.kernel.trace import tampering
from tests.kernel.trace.test_entries import a_matter
from tests.kernel.trace.test_evidence import PDF, keep

pytestmark = pytest.mark.django_db
#: The program finds them, whichever database it reads from; what a database has of its own, the
#: types of its columns, is met column by column on both.
TAMPERINGS = {"sqlite": 1000, "postgresql": 250}


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture(scope="module")
def _writable(django_db_setup, django_db_blocker):
    """Tables anybody can write to, made so once: each change of the schema is read again by all."""
    with django_db_blocker.unblock():
        tampering.drop_triggers()
    yield
    with django_db_blocker.unblock():
        tampering.put_triggers_back()


@pytest.fixture
def written(_writable):
    """Three days of work, all but the last entries sealed."""
    office = county.office()
    for n in range(3):
        matter = a_matter(f"第{n}件")
        for k in range(3):
            entries.append(matter, "noted", by=office.clerk, at=AT, body={"n": n, "k": k})
        keep(matter, PDF + bytes([n]), place=(22.9, 115.3), by=office.clerk)
        county.signed(office, f"c{n}", reply_due=AT + timedelta(days=9))
        seals.seal(AT.date() + timedelta(days=n), AT + timedelta(days=n))
    entries.append(matter, "closed", by=SETUP, at=AT)


@pytest.mark.slow
@pytest.mark.parametrize("quarter", range(4))
def test_each_of_a_thousand_tamperings_is_found(written, quarter):
    assert verify().findings == []
    files, missed = tampering.files_as_they_are(), []
    for seed in range(quarter, TAMPERINGS[connection.vendor], 4):
        with transaction.atomic():
            did = tampering.tamper(Random(seed))  # noqa: S311 - dice, not secrets
            if verify().ok:
                missed.append(f"{seed}: {did}")
            transaction.set_rollback(True)
        for path, content in files.items():
            path.write_bytes(content)
    assert missed == []
    assert verify().findings == []


def test_a_change_of_any_column_is_found(written):
    missed = []
    for model, fields in dict(tampering.columns()).items():
        for field in fields:
            with transaction.atomic():
                row = rows_of(model).order_by("pk").first()
                did = tampering.change(row, field, Random(1))  # noqa: S311 - dice, not secrets
                if verify().ok:
                    missed.append(did)
                transaction.set_rollback(True)
    assert missed == []


def says(report) -> str:
    """All findings as one text."""
    return "\n".join(finding.says for finding in report.findings)


def test_the_report_counts_what_it_checked(written):
    seen = []
    report = verify(lambda done, total: seen.append((done, total)))
    assert report.ok
    assert (report.entries, report.seals, report.evidence) == (Entry.objects.count(), 3, 3)
    assert seen[-1] == (report.entries, report.entries)


def test_an_attacker_who_recomputes_a_whole_chain_meets_the_seal(written):
    matter = Matter.objects.everywhere("test").first()
    links = list(Entry.objects.filter(chain=matter.chain).order_by("seq"))
    links[1].body, last = '{"forged":1}', links[0].digest
    for entry in links[1:]:
        entry.previous = last
        last = entry.digest = digest(entry)
        Entry.objects.filter(pk=entry.pk).update(
            body=entry.body, previous=entry.previous, digest=entry.digest
        )
    Matter.objects.everywhere("test").filter(pk=matter.pk).update(trail_head=last)
    report = verify()
    assert {finding.kind for finding in report.findings} == {"seal"}
    assert "封存的痕迹与封存时不一致" in says(report)


def test_an_attacker_who_also_has_the_key_meets_the_seal_kept_elsewhere(written, tmp_path):
    kept = [seals.export(made) for made in Seal.objects.order_by("day")]
    assert verify(exported=kept).ok
    matter = a_matter("事后补的")
    for rows in (Entry.objects.all(), Seal.objects.all(), Evidence.objects.all()):
        rows._raw_delete(rows.db)
    Matter.objects.everywhere("test").update(trail_count=0, trail_head="")
    entries.Chain.objects.all().delete()
    county.Letter.objects.everywhere("test").update(state="draft", digest="")
    Matter.objects.everywhere("test").filter(pk=matter.pk)
    seals.seal(AT.date() + timedelta(days=2), AT)
    assert verify().ok
    report = verify(exported=kept)
    assert says(report).count("凭证") == 3


def test_findings_name_what_where(written):
    entry = Entry.objects.filter(verb="noted").first()
    Entry.objects.filter(pk=entry.pk).update(actor="别人")
    assert f"痕迹{entry.chain}#{entry.seq}的内容被改动过" in says(verify())


def test_evidence_tampered_with_is_named(written):
    made = Evidence.objects.first()
    Evidence.objects.filter(pk=made.pk).update(happened_at=AT - timedelta(days=30))
    assert f"佐证“整改报告.pdf”（{made.chain}）的登记被改动" in says(verify())


def run(*arguments: str):
    """Run the command in this process."""
    return CliRunner().invoke(main, ["verify", *arguments])


def test_the_command_says_that_nothing_was_altered(written):
    done = run()
    assert (done.exit_code, done.output.splitlines()[-1].endswith("没有发现改动")) == (0, True)


def test_the_command_lists_findings_and_fails(written):
    Entry.objects.filter(verb="closed").update(body="{}  ")
    done = run("--json")
    report = json.loads(done.output)
    assert (done.exit_code, report["ok"], len(report["findings"])) == (1, False, 1)
    assert "发现1处改动" in run().output


def test_the_command_takes_seals_kept_elsewhere(written, tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(seals.export(Seal.objects.last())), encoding="utf-8")
    assert run("--seal", str(kept)).exit_code == 0
    kept.write_text(kept.read_text("utf-8").replace("2024-03-14", "2024-03-15"), encoding="utf-8")
    assert run("--seal", str(kept)).exit_code == 1
    kept.write_text("[]", encoding="utf-8")
    refused = run("--seal", str(kept))
    assert (refused.exit_code, "不是封存凭证" in refused.output) == (1, True)
