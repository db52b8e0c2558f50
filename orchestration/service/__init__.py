"""The HTTP service: what people and systems ask for goes into the queue; what is known is told."""
