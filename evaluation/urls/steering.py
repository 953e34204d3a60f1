"""What the steering group reads: progress, comments, and the page for everybody."""

from django.urls import path

from evaluation.views import comments, public_page, steering

urlpatterns = [
    path("steering/", steering.steering, name="steering"),
    path("steering/comments/", comments.comment_list, name="comment-list"),
    path("steering/comments/new/", comments.comment_new, name="comment-new"),
    path("steering/comments/<int:pk>/", comments.comment_detail, name="comment-detail"),
    path("steering/comments/<int:pk>/edit/", comments.comment_edit, name="comment-edit"),
    path("steering/comments/<int:pk>/settle/", comments.comment_settle, name="comment-settle"),
    path("steering/comments/<int:pk>/reopen/", comments.comment_reopen, name="comment-reopen"),
    path("steering/public-page/", public_page.public_page, name="public-page"),
    path("steering/public-page/preview/", public_page.public_page_preview, name="public-page-preview"),
    path("steering/public-page/new-link/", public_page.public_page_renew, name="public-page-renew"),
]
