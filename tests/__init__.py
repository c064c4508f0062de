"""Tests of Rasd."""
