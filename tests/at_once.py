"""Why a test has failed, as soon as it has: a run that is cut off never comes to its summary."""

import pytest


class FailuresAtOnce:
    def __init__(self, config: pytest.Config) -> None:
        self._plugins = config.pluginmanager

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._plugins.getplugin("terminalreporter")
        if report.failed and terminal is not None:  # the workers of xdist have no terminal
            terminal.ensure_newline()
            terminal.write_sep("_", f"{report.nodeid} ({report.when}, {report.duration:.0f} s)")
            terminal.write_line(report.longreprtext)
            terminal.flush()


def install(config: pytest.Config) -> None:
    config.pluginmanager.register(FailuresAtOnce(config))
