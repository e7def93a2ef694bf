"""When two values say the same."""

import pytest

from domain.likeness import same_value


@pytest.mark.parametrize(
    ("field", "want", "got", "same"),
    [
        pytest.param("holder_name", "Ana Maria Souza", "SOUZA, Ana M.", True, id="order and initial"),
        pytest.param("holder_name", "Ana Maria Souza", "Ana Souza", True, id="middle name left out"),
        pytest.param("holder_name", "Ana Maria Luz Souza", "Ana Souza", False, id="two parts left out"),
        pytest.param("holder_name", "Ana Maria Souza", "Ana Marta Souza", False, id="another middle name"),
        pytest.param("holder_name", "Núñez-Ortega, Lía", "Lia Nunez Ortega", True, id="accents and hyphen"),
        pytest.param("holder_name", "Đỗ Stanisław", "Do Stanislaw", True, id="letters with strokes"),
        pytest.param("holder_name", "Bǿrge Sǽther", "Borge Saether", True, id="strokes with accents"),
        pytest.param("holder_name", "Mary Ann Lee", "MaryAnn Lee", True, id="one word for two"),
        pytest.param("holder_name", "Ray Cole Jr.", "Ray Cole", False, id="suffix left out"),
        pytest.param("holder_name", "Ray Cole, Jr.", "Cole Jr., Ray", True, id="suffix elsewhere"),
        pytest.param("holder_name", "William Cole", "Bill Cole", False, id="nickname"),
        pytest.param("holder_name", "Ray Cole", "Ray Cale", False, id="one letter"),
        pytest.param("issued_on", "2026-03", "2026-03-09", True, id="a day in the true month"),
        pytest.param("issued_on", "2026-03-09", "2026-03", False, id="the month alone"),
        pytest.param("issued_on", "2026-03-01", "2026-03-01 Jr.", False, id="more than a date"),
        pytest.param("certification_number", "E0901234", "901234", True, id="neither zero nor letter"),
        pytest.param("certification_number", "E0901234", "P0901234", False, id="another letter"),
        pytest.param("certification_number", "E0901234", "E", False, id="no digits"),
        pytest.param("ssn_last4", "4821", "***-**-4821", True, id="masked"),
        pytest.param("return_fax", "(603) 555-0141", "1-603-555-0141", True, id="country code"),
        pytest.param(
            "return_address",
            "9 Hill Street, Keene, NH 03431",
            "EMS, 9 Hill St, Keene NH 03431",
            True,
            id="short words",
        ),
        pytest.param(
            "return_address", "9 Hill Street, Keene, NH 03431", "9 Hill Street", False, id="a part of it"
        ),
        pytest.param(
            "return_address", "9 Hill Street, Keene", "29 Hill Street, Keene", False, id="another house"
        ),
        pytest.param("training_center", "Heron Rescue, Inc.", "heron rescue", True, id="without Inc"),
        pytest.param("training_center", "Heron Rescue School of Nursing", "Heron", False, id="far too short"),
        pytest.param("provider", "other", "EMS Safety", True, id="not on the list"),
        pytest.param("provider", "AHA", "ARC", False, id="another one"),
        pytest.param("return_email", "a.b@x.example", "ab@x.example", False, id="a dot matters"),
        pytest.param("signature_present", True, True, True, id="signed"),
        pytest.param("signature_present", True, "yes", False, id="no boolean"),
        pytest.param("course", "CPR_AED", "CPR AED", True, id="letters alone"),
    ],
)
def test_same_value(field: str, want: str | bool, got: str | bool, same: bool) -> None:
    assert same_value(field, want, got) is same
