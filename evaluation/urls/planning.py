"""Planning a survey before it is bought."""

urlpatterns = []
