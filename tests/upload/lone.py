"""Only what serves the upload interface, as a process of its own: quick to start again."""

from pathlib import Path

from settings import Settings
from storage.spool import UploadSpool
from upload.app import create_upload_app
from upload.serving import server_of
from wiring import open_storage, utc_now


def serve_alone(home: Path, port: int) -> None:
    settings = Settings(home=home)
    storage = open_storage(settings)
    spool = UploadSpool(home / "uploads", storage.keys)
    app = create_upload_app(storage, spool, settings=settings, clock=utc_now)
    server_of(app, "127.0.0.1", port).run()
