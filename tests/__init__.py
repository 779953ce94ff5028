"""Tests: promises, mirrored on the packages."""
