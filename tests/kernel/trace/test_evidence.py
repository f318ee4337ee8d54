"""Evidence is kept under its digest, with all its facts in the trace, and never overwritten."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction

from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import canonical
from bihuan.kernel.trace.models import Entry, Evidence, Seal
from tests.kernel.factories import AT, SETUP
from tests.kernel.trace.test_entries import a_matter

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nrectified"


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def keep(matter, content=PDF, name="整改报告.pdf", **facts):
    """Store a file as evidence of a matter."""
    given = {"kind": "rectification_report", "happened_at": AT, "by": SETUP, "at": AT} | facts
    return evidence.store(owner=matter, name=name, content=BytesIO(content), **given)


def kept_files():
    """All files in the store."""
    return [p for p in evidence.root().rglob("*") if p.is_file()]


def test_the_file_comes_back_as_it_was_and_the_entry_holds_every_column():
    matter = a_matter()
    made = keep(matter, place=(22.97, 115.32))
    with evidence.open_file(made) as file:
        assert file.read() == PDF
    assert (made.chain, made.size, made.media_type) == (matter.chain, len(PDF), "application/pdf")
    entry = Entry.objects.get(verb="evidence")
    made.refresh_from_db()
    assert entry.body == canonical(evidence.facts(made))
    columns = {field.attname for field in Evidence._meta.concrete_fields}
    assert set(evidence.facts(made)) == columns


def test_the_same_file_is_kept_once():
    first, second = keep(a_matter()), keep(a_matter(), name="复查.pdf")
    assert len(kept_files()) == 1
    assert first.sha256 == second.sha256


def test_a_correction_is_a_new_row_that_points_to_the_old_one():
    matter = a_matter()
    old = keep(matter)
    new = keep(matter, PDF + b"2", replaces=old)
    assert (new.replaces, Evidence.objects.count()) == (old, 2)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "报告.pdf", "空文件"),
        (b"MZ\x90\x00", "报告.pdf", "后缀不一致"),
        (b"MZ\x90\x00", "报告.txt", "后缀不一致"),
        (PDF, "照片.jpg", "后缀不一致"),
        (PDF, "程序.exe", "不接收“程序.exe”"),
        (PDF, "没有后缀", "不接收"),
        (PDF, "  ", "文件名"),
        (PDF, "长" * 201 + ".pdf", "文件名"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_in_words_and_leaves_nothing(content, name, says):
    matter = a_matter()
    with pytest.raises(Invalid, match=says) as refusal:
        keep(matter, content, name)
    assert refusal.value.field == "file"
    assert (Evidence.objects.count(), Entry.objects.count(), kept_files()) == (0, 1, [])


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(evidence, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(Invalid, match="超过1 MB"):
        keep(a_matter(), PDF + b"." * 1024 * 1024)
    assert (Evidence.objects.count(), kept_files()) == (0, [])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"happened_at": AT + timedelta(seconds=1)}, "happened_at"),
        ({"place": (91.0, 0.0)}, "place"),
        ({"place": (0.0, 181.0)}, "place"),
        ({"place": (float("nan"), 0.0)}, "place"),
    ],
)
def test_impossible_facts_are_refused(facts, field):
    with pytest.raises(Invalid) as refusal:
        keep(a_matter(), **facts)
    assert refusal.value.field == field
    assert Evidence.objects.count() == 0


def test_evidence_of_another_matter_cannot_be_corrected_here():
    other = keep(a_matter())
    with pytest.raises(Invalid, match="不是这里的佐证"):
        keep(a_matter(), replaces=other)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("name", ["../../etc/报告.pdf", "C:\\报告.pdf", "\x00/报告\n.pdf"])
def test_a_name_keeps_no_folders_and_no_invisible_characters(name):
    assert keep(a_matter(), name=name).name == "报告.pdf"


def test_a_file_that_is_gone_is_said_by_name():
    made = keep(a_matter())
    evidence.path_of(made.sha256).unlink()
    with pytest.raises(NotFound, match="整改报告.pdf"):
        evidence.open_file(made)


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [Entry, Evidence, Seal])
def test_the_database_refuses_to_change_or_remove_what_was_written(act, model):
    made = keep(a_matter())
    Seal.objects.create(
        day=AT.date(), first_id=1, last_id=0, count=0, root="", previous="", signature="",
        key_id="", at=AT,
    )  # fmt: skip
    rows, before = model.objects.all(), list(model.objects.values())
    changes = {"update": lambda: rows.update(id=999), "delete": lambda: rows._raw_delete(rows.db)}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        changes[act]()
    assert list(model.objects.values()) == before
    assert evidence.path_of(made.sha256).exists()
