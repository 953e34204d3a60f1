"""Addresses at which people answer a questionnaire by a link: public, short, without a programme in them."""

app_name = "answering"
urlpatterns = []
