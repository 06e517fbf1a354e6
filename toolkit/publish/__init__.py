"""What is disclosed (双公开): two editions, without the people who are in the ledger."""
