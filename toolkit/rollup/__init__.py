"""Rolling up: a region's master over its prefectures, from their folders or from what they handed up."""
