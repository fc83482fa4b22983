"""Same report, same happening: claims merged into events, every claim kept, independent sources counted, changes written down."""
