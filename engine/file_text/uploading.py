"""Receiving files: each is streamed to the disk, and no further than a file may be large.

What is longer is thrown away as it comes, so that the rest of the form is still read; a stream without end is cut
off. Either way the form gets a `CutOff` in the file's place, and nothing of it is kept.
"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.utils.datastructures import MultiValueDict

from engine.file_text import limits

PATIENCE = 4  # as many largest files are read of what is thrown away, before the connection is


class CutOff(UploadedFile):
    """Stands for a file that was too large: its name and how much of it had come."""

    def chunks(self, chunk_size=None):
        return iter(())

    def seek(self, *args):
        return 0

    def read(self, *args):
        return b""


class LimitedUpload(TemporaryFileUploadHandler):
    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.came = 0
        self.kept = True

    def receive_data_chunk(self, raw_data, start):
        """Write the chunk, or throw it away once the file has become too large."""
        self.came += len(raw_data)
        if self.kept and self.came > limits.max_bytes():
            self.kept = False
            self.file.close()  # which deletes it
        if self.kept:
            self.file.write(raw_data)
        elif self.came > PATIENCE * limits.max_bytes():
            self.request.cut_off_upload = (self.field_name, self._cut_off())
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size):
        return super().file_complete(file_size) if self.kept else self._cut_off()

    def _cut_off(self) -> CutOff:
        return CutOff(name=self.file_name, size=self.came)


def files_of(request) -> MultiValueDict:
    """The files of a form, with the one that broke the reading off."""
    files = request.FILES
    field, file = getattr(request, "cut_off_upload", ("", None))
    if file is None:
        return files
    return MultiValueDict({name: files.getlist(name) for name in files} | {field: [*files.getlist(field), file]})
