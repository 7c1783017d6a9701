"""The sample desk: who gets a sample and who pays, the way there, feedback, what it brought."""
