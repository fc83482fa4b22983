"""Other event data sets read into the columns of our events, one file per format, and compared with ours."""
