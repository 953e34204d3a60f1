"""Who may open which address: the one table of the product's access rules.

Each entry says who gets through; everybody else is turned away in the way of the product: visitors who have not signed
in are sent to sign in (302), people outside the programme find nothing (404), members without the permission are
refused (403).
"""

from dataclasses import dataclass

from commissioning.models import Role

ANYBODY, SIGNED_IN, MEMBERS = "anybody", "signed in", "members"
COMMISSIONER, COORDINATOR, EVALUATOR = Role.COMMISSIONER, Role.COORDINATOR, Role.EVALUATOR


@dataclass(frozen=True)
class Rule:
    """Who gets through, by which method, and with which statuses."""

    who: object
    method: str = "get"
    statuses: tuple[int, ...] = (200,)


def members():
    return Rule(MEMBERS)


def only(*roles, method="get", statuses=(200,)):
    return Rule(frozenset(roles), method, statuses)


AREA_ROLES = (COMMISSIONER, COORDINATOR, EVALUATOR)
# A post without a form is answered by the form again (200), by a redirect or by a refusal of its content.
POSTED = (200, 302, 400)

ACCESS = {
    "commissioning:home": Rule(SIGNED_IN, statuses=(200, 302)),
    "commissioning:accessibility": Rule(ANYBODY),
    "commissioning:privacy": Rule(ANYBODY),
    "commissioning:glossary": Rule(ANYBODY),
    "commissioning:health": Rule(ANYBODY),
    "commissioning:member-list": only(COMMISSIONER),
    "commissioning:member-edit": only(COMMISSIONER),
    "commissioning:member-invite": only(COMMISSIONER, method="post", statuses=POSTED),
    "commissioning:member-remove": only(COMMISSIONER),
    "evaluation:programme-overview": members(),
    "evaluation:neighbourhood-list": members(),
    "evaluation:neighbourhood-detail": members(),
    "evaluation:indicator-list": members(),
    "evaluation:indicator-load": only(EVALUATOR),
    "evaluation:indicator-detail": members(),
    "evaluation:indicator-csv": members(),
    "evaluation:indicator-svg": members(),
    "evaluation:indicator-png": members(),
    "evaluation:estimates-csv": members(),
    "evaluation:methods": members(),
    "neighbourhoods:area-files": only(*AREA_ROLES),
    "neighbourhoods:area-file-detail": only(*AREA_ROLES),
    "neighbourhoods:area-file-apply": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-check": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-cancel": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-faults": only(*AREA_ROLES),
    "surveys:wave-list": members(),
    "surveys:wave-detail": members(),
    "surveys:wave-new": only(EVALUATOR),
    "surveys:wave-edit": only(EVALUATOR, statuses=(200, 302)),
    "surveys:wave-delete": only(EVALUATOR),
    "surveys:wave-weigh": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-lock": only(EVALUATOR, statuses=(200, 302)),
    "surveys:question-list": members(),
    "surveys:question-load": only(EVALUATOR),
    "surveys:questionnaire-list": members(),
    "surveys:questionnaire-detail": members(),
    "surveys:questionnaire-new": only(EVALUATOR),
    "surveys:questionnaire-publish": only(EVALUATOR, statuses=(200, 302)),
    "surveys:questionnaire-delete": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-new": only(EVALUATOR),
    "surveys:import-detail": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-columns": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-run": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:import-take-back": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-discard": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:import-faults": only(EVALUATOR),
    "surveys:import-mapping": only(EVALUATOR),
    # The library's own pages: sign-in and password reset for anybody, the rest for the signed in.
    "account_login": Rule(ANYBODY, statuses=(200, 302)),
    "account_logout": Rule(ANYBODY, statuses=(200, 302)),
    "account_signup": Rule(ANYBODY, statuses=(200, 302)),
    "account_inactive": Rule(ANYBODY),
    "account_reset_password": Rule(ANYBODY),
    "account_reset_password_done": Rule(ANYBODY),
    "account_reset_password_from_key": Rule(ANYBODY),
    "account_reset_password_from_key_done": Rule(ANYBODY),
    "account_email_verification_sent": Rule(ANYBODY),
    "account_confirm_email": Rule(ANYBODY),
    "account_confirm_login_code": Rule(ANYBODY, statuses=(200, 302)),
    "account_change_password": Rule(SIGNED_IN, statuses=(200, 302)),
    "account_set_password": Rule(SIGNED_IN, statuses=(200, 302)),
    "account_email": Rule(SIGNED_IN),
    "account_reauthenticate": Rule(SIGNED_IN, statuses=(200, 302)),
}
