"""ChronoTrack Live, a scoring system: its reads as clients use them, its writes as assumed."""
