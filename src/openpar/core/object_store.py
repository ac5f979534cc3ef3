"""Files in an object store that speaks S3, instead of the data folder: for an installation of several machines, or where the store
keeps its own copies. Objects are private; they reach people through the platform only, after the question who asks."""

import contextlib

from botocore.exceptions import BotoCoreError, ClientError
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from openpar.engine.errors import Refused


class ObjectStore(S3Storage):
    """A bucket. A store that does not answer is a sentence for whoever waits, and nothing is half kept: the row of a file is only
    committed after its object is written."""

    def _open(self, name, mode="rb"):
        with _answering():
            return super()._open(name, mode)

    def _save(self, name, content):
        with _answering():
            return super()._save(name, content)

    def delete(self, name):
        with _answering():
            super().delete(name)

    def exists(self, name):
        with _answering():
            return super().exists(name)

    def listdir(self, path):
        """Folders and files under a path. As in a folder of the machine, "" is the root."""
        with _answering():
            return super().listdir(path)

    def problem(self) -> str:
        """What the store says when it is asked for the bucket; empty when all is well."""
        try:
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError) as error:
            return str(error)
        return ""


@contextlib.contextmanager
def _answering():
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Refused(_("Kho tệp chưa trả lời nên chưa lưu hay mở được tệp; không có gì bị thay đổi. Thử lại sau ít phút; nếu vẫn vậy, "
                        "báo người vận hành."), where="file") from error
