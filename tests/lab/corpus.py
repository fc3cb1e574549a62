"""Ask real xl what it understands of the corpus: `python -m tests.lab.corpus` keeps the answers for `make test`."""

import base64
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests import corpus
from tests.corpus import Answer
from tests.lab import lab
from tests.lab.host import LabHost

REMOTE = "/root/corpus"
# xl names the file in its messages: asked from within the folder, that is the bare name.
ASK = """\
cd "$1" || exit 1
for file in *.cfg; do
    LC_ALL=C timeout 20 xl create -n "$file" </dev/null >"$file.out" 2>"$file.err"
    echo $? >"$file.rc"
done
tar -cz -- *.out *.err *.rc | base64
"""
# About half a second for each file under emulation, more on a busy machine.
TIMEOUT_S = 1800.0


def ask(host: LabHost) -> Mapping[str, Answer]:
    """What the host's xl says to each file now."""
    host.unpack(REMOTE, _archive())
    ended = host.run_script(ASK, REMOTE, timeout_s=TIMEOUT_S)
    host.run(("rm", "-rf", REMOTE))
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(ended.stdout)), mode="r:gz") as archive:
        return {path.name: _answer(path, archive) for path in corpus.files()}


def _archive() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path in corpus.files():
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


def main() -> None:
    with lab.running_lab(print) as running:
        corpus.keep(ask(running.hosts[0]))


if __name__ == "__main__":
    main()
