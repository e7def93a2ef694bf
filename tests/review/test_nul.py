"""NUL in a form or an address: what is pasted may hold one, and no page may break by it."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from domain.kinds import Role
from review.app import ROUTERS
from tests.review.office import Office, public_form
from tests.review.test_policy import FORMS, PUBLIC, WHO_MAY, Desk


def forms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every form and the fields that it declares."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "POST" in route.methods:
                fields = tuple(p.alias for p in route.dependant.body_params)
                yield route.path, tuple(f for f in fields if f not in {"form_token", "version", "file"})


def test_no_form_breaks_by_nul_in_a_field(any_office: Office) -> None:
    desk, broken = Desk(any_office), []
    for path, fields in forms():
        allowed = WHO_MAY["POST", path]
        role = Role.SUPERVISOR if allowed == PUBLIC or Role.SUPERVISOR in allowed else Role.ADMIN
        for field in fields:
            visitor = any_office.visitor(role.value, role)
            more = public_form(visitor.client) if allowed == PUBLIC else {}
            form = desk.form(path) | more | {field: f"Ana\x00{desk.form(path).get(field, '')}"}
            if visitor.post(desk.path(path), **form).status_code >= 500:
                broken.append((path, field))
    assert len(FORMS) > 20
    assert broken == []


@pytest.mark.parametrize(
    "address", ["/cases/C%00", "/?search=Ana%00Reyes", "/ledger/%00", "/outbox?kind=%00"]
)
def test_no_page_breaks_by_nul_in_its_address(any_office: Office, address: str) -> None:
    assert any_office.visitor("sue", Role.SUPERVISOR).get(address).status_code < 500
