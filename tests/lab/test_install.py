"""xentui runs in the dom0s from the folder that `installed_xentui` names."""

from tests.lab.fixtures import TwoHosts


def test_the_dom0s_can_import_what_was_installed(lab_hosts: TwoHosts, installed_xentui: str) -> None:
    words = ("env", f"PYTHONPATH={installed_xentui}", "python3", "-c", "import textual, xentui, xentui_driver")
    for host in lab_hosts:
        imported = host.run(words)
        assert (imported.exit_status, imported.stderr) == (0, "")
