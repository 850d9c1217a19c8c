"""The cloud side: change log to FHIR to server to merge; the embedded FHIR hub."""
