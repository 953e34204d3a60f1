"""Ways to answer: public links with their posters, and personal links."""

from django.urls import path

from surveys.views import invitations, inviting, links

urlpatterns = [
    path("surveys/waves/<int:pk>/links/", links.wave_links, name="wave-links"),
    path("surveys/waves/<int:pk>/links/open/", links.wave_links_open, name="wave-links-open"),
    path("surveys/waves/<int:pk>/links/posters.pdf", links.wave_poster, name="wave-poster"),
    path("surveys/waves/<int:pk>/invite/", inviting.wave_invite, name="wave-invite"),
    path("surveys/waves/<int:pk>/invite/send/", inviting.wave_invite_send, name="wave-invite-send"),
    path("surveys/waves/<int:pk>/invite/by-hand/", inviting.wave_hand_over, name="wave-hand-over"),
    path("surveys/links/<int:pk>/renew/", links.link_renew, name="link-renew"),
    path("surveys/links/<int:pk>/qr.svg", links.link_qr, name="link-qr"),
    path("surveys/links/<int:pk>/qr.png", links.link_qr_png, name="link-qr-png"),
    path("surveys/links/<int:pk>/invitations/", invitations.invitation_list, name="invitation-list"),
    path("surveys/links/<int:pk>/invitations/new/", invitations.invitation_new, name="invitation-new"),
    path("surveys/links/<int:pk>/invitations.csv", invitations.invitation_csv, name="invitation-csv"),
    path("surveys/links/<int:pk>/invitations.pdf", invitations.invitation_letters, name="invitation-letters"),
    path(
        "surveys/links/<int:pk>/invitations/withdraw/",
        invitations.invitation_withdraw_all,
        name="invitation-withdraw-all",
    ),
    path("surveys/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
]
