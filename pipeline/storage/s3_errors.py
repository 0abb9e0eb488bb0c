"""What boto3 raises, as one plain line that says what to do and quotes no key of the store.

botocore puts the address of the request, object key included, into its messages: nothing of them is kept
but the code, and the original exception is cut off (``from None``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSLError,
)
from botocore.exceptions import ConnectionError as NoConnection
from sourdine.pipeline.errors import Retry, SourdineError, StopJob

_IDENTITY = "the store refused the access key: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_RIGHT = "the store refused access: this identity may not do that in the bucket"
_SPACE = "no space left at the destination: the store's quota is used up"
_ADVICE = {
    "InvalidAccessKeyId": _IDENTITY,
    "SignatureDoesNotMatch": _IDENTITY,
    "ExpiredToken": "the store's temporary credentials have expired",
    "InvalidToken": _IDENTITY,
    "AccessDenied": _RIGHT,
    "403": _RIGHT,
    "NoSuchBucket": "there is no bucket of that name at this endpoint",
    "QuotaExceeded": _SPACE,
    "XMinioStorageFull": _SPACE,
    "InsufficientStorage": _SPACE,
    "507": _SPACE,
    "RequestTimeTooSkewed": "this machine's clock is too far from the store's",
    "NotImplemented": "the store does not implement a request that is needed (conditional writes?)",
    "EntityTooLarge": "an object is larger than the store takes in one piece",
    "PermanentRedirect": "the bucket is in another region: set AWS_REGION",
    "AuthorizationHeaderMalformed": "the bucket is in another region: set AWS_REGION",
}
_FOR_NOW = ("SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "OperationAborted")


def status(error: ClientError) -> int:
    """The HTTP status of an answer, 0 if it held none."""
    return int(_answer(error).get("HTTPStatusCode", 0))


def retried(error: ClientError) -> bool:
    """Whether boto3 had sent the request more than once before this answer."""
    return int(_answer(error).get("RetryAttempts", 0)) > 0


@contextmanager
def plain_errors() -> Iterator[None]:
    """Inside, what boto3 raises becomes `StopJob` or `Retry`."""
    try:
        yield
    except ClientError as error:
        raise _refused(error) from None
    except (BotoCoreError, HTTPClientError) as error:
        raise _failed(error) from None


def _answer(error: ClientError) -> dict[str, Any]:
    return dict(error.response.get("ResponseMetadata", {}))


def _refused(error: ClientError) -> SourdineError:
    code = error.response.get("Error", {}).get("Code", "")
    if code in _ADVICE:
        return StopJob(_ADVICE[code])
    said = re.sub(r"[^A-Za-z]", "", code)[:40] or status(error)  # whatever a store may put there
    if code in _FOR_NOW or status(error) in (409, 429) or status(error) >= 500:
        return Retry(f"the store is busy or failing ({said})")
    return StopJob(f"the store refused a request ({said})")


def _failed(error: Exception) -> SourdineError:
    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return StopJob("no access key for the store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        case CredentialRetrievalError():
            return Retry("the access key for the store could not be fetched")
        case ProfileNotFound() | ConfigParseError():
            return StopJob("the AWS profile or configuration file cannot be used")
        case SSLError():
            return StopJob("the store's TLS certificate is not trusted: check the endpoint or AWS_CA_BUNDLE")
        case NoConnection() | HTTPClientError() | IncompleteReadError():
            return Retry("the store does not answer")
        case ParamValidationError():
            return StopJob("the name of the bucket or of an object is not valid")
        case _:
            return StopJob(f"the store cannot be used ({type(error).__name__})")
