"""Boxes of exercises and quizzes, and a learner's progress."""
