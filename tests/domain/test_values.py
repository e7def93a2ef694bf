"""What people type into a field, and what is kept of it."""

import pytest

from domain.errors import NotAllowed
from domain.kinds import FieldName
from domain.values import read_value


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        pytest.param("date_of_birth", " 1987-06-05 ", "1987-06-05", id="ISO day"),
        pytest.param("date_of_birth", "6/5/1987", "1987-06-05", id="month first"),
        pytest.param("expires_on", "2028-5", "2028-05", id="ISO month"),
        pytest.param("expires_on", "5/2028", "2028-05", id="month alone"),
        pytest.param("certification_number", "e-090 1234", "E0901234", id="number as printed"),
        pytest.param("certification_number", "090 1234", "0901234", id="number without its letter"),
        pytest.param("level", "paramedic", "Paramedic", id="level in any case"),
        pytest.param("signature_present", "no", False, id="no"),
        pytest.param("holder_name", "  Maria   Souza-Lima ", "Maria Souza-Lima", id="name"),
        pytest.param("ssn_last4", "0042", "0042", id="last four"),
        pytest.param("return_fax", "(617) 555-0123 ext. 4", "(617) 555-0123 ext. 4", id="fax as printed"),
    ],
)
def test_is_kept_in_the_form_of_the_contract(name: str, typed: str, kept: str | bool) -> None:
    assert read_value(FieldName(name), typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [
        pytest.param("issued_on", "31/02/2026", "a month", id="no such month"),
        pytest.param("issued_on", "2/30/2026", "a month", id="no such day"),
        pytest.param("issued_on", "soon", "a month", id="no date"),
        pytest.param("issued_on", "0202-03-01", "a month", id="a digit lost"),
        pytest.param("ssn_last4", "٣٤٥٦", "four digits", id="digits of another script"),
        pytest.param("new_name", "Ana\u202eseyeR", "cannot be seen", id="runs the other way"),
        pytest.param("new_name", "Ana\x00Reyes", "cannot be seen", id="control character"),
        pytest.param("certification_number", "X12", "the letter", id="no number"),
        pytest.param("course", "Knitting", "BLS", id="no course"),
        pytest.param("signature_present", "perhaps", "yes or no", id="neither"),
        pytest.param("ssn_last4", "078-05-1120", "four digits", id="whole number"),
        pytest.param("return_email", "at home", "an @", id="no address"),
        pytest.param("return_fax", "555-0123", "area code", id="no area code"),
        pytest.param("new_name", "12345", "letters", id="a name of digits"),
        pytest.param("return_fax", "see above", "area code", id="no fax"),
        pytest.param("date_of_birth", "soon", "Birth date: a day", id="as the form calls it"),
        pytest.param("ssn_last4", "12", "SSN, last four: ", id="as the form calls the digits"),
        pytest.param("holder_name", "  ", "type a value", id="nothing"),
        pytest.param("holder_name", "x" * 501, "500", id="a page of text"),
    ],
)
def test_says_what_is_wanted_and_quotes_nothing(name: str, typed: str, wanted: str) -> None:
    with pytest.raises(NotAllowed, match=wanted) as refused:
        read_value(FieldName(name), typed)
    if typed.strip() and len(typed) < 20 and name != "signature_present":
        assert typed not in str(refused.value)
