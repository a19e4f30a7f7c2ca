"""The digest mail to the coordination office: what is new tonight, told once."""
