"""Record to R4 resource and back, one pure module per resource.

``to_fhir(record, …)`` gives a plain dict with Decimals (:func:`sync.jsontext.dumps` keeps their digits), ``from_fhir(body)`` the
record again; for every record ``from_fhir(to_fhir(x)) == x``, where a module's docstring does not name an exception.
``from_fhir`` raises :class:`~sync.fhir.element.NotOurs` for what we keep no records of, and
:class:`~sync.fhir.element.BadResource` for what cannot be read. FHIR id = our record id.
"""
