"""What needs a trained model or a recogniser, and what such models are made from."""
