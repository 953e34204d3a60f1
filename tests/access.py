"""Who may open which address: the one table of the product's access rules.

Each entry says who gets through; everybody else is turned away in the way of the product: visitors who have not signed
in are sent to sign in (302), people outside the programme find nothing (404), members without the permission are
refused (403).
"""

from dataclasses import dataclass

from commissioning.models import Role

ANYBODY, SIGNED_IN, MEMBERS = "anybody", "signed in", "members"
COMMISSIONERS = "commissioners"  # of whichever programme
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


def entries(name, *roles, see=None, removable=True):
    """Rules of the three pages of a register: roles that may change entries, and who may look at one."""
    room, _, words = name.partition(":")
    rules = {f"{room}:{words}-new": only(*roles), f"{room}:{words}-detail": see or members()}
    return rules | ({f"{room}:{words}-remove": only(*roles)} if removable else {})


MANAGERS = (COMMISSIONER, COORDINATOR)
RECORDERS = (COMMISSIONER, COORDINATOR, Role.STEERING)
KNOW_PLACES = tuple(role for role in Role if role != Role.STEERING)
AREA_ROLES = (COMMISSIONER, COORDINATOR, EVALUATOR)
# A post without a form is answered by the form again (200), by a redirect or by a refusal of its content.
POSTED = (200, 302, 400)
KEEPERS = (COORDINATOR, Role.FIELDWORKER)
# The registers of community life, family by family as in neighbourhoods/urls/.
COMMUNITY_LIFE = {
    # directory; the public part is on in the world of the tests, and not found where it is off
    "neighbourhoods:group-list": members(),
    "neighbourhoods:group-list-csv": members(),
    "neighbourhoods:group-gaps": members(),
    "neighbourhoods:group-gaps-csv": members(),
    "neighbourhoods:directory-json": members(),
    "neighbourhoods:directory": Rule(ANYBODY),
    "neighbourhoods:directory-openreferral": Rule(ANYBODY),
    "neighbourhoods:directory-services": Rule(ANYBODY),
    "neighbourhoods:directory-service": Rule(ANYBODY),
    "neighbourhoods:directory-taxonomies": Rule(ANYBODY),
    "neighbourhoods:directory-taxonomy": Rule(ANYBODY),
    "neighbourhoods:directory-taxonomy-terms": Rule(ANYBODY),
    "neighbourhoods:directory-taxonomy-term": Rule(ANYBODY),
    "neighbourhoods:directory-service-at-locations": Rule(ANYBODY),
    "neighbourhoods:directory-service-at-location": Rule(ANYBODY),
    # groups
    "neighbourhoods:group-detail": members(),
    "neighbourhoods:group-new": only(*KEEPERS),
    "neighbourhoods:group-edit": only(*KEEPERS),
    "neighbourhoods:group-remove": only(*KEEPERS),
    "neighbourhoods:profile-new": only(*KEEPERS),
    "neighbourhoods:profile-confirm": only(*KEEPERS, method="post", statuses=POSTED),
    "neighbourhoods:profile-strike-out": only(*KEEPERS),
    "neighbourhoods:contact-list": only(*KEEPERS),
    **entries("neighbourhoods:contact", *KEEPERS, see=only(*KEEPERS)),
    "neighbourhoods:group-duplicates": only(COORDINATOR),
    "neighbourhoods:group-distinct": only(COORDINATOR, method="post", statuses=POSTED),
    "neighbourhoods:group-merge": only(COORDINATOR),
    "neighbourhoods:merge-undo": only(COORDINATOR),
    # assets
    **entries("neighbourhoods:link", *KEEPERS),
    "neighbourhoods:link-edit": members(),
    "neighbourhoods:link-confirm": only(*KEEPERS, method="post", statuses=POSTED),
    "neighbourhoods:link-end": only(*KEEPERS),
    "neighbourhoods:network": members(),
    "neighbourhoods:network-csv": members(),
    "neighbourhoods:agency-list": members(),
    **entries("neighbourhoods:agency", *KEEPERS),
    "neighbourhoods:agency-edit": members(),
    "neighbourhoods:asset-list": members(),
    "neighbourhoods:asset-csv": members(),
    **entries("neighbourhoods:asset", *KEEPERS),
    "neighbourhoods:scheme-list": members(),
    **entries("neighbourhoods:scheme", *MANAGERS),
    "neighbourhoods:grant-list": members(),
    **entries("neighbourhoods:grant", *MANAGERS),
    "neighbourhoods:project-list": members(),
    **entries("neighbourhoods:project", *KEEPERS),
    "neighbourhoods:approaches": members(),
    # fieldwork
    "neighbourhoods:fieldwork": members(),
    "neighbourhoods:fieldwork-send": only(*KEEPERS),
    "neighbourhoods:visit-list": members(),
    "neighbourhoods:visit-csv": members(),
    "neighbourhoods:visit-step-done": only(*KEEPERS, method="post", statuses=POSTED),
    **entries("neighbourhoods:visit", *KEEPERS),
    "neighbourhoods:visit-edit": members(),
    "service-worker": Rule(ANYBODY),
    "no-signal": Rule(ANYBODY),
    # issues
    "neighbourhoods:issue-list": members(),
    "neighbourhoods:issue-csv": members(),
    **entries("neighbourhoods:issue", *KEEPERS),
    "neighbourhoods:issue-edit": members(),
    "neighbourhoods:issue-put": only(*KEEPERS),
    "neighbourhoods:issue-acknowledge": only(*KEEPERS),
    "neighbourhoods:issue-close": only(*KEEPERS),
    **entries("neighbourhoods:reply", *KEEPERS),
    "neighbourhoods:agency-record": members(),
    "neighbourhoods:agency-record-csv": members(),
    "neighbourhoods:you-said": members(),
    # learning
    "neighbourhoods:effect-list": members(),
    **entries("neighbourhoods:effect", *KEEPERS),
    "neighbourhoods:case-study-list": members(),
    **entries("neighbourhoods:case-study", *KEEPERS),
    "neighbourhoods:case-study-edit": only(*KEEPERS),
    "neighbourhoods:method-list": members(),
    "neighbourhoods:method": members(),
    "neighbourhoods:method-place": members(),
    **entries("neighbourhoods:step", *KEEPERS),
    "neighbourhoods:discussion-list": members(),
    "neighbourhoods:discussion-agenda": members(),
    **entries("neighbourhoods:discussion", *RECORDERS),
    "neighbourhoods:discussion-edit": members(),
    # baselines
    "neighbourhoods:baseline-duties": only(COORDINATOR, EVALUATOR),
    "evaluation:baseline-freeze": only(EVALUATOR),
    **entries("neighbourhoods:confirmation", COORDINATOR, EVALUATOR),
    # files
    "neighbourhoods:register-files": only(*MANAGERS),
    "neighbourhoods:register-file-detail": only(*MANAGERS),
    "neighbourhoods:register-file-apply": only(*MANAGERS, method="post", statuses=POSTED),
    "neighbourhoods:register-file-check": only(*MANAGERS, method="post", statuses=POSTED),
    "neighbourhoods:register-file-cancel": only(*MANAGERS, method="post", statuses=POSTED),
    "neighbourhoods:register-file-faults": only(*MANAGERS),
    "neighbourhoods:register-file-notes": only(*MANAGERS),
    "neighbourhoods:groups-csv": members(),
    "neighbourhoods:groups-xlsx": members(),
    "neighbourhoods:grants-csv": members(),
    "neighbourhoods:grants-json": members(),
    # people
    "neighbourhoods:register-rules": members(),
    "neighbourhoods:person-requests": only(*MANAGERS),
    "neighbourhoods:person-export": only(*MANAGERS, method="post", statuses=POSTED),
    "neighbourhoods:person-erase": only(*MANAGERS, method="post", statuses=POSTED),
}

# What people say, family by family as in surveys/urls/.
SURVEYS = {
    # waves
    "surveys:wave-list": members(),
    "surveys:wave-detail": members(),
    "surveys:wave-new": only(EVALUATOR),
    "surveys:wave-edit": only(EVALUATOR, statuses=(200, 302)),
    "surveys:wave-delete": only(EVALUATOR),
    # evidence: weights, lock, unlocking
    "surveys:wave-weigh": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-weights": members(),
    "surveys:wave-margins": only(EVALUATOR, statuses=(200, 302)),
    "surveys:sample-margins": only(EVALUATOR, statuses=(200, 302)),
    "surveys:sample-margins-remove": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-lock": only(EVALUATOR, statuses=(200, 302)),
    "surveys:unlock-ask": only(COMMISSIONER, EVALUATOR, statuses=(200, 302)),
    "surveys:unlock-answer": only(COMMISSIONER, EVALUATOR),
    "surveys:unlock-withdraw": only(COMMISSIONER, EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-retention": only(EVALUATOR),
    "surveys:wave-answers-destroy": only(EVALUATOR, statuses=(200, 302)),
    # questions and questionnaires
    "surveys:question-list": members(),
    "surveys:question-load": only(EVALUATOR),
    "surveys:questionnaire-list": members(),
    "surveys:questionnaire-detail": members(),
    "surveys:questionnaire-new": only(EVALUATOR),
    "surveys:questionnaire-publish": only(EVALUATOR, statuses=(200, 302)),
    "surveys:questionnaire-delete": only(EVALUATOR, statuses=(200, 302)),
    "surveys:questionnaire-preview": members(),
    "surveys:questionnaire-next": only(EVALUATOR, method="post", statuses=(302,)),
    "surveys:questionnaire-indicators": only(EVALUATOR),
    "surveys:question-new": only(EVALUATOR),
    "surveys:question-edit": only(EVALUATOR),
    # a draft, question by question, and its languages
    "surveys:questionnaire-edit": only(EVALUATOR),
    "surveys:questionnaire-pick": only(EVALUATOR),
    "surveys:questionnaire-words": only(EVALUATOR),
    "surveys:questionnaire-item": only(EVALUATOR),
    "surveys:questionnaire-move": only(EVALUATOR, method="post", statuses=(302,)),
    "surveys:questionnaire-remove": only(EVALUATOR),
    "surveys:questionnaire-route": only(EVALUATOR),
    "surveys:questionnaire-as-menu": only(EVALUATOR, method="post", statuses=(302,)),
    "surveys:questionnaire-languages": only(EVALUATOR),
    "surveys:questionnaire-translate": only(EVALUATOR),
    "surveys:questionnaire-translation-csv": only(EVALUATOR),
    "surveys:questionnaire-translation-load": only(EVALUATOR),
    # pilot of a draft; the questionnaire of the tests' world is published, so its link is neither opened nor closed
    "surveys:questionnaire-pilot": only(EVALUATOR),
    "surveys:pilot-open": only(EVALUATOR, method="post", statuses=(302,)),
    "surveys:pilot-close": only(EVALUATOR, method="post", statuses=(302,)),
    "surveys:pilot-discard": only(EVALUATOR),
    # imports
    "surveys:import-new": only(EVALUATOR),
    "surveys:import-detail": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-columns": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-run": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:import-take-back": only(EVALUATOR, statuses=(200, 302)),
    "surveys:import-discard": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:import-faults": only(EVALUATOR),
    "surveys:import-mapping": only(EVALUATOR),
    # links: public and personal links, posters; the neighbourhood of the tests' world has a link that is open
    "surveys:wave-links": only(EVALUATOR),
    "surveys:wave-links-open": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-poster": only(EVALUATOR, statuses=(200, 302)),
    "surveys:wave-invite": only(EVALUATOR, statuses=(200, 302)),
    "surveys:wave-invite-send": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:wave-hand-over": only(*KEEPERS),
    "surveys:link-renew": only(EVALUATOR),
    "surveys:link-qr": only(EVALUATOR),
    "surveys:link-qr-png": only(EVALUATOR),
    "surveys:invitation-list": only(EVALUATOR),
    "surveys:invitation-new": only(EVALUATOR),
    "surveys:invitation-csv": only(EVALUATOR),
    "surveys:invitation-letters": only(EVALUATOR),
    "surveys:invitation-withdraw-all": only(EVALUATOR),
    "surveys:invitation-withdraw": only(EVALUATOR),
    # answering: anybody who has the link; who has not begun is led to the door
    "answering:door": Rule(ANYBODY),
    "answering:resume": Rule(ANYBODY),
    "answering:nowhere": Rule(ANYBODY, statuses=(404,)),
    **{
        f"answering:{name}": Rule(ANYBODY, statuses=(302,))
        for name in ("question", "whole", "about", "check", "thanks", "later")
    },
    **{
        f"answering:{name}": Rule(ANYBODY, method="post", statuses=(302,))
        for name in ("begin", "send", "language", "leave")
    },
    # interviews
    "surveys:wave-interview": only(EVALUATOR),
    # a phone that does not say whose interview it sends is asked to sign in
    "surveys:interview-send": only(EVALUATOR, method="post", statuses=(401,)),
    # paper
    "surveys:questionnaire-pdf": members(),
    "surveys:wave-paper": only(EVALUATOR),
    "surveys:paper-twice": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:paper-print": only(EVALUATOR),
    "surveys:paper-key": only(EVALUATOR),
    "surveys:paper-form": only(EVALUATOR),
    "surveys:paper-take-back": only(EVALUATOR),
    # xlsforms
    "surveys:questionnaire-xlsform": members(),
    "surveys:xlsform-load": only(EVALUATOR),
    # running: progress and quality checks
    "surveys:wave-progress": members(),
    "surveys:wave-quality": only(EVALUATOR),
    "surveys:wave-check": only(EVALUATOR, method="post", statuses=POSTED),
    "surveys:flag-decide": only(EVALUATOR),
    # microdata; the wave of the tests' world has answers
    "surveys:wave-answers": only(EVALUATOR),
    "surveys:wave-answers-csv": only(EVALUATOR),
    "surveys:wave-answers-xlsx": only(EVALUATOR),
    "surveys:wave-answers-sav": only(EVALUATOR),
    "surveys:wave-codebook": only(EVALUATOR),
    # testimonies
    "surveys:testimony-list": members(),
    "surveys:testimony-written": only(EVALUATOR),
    **entries("surveys:testimony", EVALUATOR, see=only(EVALUATOR)),
}
# What changed and what is told of it, family by family as in evaluation/urls/.
WRITERS = (COORDINATOR, EVALUATOR)  # of reports
EVIDENCE = {
    # exploring
    "evaluation:heat": members(),
    "evaluation:heat-csv": members(),
    "evaluation:heat-xlsx": members(),
    "evaluation:indicator-selection-csv": members(),
    "evaluation:indicator-selection-xlsx": members(),
    # comparing
    "evaluation:comparison": members(),
    "evaluation:comparison-csv": members(),
    "evaluation:what-it-shows": members(),
    # planning
    "evaluation:planner": members(),
    # inequality
    "evaluation:inequality": members(),
    "evaluation:inequality-csv": members(),
    # health
    "evaluation:health": members(),
    "evaluation:health-csv": members(),
    # reports; a version that is in writing is found by those who write or review it
    "evaluation:report-list": members(),
    "evaluation:report-new": only(*WRITERS),
    "evaluation:report-detail": members(),
    "evaluation:report-edit": members(),
    "evaluation:report-remove": only(*WRITERS),
    "evaluation:edition-detail": members(),
    "evaluation:edition-write": only(*WRITERS),
    "evaluation:edition-submit": only(COORDINATOR),
    **{f"evaluation:edition-{step}": only(COMMISSIONER) for step in ("return", "accept", "publish", "withdraw")},
    "evaluation:edition-new": only(*WRITERS),
    "evaluation:edition-discard": only(*WRITERS),
    "evaluation:edition-file": members(),
    "evaluation:edition-files": only(*WRITERS, COMMISSIONER, method="post", statuses=POSTED),
    "evaluation:edition-progress": Rule(MEMBERS, statuses=(302,)),
    # steering: progress, comments, the public page; the comment of the tests' world is the steering group's
    "evaluation:steering": members(),
    "evaluation:comment-list": members(),
    "evaluation:comment-new": members(),
    "evaluation:comment-detail": members(),
    "evaluation:comment-edit": only(Role.STEERING),
    "evaluation:comment-settle": only(COMMISSIONER, COORDINATOR, EVALUATOR, Role.STEERING),
    "evaluation:comment-reopen": only(
        *(COMMISSIONER, COORDINATOR, EVALUATOR, Role.STEERING), method="post", statuses=POSTED
    ),
    "evaluation:public-page": only(COMMISSIONER),
    "evaluation:public-page-preview": only(COMMISSIONER),
    "evaluation:public-page-renew": only(COMMISSIONER, statuses=(200, 302)),
    "progress": Rule(ANYBODY),
    "progress-report": Rule(ANYBODY),
    # sharing: files of the whole programme, keys, the API, which knows keys and no sessions
    "evaluation:take-out": members(),
    "evaluation:programme-file-make": Rule(MEMBERS, method="post", statuses=(302,)),
    "evaluation:programme-file": members(),
    "evaluation:token-list": only(COMMISSIONER),
    "evaluation:token-revoke": only(COMMISSIONER, method="post", statuses=(302,)),
    "api:openapi-json": Rule(ANYBODY),
    "api:api-root": Rule(ANYBODY, statuses=(404,)),
    **{
        f"api:{name}": Rule(ANYBODY, statuses=(401,))
        for name in ("programme", "neighbourhoods", "indicators", "waves", "estimates", "register-figures", "reports")
    },
    "api:report-file": Rule(ANYBODY, statuses=(401,)),
}
ACCESS = {
    "commissioning:home": Rule(SIGNED_IN, statuses=(200, 302)),
    "commissioning:accessibility": Rule(ANYBODY),
    "commissioning:privacy": Rule(ANYBODY),
    "commissioning:glossary": Rule(ANYBODY),
    "commissioning:health": Rule(ANYBODY),
    "commissioning:programme-new": Rule(COMMISSIONERS),
    "commissioning:programme-edit": only(COMMISSIONER),
    "commissioning:contract-agree": only(COMMISSIONER, method="post", statuses=POSTED),
    "commissioning:stage-edit": members(),
    "commissioning:task-done": only(*MANAGERS),
    "commissioning:milestone-met": only(*MANAGERS),
    "commissioning:extend": only(*MANAGERS),
    **entries("commissioning:task", *MANAGERS),
    **entries("commissioning:milestone", *MANAGERS),
    **entries("commissioning:report", COORDINATOR, removable=False),
    "commissioning:member-list": only(COMMISSIONER),
    "commissioning:member-edit": only(COMMISSIONER),
    "commissioning:member-invite": only(COMMISSIONER, method="post", statuses=POSTED),
    "commissioning:member-remove": only(COMMISSIONER),
    "commissioning:risk-list": members(),
    **entries("commissioning:risk", *MANAGERS),
    "commissioning:mine": members(),
    "commissioning:learning": members(),
    **entries("commissioning:session", *MANAGERS),
    **entries("commissioning:clause", *MANAGERS),
    "commissioning:meeting-list": members(),
    **entries("commissioning:meeting", *RECORDERS),
    "commissioning:meeting-edit": members(),
    **entries("commissioning:resolution", *RECORDERS),
    **entries("commissioning:action", *RECORDERS),
    "commissioning:action-close": only(*RECORDERS),
    "commissioning:action-reopen": only(*RECORDERS, method="post", statuses=POSTED),
    **entries("commissioning:paper", *RECORDERS),
    # The steering group writes down who came, and then sees only where people were from.
    **entries("commissioning:attendance", *MANAGERS, see=only(*KNOW_PLACES)),
    "commissioning:attendance-new": only(*RECORDERS),
    "commissioning:team-set-up": only(*MANAGERS, method="post", statuses=POSTED),
    **entries("commissioning:post", *MANAGERS),
    **entries("commissioning:appointment", *MANAGERS, see=only(*KNOW_PLACES)),
    "neighbourhoods:team": members(),
    **entries("neighbourhoods:deployment", COORDINATOR, see=only(*KNOW_PLACES)),
    "evaluation:money": members(),
    "commissioning:budget-line-list": members(),
    **entries("commissioning:budget-line", COMMISSIONER),
    "commissioning:payment-list": members(),
    **entries("commissioning:payment", *MANAGERS),
    **entries("commissioning:partner", COMMISSIONER),
    **entries("commissioning:contribution", COMMISSIONER),
    "commissioning:money-workbook": members(),
    "commissioning:budget-csv": members(),
    "commissioning:payments-csv": members(),
    "commissioning:contributions-csv": members(),
    "commissioning:money-files": only(*MANAGERS),
    "commissioning:money-file-detail": only(*MANAGERS),
    "commissioning:money-file-apply": only(*MANAGERS, method="post", statuses=POSTED),
    "commissioning:money-file-check": only(*MANAGERS, method="post", statuses=POSTED),
    "commissioning:money-file-cancel": only(*MANAGERS, method="post", statuses=POSTED),
    "commissioning:money-file-faults": only(*MANAGERS),
    "evaluation:programme-overview": members(),
    "evaluation:contract": members(),
    "evaluation:stage-detail": members(),
    "evaluation:gate": members(),
    "evaluation:gate-decide": only(COMMISSIONER, method="post", statuses=POSTED),
    "evaluation:decision-detail": members(),
    "evaluation:waiver-new": only(COMMISSIONER),
    "evaluation:waiver-remove": only(COMMISSIONER, method="post", statuses=POSTED),
    "commissioning:condition-detail": members(),
    **entries("evaluation:kpi", COMMISSIONER),
    "evaluation:kpi-edit": only(COMMISSIONER),
    "evaluation:kpi-explain": only(*MANAGERS, method="post", statuses=POSTED),
    "evaluation:baseline": members(),
    "evaluation:baseline-confirm": only(EVALUATOR),
    "evaluation:neighbourhood-list": members(),
    "evaluation:neighbourhood-detail": members(),
    "evaluation:priorities": members(),
    "evaluation:priorities-csv": members(),
    "evaluation:priority-choose": only(COMMISSIONER),
    "evaluation:indicator-list": members(),
    "evaluation:indicator-load": only(EVALUATOR),
    "evaluation:indicator-detail": members(),
    "evaluation:indicator-csv": members(),
    "evaluation:indicator-svg": members(),
    "evaluation:indicator-png": members(),
    "evaluation:estimates-csv": members(),
    "evaluation:methods": members(),
    **EVIDENCE,
    **COMMUNITY_LIFE,
    "neighbourhoods:intelligence-new": only(*KNOW_PLACES),
    "neighbourhoods:area-files": only(*AREA_ROLES),
    "neighbourhoods:area-file-detail": only(*AREA_ROLES),
    "neighbourhoods:area-file-apply": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-check": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-cancel": only(*AREA_ROLES, method="post", statuses=POSTED),
    "neighbourhoods:area-file-faults": only(*AREA_ROLES),
    **SURVEYS,
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
