"""The letters of the portal about projects."""
