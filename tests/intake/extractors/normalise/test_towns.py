"""Towns and ZIP codes that go together."""

import pytest

from intake.extractors.normalise.towns import TownFit, fit_town


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        pytest.param("70 Infirmary Hill, Worcester, MA 01608", TownFit.SAME, id="its own"),
        pytest.param("70 INFIRMARY HILL, WORCESTER, MA 01608", TownFit.SAME, id="in capitals"),
        pytest.param("12 Mill Road, St. Paul, MN 55102", TownFit.SAME, id="Saint for short"),
        pytest.param("12 Mill Road, Saint Paul, MN 55102", TownFit.SAME, id="Saint"),
        pytest.param("12 Mill Road, Winston Salem, NC 27101-4411", TownFit.SAME, id="without its hyphen"),
        pytest.param("12 Mill Road, Allenstown, NH 03275", TownFit.SAME, id="another name of the same"),
        pytest.param("12 Mill Road, Allenstown, New Hampshire 03275", TownFit.SAME, id="its state in full"),
        pytest.param("12 Mill Road, Worcestor, MA 01608", TownFit.OTHER, id="a letter misread"),
        pytest.param("12 Mill Road, Worcester, MA 01808", TownFit.OTHER, id="a digit misread"),
        pytest.param("12 Mill Road, Worcester, ME 01608", TownFit.OTHER, id="a state misread"),
        pytest.param("12 Mill Road, Worcester, MA 00008", TownFit.UNLISTED, id="a code of no town"),
        pytest.param("1 Water Street, Halifax, NS B3J 2K9", None, id="Canada"),
        pytest.param("12 Mill Road", None, id="no town"),
    ],
)
def test_a_town_is_held_against_its_zip(address: str, fit: TownFit | None) -> None:
    assert fit_town(address) is fit
