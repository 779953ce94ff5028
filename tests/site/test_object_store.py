"""Sealed files in an object store: the same promises, and only ciphertext leaves the house."""

import boto3
import pytest
from django.core.files.storage import storages
from moto import mock_aws

from safeconduct.site import backends, config
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Keyring
from safeconduct.vault.seals import FileLabel
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
CONTENT = b"words that must not leave the house " * 4000


@pytest.fixture
def bucket(settings, monkeypatch):
    """A stand-in for an object store, and an installation told to keep its files there."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    monkeypatch.setenv("SAFECONDUCT_FILES", "s3://sealed-files/some/prefix")
    with mock_aws():
        made = boto3.resource("s3").create_bucket(Bucket="sealed-files")
        sealed = backends.sealed_store(config.load())
        settings.STORAGES = settings.STORAGES | {"sealed": sealed}
        assert type(storages["sealed"]).__name__ == "S3Storage"
        yield made


def test_a_file_goes_out_sealed_under_a_name_that_says_nothing_and_comes_back_whole(bucket):
    cast = people.house()
    opened = vault.open_compartment(
        actor=cast.officer,
        kind=Kind.FACTS,
        scope="a-file",
        holders=[Keyring.objects.get(desk__mission=cast.minara)],
        reason="test",
    )
    file = seals.put_file(opened, FileLabel("telling.pdf", "application/pdf", 9), [CONTENT], TODAY)
    (stored,) = bucket.objects.all()
    assert stored.key.startswith("some/prefix/")
    assert "telling" not in stored.key
    assert CONTENT[:20] not in stored.get()["Body"].read()
    label, chunks = vault.open_file(actor=cast.officer, reference=file.reference, reason="reading")
    assert (label.name, b"".join(chunks)) == ("telling.pdf", CONTENT)
