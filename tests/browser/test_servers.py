"""The built site on servers as they come from a distribution, with what their own configuration says of types, packing and characters.

Those that are not installed are not tried; ``docs/hosting.md`` says what they were told.
"""

import shutil
import socket
import subprocess
import urllib.request

import pytest

from tests.browser.static_page import assert_readable, assert_shows, until_live
from tests.waiting import until

pytestmark = pytest.mark.slow

NGINX = """
daemon off; pid {own}/pid; error_log {own}/error.log;
events {{}}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
  client_body_temp_path {own}/body; proxy_temp_path {own}/proxy; fastcgi_temp_path {own}/fastcgi; uwsgi_temp_path {own}/uwsgi;
  scgi_temp_path {own}/scgi;
  {more}
  server {{ listen 127.0.0.1:{port}; location /some/folder/ {{ alias {site}/; }} }}
}}
"""
APACHE = """
ServerRoot {own}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {own}/pid
ErrorLog {own}/error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule deflate_module /usr/lib/apache2/modules/mod_deflate.so
LoadModule filter_module /usr/lib/apache2/modules/mod_filter.so
TypesConfig /etc/mime.types
{more}
Alias /some/folder/ {site}/
<Directory {site}>
  Require all granted
</Directory>
"""
PACKS = {"nginx": "gzip on; gzip_types *;", "apache2": "SetOutputFilter DEFLATE"}
FOREIGN = {"nginx": "charset iso-8859-1; charset_types *;", "apache2": "AddDefaultCharset iso-8859-1"}


def port_of_nobody():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def hosted(dist, tmp_path):
    """Serve the site: ``hosted("nginx", "gzip on;")`` is its address."""
    running = []

    def serve(server, more=""):
        program = shutil.which(server) or shutil.which(server, path="/usr/sbin")
        if not program:
            pytest.skip(f"{server} is not installed")
        port = port_of_nobody()
        made = {"nginx": NGINX, "apache2": APACHE}[server].format(own=tmp_path, site=dist, port=port, more=more)
        (tmp_path / "server.conf").write_text(made)
        (tmp_path / "error.log").touch()
        command = {
            "nginx": [program, "-c", str(tmp_path / "server.conf"), "-p", str(tmp_path)],
            "apache2": [program, "-X", "-f", str(tmp_path / "server.conf")],
        }
        running.append(subprocess.Popen(command[server], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT))
        address = f"http://127.0.0.1:{port}/some/folder/"

        def answers():
            try:
                return urllib.request.urlopen(address, timeout=1).status == 200
            except OSError:
                return False

        until(answers, (tmp_path / "error.log").read_text)
        return address

    yield serve
    for each in running:
        each.terminate()
        each.wait(timeout=20)


@pytest.mark.parametrize("server", ["nginx", "apache2"])
@pytest.mark.parametrize("way", ["as it comes", "packing everything", "with another encoding"])
def test_a_server_of_a_distribution_serves_it_as_it_is(open_page, hosted, server, way):
    more = {"as it comes": "", "packing everything": PACKS[server], "with another encoding": FOREIGN[server]}[way]
    page = open_page(f"{hosted(server, more)}forge/")
    until_live(page)
    assert page.get_attribute("html", "data-boot") == "snapshot"
    assert_shows(page)
    assert_readable(page)
    assert "\N{REPLACEMENT CHARACTER}" not in page.inner_text("body")
    assert "\u00e2\u0080" not in page.inner_text("body"), "letters of one encoding read in another"
