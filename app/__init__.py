"""The clinic's records, rules and use cases: no Qt, no radio, no HTTP."""
