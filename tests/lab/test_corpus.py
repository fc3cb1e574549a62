"""Real xl still makes of every file of the corpus what was recorded of it, byte for byte."""

import pytest

from tests import corpus
from tests.lab.corpus import ask
from tests.lab.host import LabHost
from tests.lab.release import OF_HOST

PARTS = 8
"""Both hosts are asked, each as many parts as it has time for."""


@pytest.mark.parametrize("part", range(PARTS))
def test_xl_answers_as_recorded(lab_host: LabHost, part: int) -> None:
    answers_as_recorded(lab_host, part)


@pytest.mark.lab_long
@pytest.mark.parametrize("part", range(PARTS))
def test_xl_of_4_20_answers_as_recorded(host_c: LabHost, part: int) -> None:
    answers_as_recorded(host_c, part)


def answers_as_recorded(host: LabHost, part: int) -> None:
    files = corpus.files()[part::PARTS]
    answers = corpus.answers(OF_HOST[host.name].xen)
    recorded = {path.name: answers[path.name] for path in files}
    found = ask(host, files)
    assert found.keys() == recorded.keys()
    different = [file for file, answer in found.items() if answer != recorded[file]]
    assert [found[file] for file in different] == [recorded[file] for file in different]


def test_every_file_has_its_recorded_answer_and_no_other_is_there() -> None:
    assert corpus.answers().keys() == {path.name for path in corpus.files()}
