"""The process and its front ends: icon, pages, commands."""
