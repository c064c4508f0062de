"""A small site of our own on loopback, in the shapes of the sites we watch; it publishes and fails on command."""
