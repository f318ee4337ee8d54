"""Keeping who reported: making the key, opening one identity with a reason, every view traced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.wording import Wording
from bihuan.kernel.orgs import ports, roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries

from . import sealing
from .models import PublicKey, Vault

TEMPLATE: Final = "tip_identity"
WORDING: Final = Wording("举报人身份", "{subject}：{by}打开了举报人的身份，理由：{why}。")
SHORTEST: Final = 12


def keys(by: Viewer) -> QuerySet[PublicKey]:
    """Return the keys of the custodian's place, the newest first."""
    _demand(by)
    return PublicKey.objects.filter(place__path=by.path).select_related("made_by").order_by("-pk")


def kept(by: Viewer) -> QuerySet[Vault]:
    """Return the sealed identities a custodian keeps: numbers and days, nothing of the reports."""
    _demand(by)
    rows = Vault.objects.exclude(sealed="").filter(key__place__path=by.path)
    return rows.select_related("tip__matter", "key").order_by("-pk")


@transaction.atomic
def make_key(passphrase: str, *, by: Viewer, at: datetime) -> tuple[PublicKey, bytes]:
    """Return a new key and the file of its private half, which is kept nowhere else.

    The earlier key seals nothing any more; what it sealed it still opens. Raises :class:`Invalid`
    for a passphrase that is too short.
    """
    _demand(by)
    if len(passphrase) < SHORTEST:
        raise Invalid(f"口令至少 {SHORTEST} 个字。", field="passphrase")
    unit = Unit.objects.select_related("place").get(pk=by.unit_id)
    public, locked = sealing.new_key(passphrase)
    PublicKey.objects.filter(place=unit.place, retired_at=None).update(retired_at=at)
    made = PublicKey.objects.create(
        place=unit.place, public=public, fingerprint=sealing.fingerprint(public),
        made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    ports.record("s", "identity_key_made", by=by, at=at, body={"key": made.fingerprint})
    return made, locked


def open_identity(  # noqa: PLR0913 - what is opened, with what, why, by whom, when
    number: str, locked: bytes, passphrase: str, reason: str, *, by: Viewer, at: datetime
) -> Mapping[str, str]:
    """Return who reported. That it was opened, or that somebody failed to, is traced and told.

    Raises :class:`NotFound` for a report without an identity here, :class:`Invalid` without a
    reason, or for a key or passphrase that does not fit.
    """
    vault = kept(by).filter(tip__matter__number=number).first()
    if vault is None:
        raise NotFound("没有这件举报的身份。")
    if not reason.strip():
        raise Invalid("还没有写打开的理由。", field="reason")
    try:
        found = sealing.unseal(vault.sealed, locked, passphrase, vault.code)
    except sealing.Locked as error:
        _trace(vault, "identity_refused", reason, by, at)
        key = vault.key.fingerprint if vault.key else ""
        says = f"钥匙文件或者口令不对。这件要用编号 {key} 的钥匙。这次尝试已经留痕。"
        raise Invalid(says, field="key") from error
    _trace(vault, "identity_opened", reason, by, at)
    return found


@transaction.atomic
def _trace(vault: Vault, verb: str, reason: str, by: Viewer, at: datetime) -> None:
    matter = vault.tip.matter
    entry = entries.append(matter, verb, by=by, at=at, body={"reason": reason.strip()})
    if verb == "identity_opened" and matter.unit is not None:
        notices.write(
            key=f"{matter.chain}:{entry.seq}:identity", unit=matter.unit, post=None,
            chain=matter.chain, template=TEMPLATE, subject=matter.title,
            facts={"by": by.label, "why": reason.strip()}, stage=0, urgent=True, at=at,
        )  # fmt: skip


def _demand(by: Viewer) -> None:
    if not by.can(roles.IDENTITY):
        raise NotAllowed("举报人的身份由保管员打开。", can="举报人身份保管员")
