"""Forms of public health as data: what each asks, what one field says of another, what is missing or wrong in what was filled in.

``reading.library()`` gives every form; ``joining`` makes one sheet of several; ``values`` holds what was told by key: a field's code, or
``form.code`` where every form has its own value.
"""
