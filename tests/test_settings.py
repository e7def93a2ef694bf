"""Settings: environment over TOML, and errors that name the key."""

from pathlib import Path

import pytest

from domain.errors import DeploymentError
from settings import Secret, Settings


def test_environment_stands_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'imap_host = "mail.example.org"\nimap_user = "oems"\nimap_password = "secret"\n'
        "imap_port = 143\nimap_tls = false\n"
    )
    settings = Settings.load({"OEMS_INTAKE_IMAP_PORT": "1143"}, tmp_path)
    assert (settings.imap_host, settings.imap_port, settings.imap_tls) == ("mail.example.org", 1143, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('imap_hots = "x"', "imap_hots", id="misspelt key"),
        pytest.param('imap_port = "many"', "imap_port", id="not a number"),
        pytest.param('imap_tls = "perhaps"', "imap_tls", id="not a yes or no"),
        pytest.param("imap_port = ", "TOML", id="not TOML"),
        pytest.param('imap_host = "mail.example.org"', "'imap_user', which is missing", id="lacks another"),
        pytest.param("business_days = 2.5", "'business_days'.*a whole number is needed", id="half a day"),
        pytest.param("review_port = 70000", "'review_port' is 70000; a port is from 1 to", id="no such port"),
        pytest.param("max_attempts = 0", "max_attempts", id="never tries"),
        pytest.param("canary_minutes = -1", "canary_minutes", id="less than never"),
        pytest.param("undo_seconds = 18001", "it must be 3600 or less: letters wait", id="undone for hours"),
        pytest.param("undo_seconds = -1", "undo_seconds", id="undone before it is done"),
        pytest.param("lease_seconds = 3600", "it must be 1800 or less", id="longest lease"),
        pytest.param('alarm_command = "pager \'x"', "alarm_command", id="quotes left open"),
        pytest.param('alarm_addresses = ["ada@example.org"]', "'smtp_host', which is missing", id="no way"),
        pytest.param(
            'canary_upload_url = "https://intake.example.org"',
            "'canary_upload_token_file', which is missing",
            id="no token",
        ),
        pytest.param(
            'canary_upload_url = "http://intake.example.org"\ncanary_upload_token_file = "/etc/token"',
            "must begin with https://",
            id="a token in the clear",
        ),
        pytest.param('number_pattern = "[EAP"', "number_pattern", id="no pattern"),
        pytest.param('statuses_that_may_not = ["Void"]', "part of the policy now.*'may_not'", id="moved"),
    ],
)
def test_wrong_key_stops_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(DeploymentError, match=words):
        Settings.load({}, tmp_path)


def test_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes("sender_address = 'Büro'".encode("cp1252"))
    with pytest.raises(DeploymentError, match="is not UTF-8 text"):
        Settings.load({}, tmp_path)


def test_misspelt_variable_stops_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="OEMS_INTAKE_IMAP_HOTS, which is no setting"):
        Settings.load({"OEMS_INTAKE_IMAP_HOTS": "mail.example.org"}, tmp_path)


def test_variable_that_is_part_of_the_policy_now_says_so(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="STATUSES_THAT_MAY_PRACTISE, which is part of the policy now"):
        Settings.load({"OEMS_INTAKE_STATUSES_THAT_MAY_PRACTISE": "Active"}, tmp_path)


def test_secrets_do_not_show_themselves(tmp_path: Path) -> None:
    settings = Settings.load({"OEMS_INTAKE_IMAP_PASSWORD": "geheim-1234"}, tmp_path)
    assert settings.imap_password == "geheim-1234"
    assert isinstance(settings.imap_password, Secret)
    assert "geheim" not in repr(settings)


def test_lists_and_paths_are_read(tmp_path: Path) -> None:
    settings = Settings.load(
        {"OEMS_INTAKE_CLOSURES": "2027-02-01, 2027-02-02", "OEMS_INTAKE_SCAN_FOLDER": str(tmp_path)}, tmp_path
    )
    assert settings.closures == ("2027-02-01", "2027-02-02")
    assert settings.scan_folder == tmp_path


def test_nothing_set_means_embedded_sqlite(tmp_path: Path) -> None:
    settings = Settings.load({}, tmp_path)
    assert settings.embedded
    assert settings.database == f"sqlite:///{tmp_path / 'intake.sqlite'}"
