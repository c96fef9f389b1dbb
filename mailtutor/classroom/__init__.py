"""A live wall for a class: learners tell outcomes, and the teacher's computer shows them."""
