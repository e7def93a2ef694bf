"""The parts of the OpenAPI description that no signature shows: headers, bodies, answers."""

from typing import Any

from upload.models import ProblemDetails

KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The client's own name for this submission: 1 to 200 printable ASCII characters, "
    "no spaces. The same key with the same content gives the same submission, however often it is sent.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "elicensing-2026-03-02-00017",
}
UPLOAD_OFFSET: dict[str, Any] = {
    "name": "Upload-Offset",
    "in": "header",
    "required": True,
    "description": "Bytes that the server has; what is sent begins there.",
    "schema": {"type": "integer", "minimum": 0},
}
UPLOAD_LENGTH: dict[str, Any] = {
    "name": "Upload-Length",
    "in": "header",
    "required": True,
    "description": "Bytes of the whole body, all pieces together.",
    "schema": {"type": "integer", "minimum": 1},
}
_WORDS: dict[str, dict[str, Any]] = {
    "reference": {"type": "string", "description": "Your number for these papers; shown to staff."},
    "received": {
        "type": "string",
        "format": "date-time",
        "description": "When you received them; kept, while our time of receipt counts.",
    },
    "channel": {
        "type": "string",
        "enum": ["upload", "scan", "fax"],
        "description": "How they reached you: papers of a scanner or fax line are split as such.",
    },
}
WORD_HEADERS: list[dict[str, Any]] = [
    {
        "name": f"X-Upload-{word.capitalize()}",
        "in": "header",
        "required": False,
        "description": f"With a body that is one file. {schema['description']}",
        "schema": {k: v for k, v in schema.items() if k != "description"},
    }
    for word, schema in _WORDS.items()
]
DISPOSITION: dict[str, Any] = {
    "name": "Content-Disposition",
    "in": "header",
    "required": False,
    "description": "With a body that is one file: its name.",
    "schema": {"type": "string"},
    "example": 'attachment; filename="request.pdf"',
}
_BINARY = {"type": "string", "format": "binary"}
BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    **_WORDS,
                },
            }
        },
        "application/octet-stream": {"schema": _BINARY},
        "application/pdf": {"schema": _BINARY},
        "*/*": {"schema": _BINARY},
    },
}
PIECE: dict[str, Any] = {
    "required": False,
    "content": {"application/partial-upload": {"schema": _BINARY}},
}

_PROBLEMS = {
    400: "The Idempotency-Key or another header is missing or makes no sense.",
    401: "No token, or one that is unknown or revoked.",
    404: "There is no such thing, or it is another client's.",
    408: "The body stood still or came too slowly. A resumable upload goes on from its offset.",
    409: "Another request is sending this very body, or the offset is not the server's.",
    413: "Larger than the limit, which `limit` names. The key is not used up.",
    415: "A piece is sent as `application/partial-upload`.",
    422: "The body cannot be understood, or the key stands for other content.",
    503: "Disk full, too busy, or the database is briefly away: nothing was taken. See Retry-After.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that are problems."""
    return {
        status: {
            "description": _PROBLEMS[status],
            "model": ProblemDetails,
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
            },
        }
        for status in statuses
    }


def offset_headers(*more: str) -> dict[str, Any]:
    """The headers that an answer about a resumable upload carries."""
    integer = {"schema": {"type": "integer"}}
    text = {"schema": {"type": "string"}}
    return {"Upload-Offset": integer, **dict.fromkeys(more, text)}
