"""The one way by which surfaces reach other machines over HTTP."""

import urllib.request
from typing import Any, Final


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what was meant for one machine is not carried to another."""

    def redirect_request(self, *_: Any) -> None:
        return None


OPENER: Final = urllib.request.build_opener(_Unmoved)
