"""Official health statistics, beside what changed."""

urlpatterns = []
