"""Views of one message, and of two side by side."""
