"""How a raw page becomes a kept release."""
