"""The course: the learner's own copy of the lessons."""
