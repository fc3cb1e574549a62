"""Real xl still makes of every file of the corpus what was recorded of it, byte for byte."""

from tests import corpus
from tests.lab.corpus import ask
from tests.lab.fixtures import TwoHosts


def test_xl_answers_as_recorded(lab_hosts: TwoHosts) -> None:
    recorded = corpus.answers()
    found = ask(lab_hosts[0])
    assert found.keys() == recorded.keys()
    different = [file for file, answer in found.items() if answer != recorded[file]]
    assert [found[file] for file in different] == [recorded[file] for file in different]
