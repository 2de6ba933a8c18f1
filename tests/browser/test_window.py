"""What the windows of these tests promise: a test that reads after a click reads a whole page."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

FIRST, REST = b"<!doctype html><title>two</title><p>first</p>" + b" " * 2048, b"<p>the rest</p>"


class Slow(BaseHTTPRequestHandler):
    """A link to a page of which the rest comes half a second after the beginning."""

    def do_GET(self):  # the name is http.server's
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(b"<!doctype html><title>one</title><a href=/slow>on</a>")
            return
        self.wfile.write(FIRST)
        self.wfile.flush()
        time.sleep(0.5)
        self.wfile.write(REST)

    def log_message(self, *_words):
        """Nothing on the terminal of the tests."""


@pytest.fixture
def slow():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("act", ["click", "press"])
def test_what_follows_a_click_is_a_whole_page(browser, slow, script, act):
    window = browser.new_context(java_script_enabled=script)
    page = window.new_page()
    page.goto(slow)
    link = page.get_by_text("on", exact=True)
    link.click() if act == "click" else link.press("Enter")
    assert page.get_by_text("the rest").is_visible()
    window.close()
