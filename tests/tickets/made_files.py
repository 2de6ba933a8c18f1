"""Uploads as a browser sends them."""

import base64

from django.core.files.uploadedfile import SimpleUploadedFile

# One transparent pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


def text_file(text: str = "Felkod 17 i loggen.", *, name: str = "logg.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def picture(*, name: str = "skarmbild.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, base64.b64decode(PIXEL), content_type="image/png")
