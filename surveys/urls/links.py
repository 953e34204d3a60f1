"""Ways to answer: public links with their posters, and personal links."""

urlpatterns = []
