"""Errors as the Messages API gives them."""

from starlette.responses import JSONResponse


class Invalid(Exception):
    """The request does not fit the API; `type` and `status` are the API's."""

    def __init__(self, message: str, *, kind: str = "invalid_request_error", status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


def error_response(failure: Invalid, request_id: str) -> JSONResponse:
    """The API's error envelope."""
    body = {
        "type": "error",
        "error": {"type": failure.kind, "message": str(failure)},
        "request_id": request_id,
    }
    return JSONResponse(body, status_code=failure.status, headers={"request-id": request_id})
