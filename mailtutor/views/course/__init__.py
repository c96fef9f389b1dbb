"""Exercises, quizzes and progress."""
