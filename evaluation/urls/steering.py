"""What the steering group reads: progress, comments, and the page for everybody."""

urlpatterns = []
