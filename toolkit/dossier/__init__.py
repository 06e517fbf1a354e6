"""What an office files about one item (一事一档): its story from the plan to the closing, and the papers."""
