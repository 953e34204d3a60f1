"""Survey pages and files against a plain second computation from the stored rows."""
