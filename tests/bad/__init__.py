"""Wrong input: a small rule set that is right, in ``whole``, and what each folder of ``rules`` lays over it."""
