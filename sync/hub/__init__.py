"""Embedded FHIR R4 server."""
