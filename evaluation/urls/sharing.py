"""Files of the whole programme, and keys for programs that read it."""

urlpatterns = []
