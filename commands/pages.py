"""The parts `review` and `upload`: what is served over HTTP until it is stopped."""

from fastapi import FastAPI

from commands.base import Home, explained, out, settings_of
from commands.lookout import beating
from commands.serving import check_free, follow_run
from review.app import create_app
from settings import Settings
from storage.database import SqlStorage
from storage.spool import UploadSpool
from upload.app import beside, create_upload_app
from upload.serving import serve
from wiring import calendar_of, decision_settings_of, open_storage, utc_now


@explained
def review(home: Home = None) -> None:
    """Serve the review pages, and the upload interface beside them, until stopped."""
    follow_run()
    settings = settings_of(home)
    check_free(settings.review_host, settings.review_port, "review_port")
    storage = open_storage(settings)
    try:
        with beating(storage, "review"):
            serve_pages(settings, storage)
    finally:
        storage.close()


@explained
def upload(home: Home = None) -> None:
    """Serve the upload interface alone, without the review pages, until stopped."""
    follow_run()
    settings = settings_of(home)
    check_free(settings.upload_host, settings.upload_port, "upload_port")
    storage = open_storage(settings)
    try:
        out.print(f"Uploads: http://{settings.upload_host}:{settings.upload_port}/api/v1/  (Ctrl-C stops)")
        serve(upload_app_of(settings, storage), settings.upload_host, settings.upload_port)
    finally:
        storage.close()


def upload_app_of(settings: Settings, storage: SqlStorage) -> FastAPI:
    """The upload interface of one installation; what is not yet whole waits in `uploads/` of the home."""
    spool = UploadSpool(settings.home / "uploads", storage.keys)
    return create_upload_app(storage, spool, settings=settings, clock=utc_now)


def serve_pages(settings: Settings, storage: SqlStorage) -> None:
    """The web server of the review pages and the upload interface, in this process."""
    pages = create_app(
        storage,
        settings=settings,
        decisions=decision_settings_of(settings),
        calendar=calendar_of(settings),
        clock=utc_now,
    )
    serve(beside(upload_app_of(settings, storage), pages), settings.review_host, settings.review_port)
