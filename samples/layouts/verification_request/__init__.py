"""Requests to verify a certification, as other states, hospitals, colleges and employers draw them."""

from samples.layout import Layout
from samples.layouts.verification_request.state_forms import STATE_FORMS

LAYOUTS: tuple[Layout, ...] = STATE_FORMS
