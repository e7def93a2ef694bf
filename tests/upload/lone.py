"""The upload interface as a process of its own, without what the command line loads: quick to start again."""

import sys
from pathlib import Path

from settings import Settings
from storage.database import SqlStorage
from storage.keys import KeyRing, read_master_key
from storage.spool import UploadSpool
from tests.conftest import BLOCKING, NO_RESERVE
from tests.upload.servers import now
from upload.app import create_upload_app
from upload.serving import server_of


def main(home: Path, port: int) -> None:
    keys = KeyRing.open(read_master_key(home.with_name(home.name + ".master-key")), home / "keys.json")
    database = f"sqlite:///{home / 'intake.sqlite'}"
    storage = SqlStorage.open(database, home / "files", keys, blocking=BLOCKING, reserve_bytes=NO_RESERVE)
    spool = UploadSpool(home / "uploads", keys, reserve_bytes=NO_RESERVE)
    app = create_upload_app(storage, spool, settings=Settings(home=home), clock=now)
    server_of(app, "127.0.0.1", port).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
