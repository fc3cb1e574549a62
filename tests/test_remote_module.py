"""What is sent to a lab host runs there without any other module of ours."""

import subprocess

from tests.lab.remote_module import remote_module_argv
from xentui_driver.toolstack.commands import SAMPLER


def test_the_sampler_answers_from_the_command_alone() -> None:
    done = subprocess.run(remote_module_argv(SAMPLER), input="?\n", capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(('{"sample":', '{"refusal":')), done.stderr
