"""The types of what calls take and give: ids, words, days, moments, references to rows."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.workbench.forms.units import INDUSTRY

LARGEST = 2**63 - 1
#: No duty lies outside these days; beyond them calendars and databases disagree.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Shape(BaseModel):
    """What a call takes or gives; it holds nothing that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _plain(words: str) -> str:
    if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in words):
        raise ValueError("不能有控制字符。")
    return words


def _near(moment: Any) -> Any:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
    return moment


def words(most: int, least: int = 0) -> Any:
    """Return the type of a text of so many characters, spaces around it not counted."""
    limits = StringConstraints(strip_whitespace=True, min_length=least, max_length=most)
    return Annotated[str, limits, AfterValidator(_plain)]


def industry_code(given: str) -> str:
    """Return an industry code as it is written. Raises :class:`ValueError` for anything else."""
    if not INDUSTRY.regex.fullmatch(given):
        raise ValueError("要写成 C2922 或 2922 这样。")
    return given


Id = Annotated[int, Field(ge=1, le=LARGEST)]
#: The id of a row we answer.
RowId = Annotated[int, Field(title="编号")]
Day = Annotated[date, AfterValidator(_near)]
#: A moment somebody writes: with its zone.
Written = Annotated[AwareDatetime, AfterValidator(_near)]
#: A moment we answer: in Shanghai time.
Moment = Annotated[datetime, AfterValidator(in_shanghai)]
Mark = words(600)


class Nothing(Shape):
    """The body of a write that needs no words."""


class Done(Shape):
    """That a write was done: in words, where the thing is now, and at which revision.

    What it looks like is asked for again: doing may have led it out of the caller's scope.
    """

    says: str = Field(title="办了什么")
    address: str = Field(title="接口地址")
    revision: int = Field(title="版本")


class UnitRef(Shape):
    """A unit, named."""

    id: RowId
    name: str = Field(title="单位")

    @classmethod
    def of(cls, unit: Unit | None) -> Self | None:
        """Return the reference, None for no unit."""
        return cls(id=unit.pk, name=unit.name) if unit else None


class PostRef(Shape):
    """A post, named."""

    id: RowId
    title: str = Field(title="岗位")

    @classmethod
    def of(cls, post: Post | None) -> Self | None:
        """Return the reference, None for no post."""
        return cls(id=post.pk, title=post.title) if post else None


class PersonRef(Shape):
    """A person, named."""

    id: RowId
    name: str = Field(title="姓名")

    @classmethod
    def of(cls, person: Person | None) -> Self | None:
        """Return the reference, None for nobody."""
        return cls(id=person.pk, name=person.name) if person else None


class ClauseRef(Shape):
    """A clause, as people cite it."""

    id: RowId
    document: int = Field(title="文件编号")
    title: str = Field(title="文件")
    label: str = Field(title="条款")

    @classmethod
    def of(cls, clause: Clause | None) -> Self | None:
        """Return the reference, None for no clause."""
        if clause is None:
            return None
        return cls(
            id=clause.pk, document=clause.document_id, title=clause.document.title,
            label=clause.label,
        )  # fmt: skip


class FileRef(Shape):
    """A piece of evidence: its file lies under ``address``."""

    id: RowId
    name: str = Field(title="文件名")
    kind: str = Field(title="材料种类")
    size: int = Field(title="字节数")
    sha256: str = Field(title="摘要")
    uploaded_at: Moment = Field(title="上传时间")
    address: str = Field(title="下载地址")

    @classmethod
    def of(cls, file: Any) -> Self:
        """Return the reference of a piece of evidence."""
        return cls(
            id=file.pk, name=file.name, kind=file.kind, size=file.size, sha256=file.sha256,
            uploaded_at=file.uploaded_at, address=f"/api/v1/evidence/{file.pk}",
        )  # fmt: skip
