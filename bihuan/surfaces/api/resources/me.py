"""Who the token acts as: person, post, what the post sees and what the token may."""

from pydantic import Field

from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.roles import CAPABILITIES

from ..calls import GET, Asked, Call
from ..fields import Shape, UnitRef


class May(Shape):
    """A capability."""

    word: str = Field(title="权限")
    says: str = Field(title="能做什么")


class Me(Shape):
    """As whom a token acts."""

    label: str = Field(title="痕迹里怎么写")
    unit: UnitRef = Field(title="单位")
    post: str = Field(title="岗位")
    sees: str = Field(title="范围", description="subtree 辖区，supervised 监管的单位，own 本单位")
    may: list[May] = Field(title="能做的")


def show(asked: Asked) -> Me:
    """Say as whom the token acts."""
    viewer = asked.viewer
    post = Post.objects.select_related("unit").get(pk=viewer.post_id)
    may = [May(word=word, says=CAPABILITIES[word]) for word in sorted(viewer.may)]
    return Me(
        label=viewer.label, unit=UnitRef(id=post.unit_id, name=post.unit.name), post=post.title,
        sees=viewer.sees, may=may,
    )  # fmt: skip


CALLS = (Call(GET, "me", show, "me", "令牌", "这个令牌是谁，能做什么", Me),)
