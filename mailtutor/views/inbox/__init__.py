"""The live inbox of a server."""
