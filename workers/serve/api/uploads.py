"""A recording that comes in the request itself: streamed to disk under a limit, then into the inbox."""

from __future__ import annotations

import os
import shutil
import uuid
from typing import BinaryIO

from fastapi import Request
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.storage import Content
from sourdine.pipeline.storage.base import sha256_of
from sourdine.workers.serve.access import Principal
from sourdine.workers.serve.intake import Arrival
from sourdine.workers.serve.locations import incoming_name
from sourdine.workers.serve.models import CallDetails
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.services import Services
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile


async def arrival_of_upload(
    request: Request, services: Services, who: Principal, idempotency: str | None
) -> tuple[str, Arrival]:
    """The tenant, and where the upload is now. Raises `Refusal`."""
    from sourdine.workers.serve.api.calls import parsed, tenant_of

    async with request.form(max_files=1, max_fields=3, max_part_size=1 << 20) as form:
        file, details = form.get("recording"), form.get("call", "{}")
        _check(form, file, details)
        asked = parsed(CallDetails, str(details).encode())
        tenant = tenant_of(who, asked.tenant)
        assert isinstance(file, UploadFile)  # noqa: S101 - `_check` has just seen to it
        name = await run_in_threadpool(
            _keep, services, tenant, file.file, file.filename or "", idempotency or uuid.uuid4().hex
        )
    return tenant, Arrival(asked, services.incoming.place(tenant, name), moved=True)


def _check(form: FormData, file: object, details: object) -> None:
    if not isinstance(file, UploadFile) or not isinstance(details, str):
        raise Refusal(422, "the parts are `recording`, a file, and `call`, JSON")
    if set(form) - {"recording", "call", "csrf"} or len(form.multi_items()) > len(set(form)):
        raise Refusal(422, "the parts are `recording` and `call`, each once")


def _keep(services: Services, tenant: str, file: BinaryIO, hint: str, key: str) -> str:
    """Put it into the inbox, under a name made from what it is; its own name may be a phone number."""
    if file.seek(0, os.SEEK_END) > services.settings.serve.max_upload:
        raise Refusal(413, f"at most {services.settings.serve.max_upload} bytes are taken")
    file.seek(0)
    digest = sha256_of(file)
    name = incoming_name(services.catalogue.ring(tenant), "upload", f"{key}\0{digest}", hint)
    file.seek(0)
    with working_folder() as folder:
        path = folder / "recording"
        with path.open("wb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
        services.incoming.inbox(tenant).put(name, Content.of(path, "application/octet-stream"))
    return name
