"""What agencies and others said in words."""

urlpatterns = []
