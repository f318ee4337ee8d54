"""Files brought as proof: those named in a call, out of the chain they must belong to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast

from pydantic import Field

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence

from ..calls import Asked
from ..fields import FileRef, Shape, Written, words


class Brought(Shape):
    """What a file is called, of which kind it is, when what it shows happened."""

    name: words(200, 1) = Field(title="文件名")  # type: ignore[valid-type]
    kind: words(32, 1) = Field(title="材料种类")  # type: ignore[valid-type]
    happened_at: Written | None = Field(None, title="发生时间")


def named(chain: str, ids: Sequence[int]) -> list[Evidence]:
    """Return the files with these ids, in order. Raises :class:`Invalid` for one not of here."""
    found = {file.pk: file for file in Evidence.objects.filter(chain=chain, pk__in=ids)}
    for pk in ids:
        if pk not in found:
            says = f"{pk} 不是这里的佐证。请先用上传佐证的接口传到这一件上。"
            raise Invalid(says, field="files")
    return [found[pk] for pk in dict.fromkeys(ids)]


def keep(asked: Asked, owner: Any, kinds: Sequence[str]) -> FileRef:
    """Keep the file in the body of a call as evidence of an owner's chain."""
    given: Brought = asked.query
    if given.kind not in kinds:
        says = f"这里不收“{given.kind}”，收的是：{'、'.join(kinds)}。"
        raise Invalid(says, field="kind")
    happened: datetime | None = given.happened_at
    stored = evidence.store(
        owner=owner, kind=given.kind, name=given.name, content=cast(BinaryIO, asked.body),
        happened_at=happened, by=asked.viewer, at=asked.now,
    )  # fmt: skip
    return FileRef.of(stored)
