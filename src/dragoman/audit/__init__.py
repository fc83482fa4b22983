"""How right the data of a store are: a probability sample, coded blind by people, and what it says of a run."""
