"""Who is active and who is not, by group."""

urlpatterns = []
