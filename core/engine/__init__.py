"""The imperative shell without a screen: takes commands in, has effects, publishes events."""
