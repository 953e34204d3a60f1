"""The page of a programme for people without an account. Outside any programme's address."""

urlpatterns = []
