"""Paper: the printed questionnaire, and keying what came back."""

urlpatterns = []
