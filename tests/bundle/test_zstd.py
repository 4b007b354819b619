"""What the build packs, the page's own reader unpacks, however the network cuts it into pieces."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.bundle.archive import packed
from tests.few import few

READER = (Path(__file__).parents[2] / "static/js/zstd.js").as_uri()
OUTPUT = 131_072
"""What the reader unpacks at a time, at most."""
READ = """
import { readFileSync } from "node:fs";
import { Zstd } from "READER";
const { file, cuts } = JSON.parse(process.argv[1]);
const data = readFileSync(file);
for (const cut of cuts) {
  let size = 0;
  const frame = new Zstd().frame((content) => { size += content.length; });
  let outcome;
  try {
    for (let start = 0; start < data.length; start += cut) frame.push(data.subarray(start, start + cut));
    frame.end();
    outcome = size;
  } catch (error) {
    outcome = error.message;
  }
  console.log(JSON.stringify(outcome));
}
"""
CUTS = (1_000, 4_096, 30_001, 65_536, 131_072, 200_003, 1 << 30)

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")


def content(size):
    """Bytes that pack to about a half, differently in every block."""
    state, out = 1, bytearray()
    while len(out) < size:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        out += state.to_bytes(8) + bytes(8)
    return bytes(out[:size])


def outcomes(tmp_path, data, cuts=CUTS):
    file = tmp_path / "packed.bin"
    file.write_bytes(data)
    order = json.dumps({"file": str(file), "cuts": cuts})
    command = ["node", "--input-type=module", "--eval", READ.replace("READER", READER), order]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


# The last of what a frame holds may fill what is unpacked at a time to the last byte.
@pytest.mark.parametrize("size", few([OUTPUT, 0, 1, 4_096, OUTPUT - 1, OUTPUT + 1, 3 * OUTPUT, 70 * OUTPUT + OUTPUT // 2]))
def test_it_reads_back_whole_in_any_pieces(tmp_path, size):
    assert outcomes(tmp_path, packed(content(size))) == [size] * len(CUTS)


@pytest.mark.parametrize("lost", [1, 4, 1_000])
def test_a_truncated_file_is_told(tmp_path, lost):
    assert set(outcomes(tmp_path, packed(content(3 * OUTPUT))[:-lost])) == {"ends early"}


def test_a_damaged_file_is_told(tmp_path):
    data = bytearray(packed(content(3 * OUTPUT)))
    data[len(data) // 2] ^= 255
    assert all(str(outcome).startswith("damaged") for outcome in outcomes(tmp_path, bytes(data)))
