"""The server: the hook after the call, and the pages where people listen (extra ``serve``).

Seams, for whoever adds to it:

- An endpoint of the API: a module with ``router``, listed in `app.ROUTERS`;
  ``Depends(guard.require(Permission.X))`` gives the `Principal`.
- A page: ``pages/<name>.py`` with ``router = APIRouter(include_in_schema=False)``, listed in `pages.ROUTERS`;
  ``Depends(guard.page(Permission.X))``; ``pages.render.render(request, "name.html", who, …)``.
- A template: in ``templates/``, extends ``base.html``; ``_("key")`` is the text of ``texts/fr.json`` and
  ``texts/en.json``; no inline script, no inline style.
- A script or style: in ``static/``, as ES modules; what changes something sends the content of
  ``<meta name="csrf-token">`` as ``X-CSRF-Token``, forms send it as field ``csrf``.
- An error: ``raise problems.Refusal(status, "what to do")``, which answers RFC 9457 problem details.
- Who may do what: `access.Permission` and the one table `access.ROLES`. Whose something is:
  ``who.sees(tenant)``; what somebody may not see answers 404, as if it did not exist.
- What to work with: `services.Services`: settings, ``storage_of(tenant)`` for safe copies, the catalogue,
  the keys, ``now()``. Tables of the server: `tables`, with revisions in ``migrations/``.
- Work that must happen: `queue.put` in your own transaction; the worker's process runs it by its kind
  (`worker.HANDLERS`).
- What became of a call: table `tables.calls`; `states.change` moves it on, tells who listens, and calls
  the targets.
"""
