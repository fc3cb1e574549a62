"""Real xl still makes of every file of the corpus what was recorded of it, byte for byte."""

from tests import corpus
from tests.lab.corpus import ask
from tests.lab.host import LabHost


def test_xl_answers_as_recorded(lab_host: LabHost) -> None:
    recorded = corpus.answers()
    found = ask(lab_host)
    assert found.keys() == recorded.keys()
    different = [file for file, answer in found.items() if answer != recorded[file]]
    assert [found[file] for file in different] == [recorded[file] for file in different]
