"""What is published beside the sound; made from words that the plan has already redacted."""
