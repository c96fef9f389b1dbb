"""The rules of the review, by subject."""
