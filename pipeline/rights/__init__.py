"""The rights of the people who were recorded: access, erasure, rectification, restriction, objection.

Every one is a request with a clock (art. 12(3) GDPR: one month, two more with a reason), a state, and an
answer that can be handed over. `sourdine.pipeline.rights.requests` keeps them; the other modules do what was
asked for.
"""
