"""Forms that show the Python they run."""
