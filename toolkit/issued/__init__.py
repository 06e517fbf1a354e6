"""Issued documents, read as drafts of a plan."""
