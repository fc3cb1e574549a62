"""Ask real xl what it understands of the corpus: `python -m tests.lab.corpus [host-c]` keeps it for `make test`."""

import base64
import io
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import corpus
from tests.corpus import Answer
from tests.lab import lab
from tests.lab.host import LabHost
from tests.lab.release import OF_HOST

REMOTE = "/root/corpus"
# xl names the file in its messages: asked from within the folder, that is the bare name.
# The braces have the shell's word on a crash in the file too, as from Debian's wrapper of xl, which takes its time.
ASK = """\
cd "$1" || exit 1
export LC_ALL=C
for file in *.cfg; do
    { timeout 20 /usr/lib/xen-*/bin/xl create -n "$file"; } </dev/null >"$file.out" 2>"$file.err"
    echo $? >"$file.rc"
done
tar -cz -- *.out *.err *.rc | base64
"""
# About a third of a second for each file under emulation, more on a busy machine.
TIMEOUT_S = 1800.0


def ask(host: LabHost, files: Sequence[Path]) -> Mapping[str, Answer]:
    """What the host's xl says to each of these files now."""
    host.unpack(REMOTE, _archive(files))
    ended = host.run_script(ASK, REMOTE, timeout_s=TIMEOUT_S)
    host.run(("rm", "-rf", REMOTE))
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(ended.stdout)), mode="r:gz") as archive:
        return {path.name: _answer(path, archive) for path in files}


def _archive(files: Sequence[Path]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path in files:
            archive.add(path, path.name)
    return content.getvalue()


def _answer(path: Path, archive: tarfile.TarFile) -> Answer:
    stdout = corpus.without_chance(_member(archive, f"{path.name}.out"), corpus.text_of(path))
    exit_status = int(_member(archive, f"{path.name}.rc"))
    return Answer(path.name, exit_status, _member(archive, f"{path.name}.err"), stdout)


def _member(archive: tarfile.TarFile, name: str) -> str:
    member = archive.extractfile(name)
    assert member is not None, name
    return member.read().decode("utf-8", "surrogateescape")


def main(names: Sequence[str]) -> None:
    with lab.running_lab(print, names) as running:
        host = running.hosts[0]
        corpus.keep(ask(host, corpus.files()), OF_HOST[host.name].xen)


if __name__ == "__main__":
    main(sys.argv[1:] or lab.PAIR)
