"""Mails: their texts, how they are put together, sent and fetched."""
