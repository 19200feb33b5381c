"""What is built on a learned encoder: identification of images, and networks that train further."""
