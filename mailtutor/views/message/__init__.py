"""One mail, and two side by side."""
