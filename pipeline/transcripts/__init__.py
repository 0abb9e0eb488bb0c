"""Transcripts that somebody else's recogniser made: read, fitted to the recording, and used in place of ours.

    find → read → place → fit → detect as always

- `read` tells the kind by the content and gives passages of words, with what times and channels they have.
- `place` gives every word a time and a channel of the recording; where that is unsure it keeps the whole
  stretch in which the word surely lies, and a personal word silences all of it.
- `fit` refuses a transcript that does not cover the voices of the recording, or that runs beside them.

A transcript is untrusted, and as personal as the recording: its size is limited, whatever is wrong with it
becomes one `Quarantine`, and no error or log quotes it.
"""
