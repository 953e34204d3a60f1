"""Reports: written, handed in, reviewed, published."""

urlpatterns = []
