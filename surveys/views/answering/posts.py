"""Posts that are not what a page of ours sends: refused in words, before anything else looks at them."""

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware

TOO_MANY = 429
LARGEST_POST = 1_000_000
FIGURES = len(str(LARGEST_POST))


class Refused(Exception):
    """A visit that gets words instead of the page: `why` names the phrases, `status` tells machines."""

    def __init__(self, why, status):
        super().__init__(why)
        self.why, self.status = why, status


class _Forgeries(CsrfViewMiddleware):
    """Django's own check, answering with the reason instead of its page."""

    def _reject(self, request, reason):
        return reason


_forgeries = _Forgeries(lambda request: None)


def refuse_bad_post(request, checks_token):
    """Raise Refused for a post that is endless, cannot be read, or did not come from a page of ours."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and (len(length) > FIGURES or int(length) > LARGEST_POST):
        raise Refused("too_large", 413)
    try:
        request.POST  # noqa: B018 - read here, where what cannot be read is answered in words
    except RequestDataTooBig as error:
        raise Refused("too_large", 413) from error
    except (SuspiciousOperation, MultiPartParserError, BadRequest, UnreadablePostError) as error:
        raise Refused("unreadable", 400) from error
    if _is_forged(request, checks_token):
        raise Refused("stale", 403)


def _is_forged(request, checks_token):
    if checks_token:
        return _forgeries.process_view(request, None, (), {}) is not None
    return "Origin" in request.headers and not _forgeries._origin_verified(request)
