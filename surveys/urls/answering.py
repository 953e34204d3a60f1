"""Addresses at which people answer a questionnaire by a link: public, short, without a programme in them."""

from django.urls import path, re_path

from surveys.views.answering import arriving, asking, leaving
from surveys.views.answering.visit import nowhere

app_name = "answering"
urlpatterns = [
    path("<str:code>/", arriving.door, name="door"),
    path("<str:code>/begin/", arriving.begin, name="begin"),
    path("<str:code>/resume/", arriving.resume, name="resume"),
    path("<str:code>/question/<int:number>/", asking.question, name="question"),
    path("<str:code>/whole/", asking.whole, name="whole"),
    path("<str:code>/about-you/", asking.about, name="about"),
    path("<str:code>/check/", leaving.check, name="check"),
    path("<str:code>/send/", leaving.send, name="send"),
    path("<str:code>/thanks/", leaving.thanks, name="thanks"),
    path("<str:code>/later/", leaving.later, name="later"),
    path("<str:code>/language/", leaving.language, name="language"),
    path("<str:code>/leave/", leaving.leave, name="leave"),
    # Only with a slash at the end, so that an address typed without it is still led to its page.
    re_path(r"^(?:(?P<rest>.+)/)?$", nowhere, name="nowhere"),
]
