"""Values that name a row: looked up as the pages look them up, with the same words for a miss."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.refusals import Invalid


def looked_up(field: forms.Field, value: Any, name: str) -> Any:
    """Return what a page's field finds for a value. Raises :class:`Invalid`, naming ``name``."""
    try:
        return field.clean(value)
    except ValidationError as error:
        raise Invalid("".join(error.messages), field=name) from error
