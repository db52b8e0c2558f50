"""A Resources Centre: speakers, organizers and sponsors in every dialect that it may speak."""
