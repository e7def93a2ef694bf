"""What unpack makes of a file, as the `inspect` line of the contracts."""

from domain.submissions import Part, Unpacked


def describe_unpacked(source: str, unpacked: Unpacked) -> dict[str, object]:
    """One `inspect` line, ready for JSON."""
    headers = unpacked.headers
    return {
        "source": source,
        "media_type": unpacked.media_type,
        "headers": {
            "from": headers.sender,
            "to": headers.to,
            "cc": headers.cc,
            "subject": headers.subject,
            "date": headers.date,
            "message_id": headers.message_id,
        },
        "parts": [_describe_part(part) for part in unpacked.parts],
        "pages": sum(_count_pages(part) for part in unpacked.parts),
        "outcome": unpacked.outcome.value,
        "problem": unpacked.problem,
        **_told_besides(unpacked),
    }


def _told_besides(unpacked: Unpacked) -> dict[str, object]:
    """What few originals have, each only where there is something to say."""
    told: dict[str, object] = {
        "automatic": unpacked.automatic,
        "signed": unpacked.signed,
        "forwarded": [{"from": f.sender, "date": f.date, "subject": f.subject} for f in unpacked.forwarded],
        "warnings": list(unpacked.warnings),
        "links": unpacked.links,
    }
    return {key: value for key, value in told.items() if value}


def _describe_part(part: Part) -> dict[str, object]:
    return {
        "path": part.path,
        "name": part.name,
        "media_type": part.media_type,
        "disposition": part.disposition,
        "size": part.size,
        "sha256": part.sha256,
        "text": part.text,
        "decoration": part.decoration,
        "problem": part.problem,
        "parts": [_describe_part(inner) for inner in part.parts],
    }


def _count_pages(part: Part) -> int:
    return len(part.pages) + sum(_count_pages(inner) for inner in part.parts)
