"""What client and server said."""
