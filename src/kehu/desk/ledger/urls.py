"""Pages of customers and what happened."""

urlpatterns: list[object] = []
