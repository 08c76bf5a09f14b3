"""Tests of the sample counties."""
