"""What a rung brings about for a whole batch: who is told, who must act, which letter goes out."""

from datetime import datetime, timedelta

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.law.settings import setting
from bihuan.kernel.letters import letters
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Machine

from . import batch, birth, dialect, obligations
from .models import Kind, Obligation

BY = Machine("巡查")
#: Stage to the wording of its notice; from this stage on a notice goes out at once.
TEMPLATES = ("due_soon", "prompt", "warning", "order", "listed")
URGENT = 3
SIGNING = "#sign"
#: What follows the obligation's chain in the cause of an order that a person opened on it.
BY_HAND = ":hand"

_TELL = """
INSERT INTO notices_notice
  (key, unit_id, post_id, chain, template, subject, facts, due, stage, urgent, created_at)
SELECT 'o' || b.id || ':' || b.seq || ':$role', $unit, $post, 'o' || b.id,
  CASE b.reached $templates END, b.title, $facts, b.due, b.reached, b.reached >= $urgent, $at
FROM ($above) b LEFT JOIN orgs_unit h ON h.id = b.holder
WHERE b.tells LIKE '%%"$role"%%' AND $unit IS NOT NULL $twice
ON CONFLICT DO NOTHING
"""
#: Role to the unit told, and the roles before it that may be the same unit.
_TOLD = {
    "holder": ("b.holder", ()),
    "supervisor": ("b.watcher", ()),
    "office": ("b.office", ("supervisor",)),
    "above": ("b.above", ("supervisor",)),
}

_COUNT = """
INSERT INTO obligations_tally (place_path, kind, stage, n)
SELECT path, kind, stage, SUM(n) FROM (
  SELECT path, kind, was AS stage, -COUNT(*) AS n FROM sweep_batch WHERE was <> stage
  GROUP BY path, kind, was
  UNION ALL
  SELECT path, kind, stage, COUNT(*) FROM sweep_batch WHERE was <> stage
  GROUP BY path, kind, stage) d
GROUP BY path, kind, stage HAVING SUM(n) <> 0
"""

_CHILD = (
    *("kind", "title", "clause_id", "parent_id", "holder_id", "supervisor_id", "subject_id"),
    *("place_path", "period", "slot", "step", "late_joiner", "times_needed", "times_done"),
    *("opened_at", "legal_due", "current_due", "ladder_id", "rung", "stage", "next_at"),
    *("outcome", "mode", "revision", "trail_count"),
)
_OBLIGE = """
INSERT INTO obligations_obligation ($columns, trail_head)
SELECT c.*, $birth FROM (
  SELECT 'supervise' AS kind,
    CASE WHEN b.kind = 'supervise' THEN b.title
      ELSE substr('督办：' || b.title, 1, 240) END AS title,
    b.clause AS clause_id,
    b.id AS parent_id, b.watcher AS holder_id,
    COALESCE(w.supervisor_id, CASE WHEN b.office <> b.watcher THEN b.office ELSE b.above END)
      AS supervisor_id,
    b.holder AS subject_id, w.place_path AS place_path, 'o' || b.id || ':' || b.seq AS period,
    '' AS slot, '' AS step, $no AS late_joiner, 1 AS times_needed, 0 AS times_done,
    $at AS opened_at, $due AS legal_due, $due AS current_due, b.opens_ladder AS ladder_id,
    -1 AS rung, 0 AS stage, $next_at AS next_at, '' AS outcome, '' AS mode, 0 AS revision,
    0 AS trail_count
  FROM ($above) b JOIN orgs_unit w ON w.id = b.watcher
  WHERE b.opens_hours IS NOT NULL) c WHERE true
ON CONFLICT DO NOTHING
"""
_FIRST_RUNG = """
(SELECT a.hours FROM sweep_ladder a WHERE a.ladder = b.opens_ladder
 AND substr(w.place_path, 1, length(a.path)) = a.path ORDER BY length(a.path) DESC LIMIT 1)
"""
_COUNT_OPENED = """
INSERT INTO obligations_tally (place_path, kind, stage, n)
SELECT c.place_path, c.kind, 0, COUNT(*) FROM obligations_obligation c
JOIN sweep_batch b ON b.id = c.parent_id AND c.period = 'o' || b.id || ':' || b.seq
WHERE c.kind = 'supervise' GROUP BY c.place_path, c.kind
"""
_TO_WRITE = """
SELECT b.id, b.seq, b.letter, b.office, b.above FROM ($above) b
WHERE b.letter <> '' AND b.holder IS NOT NULL AND b.office IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM letters_letter l WHERE l.state <> 'cancelled'
  AND l.cause BETWEEN 'o' || b.id || '$hand' AND 'o' || b.id || '$hand~')
ORDER BY b.id
"""


def tell(at: datetime) -> None:
    """Write one notice for each unit each rung of the batch tells; nobody is told twice."""
    for role, (unit, before) in _TOLD.items():
        same = [f"AND NOT (b.tells LIKE '%%\"{r}\"%%' AND {_TOLD[r][0]} = {unit})" for r in before]
        dialect.run(
            _TELL,
            {"at": dialect.moment(at)},
            role=role,
            unit=unit,
            twice=" ".join(same),
            post="b.post" if role == "holder" else "CAST(NULL AS bigint)",
            templates=" ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(TEMPLATES)),
            facts=dialect.json_object(holder="h.name", role=f"'{role}'"),
            urgent=str(URGENT),
            at=dialect.timestamp("at"),
            above=batch.ABOVE,
        )


def count() -> None:
    """Move the batch from the stages it had to those it reaches, in the tallies."""
    dialect.run(_COUNT)


def oblige_supervisors(first: list[tuple[int, str, int | None]], at: datetime) -> int:
    """Open the watcher's own obligation for each rung that asks for one; return how many.

    The watcher is the supervisor of the late obligation, else the nearest committee office; without
    either nobody is guessed.
    """
    asked = dialect.rows("SELECT COUNT(*) FROM sweep_batch WHERE opens_hours IS NOT NULL")
    if not asked[0][0]:
        return 0
    batch.note_ladders(first)
    due = dialect.hours_after(dialect.timestamp("due"), "b.opens_hours")
    opened = dialect.run(
        _OBLIGE,
        {"at": dialect.moment(at), "due": dialect.moment(at.replace(microsecond=0))},
        columns=", ".join(_CHILD),
        birth=birth.digest_sql("c", _CHILD),
        no="false" if dialect.postgresql() else "0",
        at=dialect.timestamp("at"),
        due=due,
        next_at=dialect.hours_after(due, _FIRST_RUNG),
        above=batch.ABOVE,
    )
    dialect.run(_COUNT_OPENED)
    return opened


def draw_up_letters(at: datetime) -> int:
    """Draw up the letters the batch's rungs ask for and oblige their issuers to sign them."""
    asked = dialect.rows(_TO_WRITE, above=batch.ABOVE, hand=BY_HAND)
    if not asked:
        return 0
    everyone = Obligation.objects.everywhere("letters of a batch").select_related("holder", "rule")
    late = everyone.in_bulk([row[0] for row in asked])
    offices = Unit.objects.in_bulk({pk for row in asked for pk in row[3:] if pk})
    drafts = [
        _draft(late[pk], kind, offices[office], f"{late[pk].chain}:{seq}")
        for pk, seq, kind, office, _ in asked
    ]
    made = letters.draw_up_many(drafts, at=at, by=BY)
    ladder = Ladder.objects.filter(key__startswith="CN/", key__endswith=SIGNING).first()
    for letter, (pk, _, _, office, above) in zip(made, asked, strict=True):
        obligations.open_one(
            kind=Kind.SIGN,
            title=f"签发{letter.number}：{late[pk].title}",
            holder=offices[office],
            post=letter.signer_post,
            supervisor=offices.get(above),
            subject=late[pk].holder,
            parent=late[pk],
            period=letter.cause,
            clause=letter.clause,
            legal_due=_sign_by(ladder, offices[office], at),
            ladder=ladder,
            by=BY,
            at=at,
        )
    return len(made)


def _draft(late: Obligation, kind: str, issuer: Unit, cause: str) -> letters.Draft:
    if late.holder is None:
        raise LookupError("a letter without an addressee")
    quote = late.rule.says if late.rule else None
    return {
        "kind": kind, "issuer": issuer, "addressee": late.holder, "title": late.title,
        "chain": late.chain, "cause": cause, "clause_id": late.clause_id,
        "matter_id": late.matter_id, "body": {"due": late.current_due, "quote": quote},
    }  # fmt: skip


def _sign_by(ladder: Ladder | None, issuer: Unit, at: datetime) -> datetime | None:
    """When a letter must be signed: the hours somebody set for the place, else unset."""
    row = setting(ladder.key, "due", path=issuer.place_path, at=at) if ladder else None
    return at + timedelta(hours=int(row.value)) if row else None
