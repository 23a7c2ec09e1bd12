"""Builds what a Windows user downloads: the program folder and its installer."""
