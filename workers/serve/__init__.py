"""The server: the hook after the call, and the pages where people listen (extra ``serve``).

Seams, for who adds to it:

| what | where |
|---|---|
| an endpoint of the API | a module with ``router``, listed in `app.create_app`; ``Depends(guard.require(Permission.X))`` gives the `Principal` |
| a page | ``pages/<name>.py`` with ``router = APIRouter(include_in_schema=False)``, listed in `pages.ROUTERS`; ``Depends(guard.page(Permission.X))``; `pages.render.render(request, "name.html", who, …)` |
| a template | ``templates/``, extends ``base.html``; ``_("key")`` is the text of ``texts/fr.json`` and ``texts/en.json``; no inline script or style |
| a script or style | ``static/``, ES modules; unsafe requests send ``<meta name="csrf-token">`` as ``X-CSRF-Token``, forms as field ``csrf`` |
| an error | raise `problems.Refusal(status, "what to do")`: RFC 9457 problem |
| who may do what | `access.Permission` and the one table `access.ROLES` |
| whose it is | ``who.sees(tenant)``; what somebody may not see answers 404, as if it did not exist |
| services | `services.Services`: settings, `storage_of(tenant)` (safe copies), catalogue (`read()`, `write()`), keys, now |
"""
