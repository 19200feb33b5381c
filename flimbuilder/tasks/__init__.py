"""What is built on a learned encoder: identification, and networks that are trained further."""
