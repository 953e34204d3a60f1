"""E-mail addresses are how programmes know people, so nobody gives themselves another one."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def confirm_address(request, key=""):
    """Stands where the library would confirm an address; none is ever waiting to be confirmed."""
    return _said(request)


def address(request):
    """The visitor's address, and who can change it. Roles are given to addresses: an unproven one could take a role."""
    return _said(request)


def _said(request):
    """The same calm page to every request; one that asks for a change is refused."""
    asked_to_change = request.method not in ("GET", "HEAD", "OPTIONS")
    return render(request, "account/email.html", status=403 if asked_to_change else 200)
