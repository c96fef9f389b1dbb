"""The forms: each shows its Python, and does exactly what that does."""
