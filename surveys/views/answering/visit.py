"""One visit to a page at a link: which door, whose answers, which language; and what every such page has in common.

The only cookie is set by "Begin". It holds a token, signed, with the moment of beginning and of the last page: times
that are stored nowhere else.
"""

import re
import secrets
import time
from dataclasses import dataclass
from functools import cached_property, wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.actions.sittings import SittingGone, sitting_of
from surveys.answering.keeping import asks_about
from surveys.answering.limits import MINUTES
from surveys.answering.phrases import phrases_of, spoken
from surveys.answering.steps import Steps
from surveys.doors import door_at
from surveys.languages import ENGLISH, LANGUAGES
from surveys.views.answering.posts import TOO_MANY, Refused, refuse_bad_post

COOKIE = "answering"
# After KEPT nothing opens without the return code; after PAUSE a page asks before it shows what was answered.
KEPT_SECONDS, PAUSE_SECONDS = 2 * 60 * 60, 15 * 60
CODE = re.compile(r"[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True)
class Kept:
    """What the cookie says: who holds it, when they began (unknown after a return code), and when they were last here.

    `was_sent` and the `language` are all that is left of it once the answers are sent.
    """

    token: str = ""
    began_at: float | None = None
    seen_at: float = 0.0
    was_sent: bool = False
    language: str = ""

    @property
    def seconds(self):
        """Whole seconds since beginning; None where that is not known."""
        return None if self.began_at is None else max(0, int(time.time() - self.began_at))

    @property
    def has_paused(self):
        return time.time() - self.seen_at > PAUSE_SECONDS


class Visit:
    """A request at the door of a link."""

    def __init__(self, request, door):
        self.request, self.door = request, door
        self.kept = self._read_cookie()
        self.next_cookie = None
        self.sitting = None if self.kept.was_sent else sitting_of(door=door, token=self.kept.token)
        self.why_closed = door.why_closed() or ("" if self.items else "closed")

    @property
    def items(self):
        return self.door.questionnaire.asked

    @property
    def steps(self):
        return Steps(self.items, self.sitting.answers)

    @property
    def programme(self):
        return self.door.wave.programme if self.door.wave else self.door.questionnaire.programme

    @property
    def asks_about(self):
        return asks_about(self.door.questionnaire)

    @property
    def languages(self):
        """The languages in which this questionnaire can be answered, English first."""
        codes = [code for code in self.door.questionnaire.languages if code in LANGUAGES and code != ENGLISH.code]
        return [ENGLISH, *(LANGUAGES[code] for code in codes)]

    def offered(self, code):
        """The code as a Sitting keeps it, "" for English; None for a language that is not offered."""
        return next(("" if each == ENGLISH else code for each in self.languages if each.code == code), None)

    @cached_property
    def language(self):
        """The code of the language to speak: asked for in the address, kept, or else as the browser prefers."""
        asked_for = self.offered(self.request.GET.get("language", ""))
        if asked_for is not None:
            return asked_for
        if self.sitting or self.kept.was_sent:
            return (self.sitting or self.kept).language
        return self.offered(preferred(self.request, [each.code for each in self.languages])) or ""

    @property
    def phrases(self):
        return phrases_of(self.language or ENGLISH.code)

    def url(self, name, *address):
        return reverse(f"answering:{name}", args=[self.door.code, *address])

    def go(self, name, *address, query=""):
        return redirect(self.url(name, *address) + query)

    def show(self, page, status=200, **shown):
        """A page of templates/surveys/answering in the visitor's language."""
        return render_in(self.request, page, self.phrases, status, visit=self, programme=self.programme, **shown)

    def keep(self, *, token="", began_at=None):
        """Let the browser hold these answers from now on, or hold on to them."""
        token = token or self.kept.token
        self.next_cookie = {"token": token, "began_at": began_at, "seen_at": time.time()}

    def touch(self):
        """Note in the cookie that somebody is here."""
        self.keep(began_at=self.kept.began_at)

    def sent(self):
        """Leave in the cookie only that something was sent, and in which language."""
        self.next_cookie = {"was_sent": True, "language": self.sitting.language}

    def forget(self):
        """Take the cookie away."""
        self.next_cookie = {}

    def _read_cookie(self):
        try:
            signed = self.request.COOKIES.get(COOKIE, "")
            said = signing.loads(signed, salt=_salt(self.door), max_age=KEPT_SECONDS)
            return Kept(**said)
        except (signing.BadSignature, TypeError):
            return Kept()

    def write_cookie(self, response):
        """Carry out on the response what was decided about the cookie."""
        if self.next_cookie is None:
            return
        path = self.url("door")
        if not self.next_cookie:
            response.delete_cookie(COOKIE, path=path, samesite="Lax")
            return
        response.set_cookie(
            COOKIE,
            signing.dumps(self.next_cookie, salt=_salt(self.door)),
            max_age=KEPT_SECONDS,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def new_token():
    """What only the browser of whoever answers holds."""
    return secrets.token_urlsafe(24)


def preferred(request, codes):
    """The first language that the browser asks for among `codes`; "" for none of them."""
    wanted = [tag.partition("-")[0] for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((code for code in wanted if code in codes), "")


def render_in(request, page, phrases, status=200, **shown):
    """A page of templates/surveys/answering with the words of `phrases`."""
    shown |= {"phrases": phrases, "page_language": phrases.language}
    return render(request, f"surveys/answering/{page}.html", shown, status=status)


def answering(*, checks_token=True):
    """A view of (visit, …) at a link: public, never cached, never listed, and every refusal in words.

    `checks_token` is off only for forms that stand on pages without any cookie; they must come from this site.
    """

    def decorate(view):
        @login_not_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request, code, **address):
            visit = None
            try:
                visit = _arrive(request, code)
                if request.method == "POST":
                    refuse_bad_post(request, checks_token)
                response = view(visit, **address)
                visit.write_cookie(response)
            except Refused as refusal:
                response = _in_words(request, refusal, visit)
            except SittingGone:
                response = _in_words(request, Refused("gone", 409), visit)
            return _private(response)

        # Checked within, so that a refusal is in the visitor's words.
        return csrf_exempt(page)

    return decorate


def with_sitting(view):
    """A view that needs answers which are begun, at an open door; other visits go where they can be told why."""

    @wraps(view)
    def guarded(visit, **address):
        if visit.kept.was_sent:
            return visit.go("thanks")
        if visit.why_closed:
            return visit.go("door")
        if visit.sitting is None:
            return visit.go("door", query="?gone")
        if visit.request.method != "POST" and visit.kept.has_paused:
            return visit.go("door")
        visit.touch()
        return view(visit, **address)

    return guarded


@csrf_exempt
@login_not_required
def nowhere(request, rest=""):
    """Any other address below /answer/: nothing is there, and nothing is said of what might be."""
    return _private(_in_words(request, Refused("no_door", 404), None))


def _salt(door):
    return f"surveys.answering {door.code}"


def _arrive(request, code):
    door = door_at(code) if CODE.fullmatch(code) else None
    if door is None:
        raise Refused("no_door", 404)
    return Visit(request, door)


def _in_words(request, refusal, visit):
    phrases = visit.phrases if visit else phrases_of(preferred(request, spoken()) or ENGLISH.code)
    title = phrases["no_door_title" if refusal.why == "no_door" else "refused_title"]
    shown = {"visit": visit, "title": title, "why": refusal.why, "programme": visit.programme if visit else None}
    response = render_in(request, "refused", phrases, refusal.status, **shown)
    if refusal.status == TOO_MANY:
        response["Retry-After"] = MINUTES * 60
    return response


def _private(response):
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers would then send forms from nowhere, and every one would count as forged.
    response["Referrer-Policy"] = "same-origin"
    return response
