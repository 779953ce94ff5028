"""Settings are read once, checked at once, and never repeated back."""

from __future__ import annotations

import stat

import pytest

from safeconduct.site import backends, sign_on
from safeconduct.site.config import PREFIX, Config, Fault, load

SECRET = "correct-horse-battery-staple-" * 2


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in Config.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.fixture
def environment(monkeypatch):
    """Set variables by their short names."""

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)

    return put


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("idle_lock_minutes", "soon", "integer"),
        ("idle_lock_minutes", "0", "greater than or equal to 1"),
        ("faces", "desk,basement", "'reporter', 'desk', 'partner' or 'public'"),
        ("faces", "", "at least 1 item"),
        ("https", "perhaps", "boolean"),
        ("database", "mysql://somewhere", "expected nothing, sqlite:///PATH or postgresql://"),
        ("files", "ftp://somewhere", "expected nothing, a folder or s3://BUCKET/PREFIX"),
        ("files", "s3://", "expected nothing, a folder or s3://BUCKET/PREFIX"),
        ("mail", "mail.example.org", "expected nothing, smtp://HOST:PORT or smtps://HOST:PORT"),
        ("secret_key", "short", "expected at least 40 characters"),
        ("clocks", "assessment=soon", "expected a number and one of days"),
        ("clocks", "nothing=10 days", "expected codes of the list of clocks"),
        ("clocks", "ten days", "expected CODE=LENGTH UNIT"),
        ("retention", "report-empty=soon", "expected a number and months or years"),
        ("retention", "report-empty=3 days", "expected a number and months or years"),
        ("retention", "nothing=10 years", "expected codes of the list of retention rules"),
        ("retention", "ten years", "expected CODE=LENGTH UNIT"),
        ("log_format", "xml", "'json' or 'text'"),
        ("database_pool", "0", "greater than or equal to 1"),
        ("sign_on_issuer", "http://login.example.org", "expected nothing or https://HOST/PATH"),
        ("sign_on_issuer", "https://login.example.org/?a=b", "expected nothing or https://"),
        ("sign_on_issuer", "https://a; script-src *", "expected nothing or https://HOST/PATH"),
        ("reports_per_minute", "-1", "greater than or equal to 0"),
        ("neutral_title", "x" * 41, "at most 40 characters"),
        ("onion", "http://short.onion", "expected nothing or http://NAME.onion"),
        ("onion", f"http://{'a' * 56}.onion", "expected nothing or http://NAME.onion"),
        ("onion", "https://example.org", "expected nothing or http://NAME.onion"),
        ("sign_on_claim", "name", "'sub', 'email' or 'preferred_username'"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable_and_what_was_expected(
    environment, name, value, expected
):
    environment(**{name: value})
    with pytest.raises(Fault) as fault:
        load()
    assert str(fault.value).startswith(f"{PREFIX}{name.upper()}: ")
    assert expected in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_fault_never_repeats_the_value_because_it_may_be_a_secret(environment):
    environment(database="mysql://user:hunter2@host/name", mail="smtpx://user:hunter3@host")
    with pytest.raises(Fault) as fault:
        load()
    assert "hunter" not in str(fault.value)


def test_production_refuses_to_start_half_prepared(environment):
    environment(production="true", hosts="*", demo="true")
    with pytest.raises(Fault) as fault:
        load()
    named = {line.split(":")[0] for line in str(fault.value).splitlines()}
    assert named == {f"{PREFIX}{n}" for n in ("SECRET_KEY", "HTTPS", "HOSTS", "DEMO")}


def test_production_starts_when_it_has_what_it_needs(environment):
    environment(production="true", https="true", hosts="conduct.example.org", secret_key=SECRET)
    assert load().production


def test_secrets_do_not_show_in_a_repr(environment):
    environment(
        secret_key=SECRET, database="postgresql://a:hunter2@h/n", mail="smtp://a:hunter3@h:25"
    )
    shown = repr(load()) + str(load())
    assert SECRET not in shown
    assert "hunter" not in shown


def test_the_embedded_key_is_made_once_and_only_its_owner_reads_it(environment, tmp_path):
    environment(data=str(tmp_path / "var"))
    made = backends.signing_key(load())
    assert backends.signing_key(load()) == made
    kept = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_sqlite_takes_the_write_lock_at_once_and_waits_for_the_disk(environment, tmp_path):
    environment(data=str(tmp_path))
    entry = backends.database(load())
    assert entry["NAME"] == tmp_path / "safeconduct.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in entry["OPTIONS"]["init_command"]


def test_sqlite_can_stand_elsewhere(environment):
    environment(database="sqlite:////srv/conduct.sqlite3")
    assert str(backends.database(load())["NAME"]) == "/srv/conduct.sqlite3"


def test_postgresql_is_one_address_with_a_pool(environment):
    environment(database="postgresql://app:p%40ss@db:5433/conduct?sslmode=require")
    entry = backends.database(load())
    said = {name: entry[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert said == {
        "NAME": "conduct",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
    }
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == load().database_pool


def test_sealed_files_go_to_a_folder_only_the_server_reads(environment, tmp_path):
    environment(files=str(tmp_path))
    options = backends.sealed_store(load())["OPTIONS"]
    assert options["location"] == str(tmp_path)
    assert (options["file_permissions_mode"], options["directory_permissions_mode"]) == (
        0o600,
        0o700,
    )


def test_sealed_files_go_to_an_object_store_as_configuration_only(environment):
    environment(files="s3://bucket/some/prefix")
    store = backends.sealed_store(load())
    assert store["BACKEND"] == "storages.backends.s3.S3Storage"
    assert store["OPTIONS"]["bucket_name"] == "bucket"
    assert store["OPTIONS"]["location"] == "some/prefix"


def test_no_mail_leaves_an_installation_that_was_told_of_no_server():
    assert "dummy" in backends.mail(load())["EMAIL_BACKEND"]


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [("smtp://u:p@post.example.org", 587, True, False), ("smtps://post:4465", 4465, False, True)],
)
def test_mail_is_always_encrypted_on_the_way(environment, url, port, tls, ssl):
    environment(mail=url)
    entry = backends.mail(load())
    assert (entry["EMAIL_PORT"], entry["EMAIL_USE_TLS"], entry["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_clocks_are_read_by_code_with_length_and_unit(environment):
    environment(clocks="assessment=15 working_days, acknowledgement=5 days")
    assert load().clocks == {"assessment": (15, "working_days"), "acknowledgement": (5, "days")}


def test_a_sign_on_without_what_the_issuer_gave_is_refused_with_one_line(environment):
    environment(sign_on_issuer="https://login.example.org", sign_on_client_id="us")
    with pytest.raises(Fault) as fault:
        load()
    assert str(fault.value).startswith(f"{PREFIX}SIGN_ON_CLIENT_ID: expected")
    assert "\n" not in str(fault.value)


def test_forms_may_lead_to_the_issuer_of_the_sign_on_and_nowhere_else(environment):
    assert sign_on.form_targets(load()) == ["'self'"]
    assert sign_on.providers(load()) == {}
    given = {"sign_on_client_id": "us", "sign_on_client_secret": "quiet"}
    environment(sign_on_issuer="https://login.example.org:444/realm/", **given)
    assert sign_on.form_targets(load()) == ["'self'", "https://login.example.org:444"]
    (provider,) = sign_on.providers(load())["openid_connect"]["APPS"]
    assert provider["settings"]["oauth_pkce_enabled"]


def test_retention_is_read_by_code_with_years_and_months(environment):
    environment(retention="matter-not-substantiated=15 years, report-empty=3 months")
    assert load().retention == {"matter-not-substantiated": 180, "report-empty": 3}
